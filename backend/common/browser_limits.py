"""Tell browsers which features a page may use, and which sites may load an answer.

A feature is denied to every page, except those whose template allows it beside its script:

    {% load browser_limits %}{% may_use "microphone" %}
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Everything that asks the person for something or reads a sensor, and that Piêu may never use unasked. Only names that
# browsers know: of another one they complain in their console.
# Passkeys, sharing, the clipboard, full screen and the wake lock keep the browsers' default: this site only.
DENIED = (
    "accelerometer", "browsing-topics", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "payment", "serial", "usb",
    "xr-spatial-tracking",
)  # fmt: skip
POLICY = "Permissions-Policy"
LOADED_BY = "Cross-Origin-Resource-Policy"
EVERY_SITE, THIS_SITE = "cross-origin", "same-origin"


@lru_cache(maxsize=16)
def policy(allowed: frozenset[str] = frozenset()) -> str:
    """Return the value of Permissions-Policy that denies all of DENIED except `allowed`.

    >>> policy(frozenset({"camera"})).split(", ")[2]
    'camera=(self)'
    """
    return ", ".join(f"{name}=({'self' if name in allowed else ''})" for name in DENIED)


class BrowserLimitsMiddleware:
    """Sets Permissions-Policy on pages, and Cross-Origin-Resource-Policy on every answer.

    Before all middleware that answers by itself, so that scans and static files have the headers, too. Other
    sites may load what a view marked so, and what their scripts may read anyway (CORS).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        allowed: set[str] = set()
        request.browser_features = allowed  # type: ignore[attr-defined]
        response = self.get_response(request)
        headers = response.headers
        is_open = headers.get("Access-Control-Allow-Origin") == "*"
        headers.setdefault(LOADED_BY, EVERY_SITE if is_open else THIS_SITE)
        if headers.get("Content-Type", "").startswith("text/html"):
            headers.setdefault(POLICY, policy(frozenset(allowed)))
        return response
