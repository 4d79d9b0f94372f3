"""The number of a browser: a random cookie, so that guesses from other browsers don't lock its owner out.

It identifies nobody and gives no access. It stays after signing out.

Also the name of the key that a browser made from an accepted PIN (theme/unlock.js). The key and the PIN stay on
the phone; the name tells it which of the PINs typed there was right.
"""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from members.models import User

MAX_AGE = timedelta(days=365)
_NUMBER = re.compile(r"[0-9a-f]{32}")
_PIN_KEY = "pin_key"


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


def note_pin_key(request: HttpRequest, user: User) -> None:
    """Store the posted name of the key in the session. Call it only once the user's PIN was accepted or set."""
    name = request.POST.get("pin_key", "")
    if _NUMBER.fullmatch(name):
        request.session[_PIN_KEY] = {"user": user.pk, "name": name}


def pin_key_of(request: HttpRequest) -> str:
    """Return the name of the key made from the PIN that the session's user typed last, or ""."""
    stored = request.session.get(_PIN_KEY) or {}
    return stored["name"] if stored.get("user") == request.user.pk else ""
