"""The frame around the public list, rendered once per process for visitors who are not signed in.

Header, footer and scripts are the same for all of them. Four parts are inserted: the title, the content of
<head>, the list itself, and the token and return address of the footer's form. A visitor with a session or a
waiting message gets a newly rendered frame.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.csp import CSP, build_policy
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import get_language

TEMPLATE = "products/search/public/list.html"
NAMES = ("title", "head", "main", "token", "way")
MARK = re.compile(r"@@LIST-([a-z]+)@@")
# Cookies that may change the frame.
TELLING = (settings.SESSION_COOKIE_NAME, "messages")


def mark(name: str) -> SafeString:
    return SafeString(f"@@LIST-{name}@@")


@lru_cache(maxsize=4)
def frame(language: str | None, host: str) -> tuple[str, ...]:
    """Return the HTML of the page around the list, cut at its marks: text, name, text, name, ..., text."""
    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", mark("way"), mark("way")
    request.META["HTTP_HOST"] = host
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language or settings.LANGUAGE_CODE
    context = {
        "title": mark("title"),
        "head": mark("head"),
        "main": mark("main"),
        "csrf_token": mark("token"),
    }
    # Scripts are this site's own files, which the policy allows without a nonce. A cached nonce would be
    # shared by all.
    html = render_to_string(TEMPLATE, context | {"csp_nonce": None}, request=request)
    return tuple(MARK.split(html))


@cache
def policy() -> str:
    """Return the content security policy of a page without nonces. The middleware would build it for each page."""
    return build_policy(settings.SECURE_CSP)  # type: ignore[arg-type]


def framed(request: HttpRequest, title: str, head: str, main: str) -> HttpResponse:
    """Return the list page with these parts: `title`, and the HTML of `head` and `main`."""
    if any(name in request.COOKIES for name in TELLING):
        return render(request, TEMPLATE, {"title": title, "head": head, "main": main})
    parts = list(frame(get_language(), settings.ALLOWED_HOSTS[0]))
    values = {
        "title": title,
        "head": head,
        "main": main,
        "token": get_token(request),
        "way": escape(request.get_full_path()),
    }
    for at in range(1, len(parts), 2):
        parts[at] = values[parts[at]]
    return HttpResponse("".join(parts), headers={str(CSP.HEADER_ENFORCE): policy()})
