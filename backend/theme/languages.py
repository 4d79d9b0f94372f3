"""The language that a visitor chose on this site, and whether to offer English to one who hasn't chosen yet."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse

CODES = frozenset(code for code, _name in settings.LANGUAGES)


def chosen_language(request: HttpRequest) -> str | None:
    """Return the language that the visitor chose before, or None."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    return chosen if chosen in CODES else None


def store_language(response: HttpResponse, language: str) -> None:
    """Store the visitor's choice in a cookie of `response`, which no shared cache may store."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )


@lru_cache(maxsize=256)
def is_foreign(accept_language: str) -> bool:
    """Return whether a browser names languages, and Vietnamese is not among them.

    >>> is_foreign("en-US,en;q=0.9"), is_foreign("en, vi;q=0.5"), is_foreign("*"), is_foreign("")
    (True, False, False, False)
    """
    tags = {part.partition(";")[0].strip().lower() for part in accept_language.split(",")} - {""}
    return bool(tags) and not any(tag == "*" or tag.split("-")[0] == "vi" for tag in tags)


def offers_english(request: HttpRequest) -> bool:
    """Return whether a page offers English: a foreign browser, whose visitor has chosen no language yet.

    It is an offer and no redirect, because many phones in Vietnam are set to English.
    """
    return chosen_language(request) is None and is_foreign(request.META.get("HTTP_ACCEPT_LANGUAGE", ""))
