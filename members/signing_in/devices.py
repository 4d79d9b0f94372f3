"""The number of a browser: a random cookie, so that guesses from other browsers don't lock its owner out.

It identifies nobody and gives no access. It stays after signing out.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

MAX_AGE = timedelta(days=365)
_NUMBER = re.compile(r"[0-9a-f]{32}")


def cookie_name() -> str:
    return "__Host-device" if settings.SESSION_COOKIE_SECURE else "device"


def device_of(request: HttpRequest | None) -> str:
    """Return the browser's number, or ""."""
    number = request.COOKIES.get(cookie_name(), "") if request is not None else ""
    return number if _NUMBER.fullmatch(number) else ""


def give_number(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the browser's number, or create one. Store it in a cookie of `response` for another year."""
    number = device_of(request) or secrets.token_hex(16)
    response.set_cookie(
        cookie_name(),
        number,
        max_age=MAX_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
    return number
