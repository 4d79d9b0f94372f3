"""Where a request came from, as far as it can be believed."""

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
