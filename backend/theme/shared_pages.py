"""Pages that are the same for every visitor who is not signed in: rendered once, then cut and filled for each.

Two parts differ between such visitors: the token and the return address of the footer's form. A rendering has
marks in their place, drawn anew each time: whatever somebody typed or wrote, it holds none of them. Nonces are left
out: scripts are this site's own files, which the policy allows without one, and a cached nonce would be shared by
all.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.csp import CSP, build_policy
from django.utils.html import escape
from django.utils.safestring import SafeString

# Cookies of a visitor whose page may differ: a session, or a message that waits.
TELLING = (settings.SESSION_COOKIE_NAME, "messages")


def sees_shared_page(request: HttpRequest) -> bool:
    """Return whether the page of this visitor is that of all visitors."""
    return not any(name in request.COOKIES for name in TELLING)


def render_shared(
    template: str, context: Mapping[str, Any], language: str, inserted: Iterable[str] = ()
) -> tuple[str, ...] | None:
    """Return the page as any visitor sees it, cut at its marks: text, name, text, name, ..., text.

    inserted: names of the context in whose place each page gets an own value, of lower-case letters.
    None if a part of it asked for a token of its own, such as a form in a slot: such a page can't be shared.
    """
    secret = secrets.token_hex(16)

    def mark(name: str) -> SafeString:
        return SafeString(f"@@{secret}-{name}@@")

    request = HttpRequest()
    request.method, request.path, request.path_info = "GET", mark("way"), mark("way")
    request.META["HTTP_HOST"] = settings.ALLOWED_HOSTS[0]
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    own = {name: mark(name) for name in inserted} | {"csrf_token": mark("token"), "csp_nonce": None}
    html = render_to_string(template, {**context, **own}, request=request)
    if "CSRF_COOKIE" in request.META:
        return None
    return tuple(re.split(f"@@{secret}-([a-z]+)@@", html))


def filled_page(
    request: HttpRequest, parts: Sequence[str], values: Mapping[str, str] | None = None
) -> HttpResponse:
    """Return a page of `parts` from render_shared, with `values` and the visitor's own in place of its marks."""
    own = {**(values or {}), "token": get_token(request), "way": escape(request.get_full_path())}
    filled = list(parts)
    for at in range(1, len(filled), 2):
        filled[at] = own[filled[at]]
    return HttpResponse("".join(filled), headers={str(CSP.HEADER_ENFORCE): policy()})


@cache
def policy() -> str:
    """Return the content security policy of a page without nonces. The middleware would build it for each page."""
    return build_policy(settings.SECURE_CSP)  # type: ignore[arg-type]
