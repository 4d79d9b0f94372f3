"""Where a request came from, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The client's address: the peer, or the last X-Forwarded-For entry where TRUSTED_PROXIES says that our nginx wrote it.

    A visitor can put anything before the last entry, so only the last counts.
    """
    if settings.TRUSTED_PROXIES:
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "")
        if forwarded:
            return (
                forwarded.split(",")[-settings.TRUSTED_PROXIES].strip()
                if forwarded.count(",") + 1 >= settings.TRUSTED_PROXIES
                else ""
            )
    return request.META.get("REMOTE_ADDR", "")


def network_of(address: str, *, ipv6: int = 64) -> str:
    """What one visitor can't leave: an IPv4 address, or the /64 of an IPv6 one. What is no address stays as it is.

    `ipv6` 48: what one line may be given, with 65,536 of the others in it. For counts in which a visitor must not be many.
    """
    try:
        known: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    return str(ipaddress.ip_network((known, ipv6 if known.version == 6 else 32), strict=False))
