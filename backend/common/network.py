"""Find the client address of a request, and the network that rate limits count."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """Return the IP address of the client: the peer, or with proxies an entry of X-Forwarded-For.

    TRUSTED_PROXIES is the number of our proxies, each of which adds one entry. The outermost proxy's entry
    counts; those before it can be written by the client. Returns "" if there are fewer entries than proxies.
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
    """Return the network of a visitor: an IPv4 address, or the /64 of an IPv6 address.

    Other text is returned unchanged.
    ipv6: 48 gives the largest network of a single line (65,536 times /64), for limits that a visitor must not
    evade.
    """
    try:
        known: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        known = known.ipv4_mapped or known
    return str(ipaddress.ip_network((known, ipv6 if known.version == 6 else 32), strict=False))
