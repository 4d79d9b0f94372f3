"""The frame around the public list, rendered once per process for visitors who are not signed in.

Header, footer and scripts are the same for all of them. The title, the content of <head> and the list itself are
inserted. A visitor with a session or a waiting message gets a newly rendered frame.
"""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from backend.theme.shared_pages import filled_page, render_shared, sees_shared_page

TEMPLATE = "products/search/public/list.html"
PARTS = ("title", "head", "main")


@lru_cache(maxsize=4)
def frame(language: str, host: str) -> tuple[str, ...] | None:
    """Return the HTML of the page around the list, cut at its marks; see render_shared."""
    return render_shared(TEMPLATE, {}, language, inserted=PARTS)


def framed(request: HttpRequest, title: str, head: str, main: str) -> HttpResponse:
    """Return the list page with these parts: `title`, and the HTML of `head` and `main`."""
    values = {"title": title, "head": head, "main": main}
    parts = None
    if sees_shared_page(request):
        parts = frame(get_language() or settings.LANGUAGE_CODE, settings.ALLOWED_HOSTS[0])
    return filled_page(request, parts, values) if parts else render(request, TEMPLATE, values)
