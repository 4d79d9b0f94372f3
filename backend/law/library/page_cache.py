"""Pages of the law as every visitor sees them, cached in each process.

A law page is the same for all visitors of a day and language who have no session, so a process renders it once. Its
key holds the library's token, which the database changes in the transaction of every change of the law
(backend/common/change_tokens.py): no process can serve a page of the law as it was before. Every request reads the
token, its only query. A visitor with a session gets a page of her own, of which nothing is cached.

So all that a page shows to visitors, slots included, comes from tables that change the token (the newest migration
lists them), from the day, the language, the key, or from what has a version here. Names of people who wrote or read
words don't: a page is at most SECONDS old, so a name that was withdrawn stays no longer.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from backend.common.change_tokens import read_token
from backend.theme.shared_pages import filled_page, render_shared, sees_shared_page

TOKEN = "law_token"
SECONDS = 60
MOST_PAGES = 300
LONGEST_PAGE = 60_000  # characters; longer ones, such as a code's list of articles, are rendered each time

_pages: OrderedDict[Hashable, tuple[str, ...]] = OrderedDict()
_lock = Lock()
_versions: list[Callable[[], Hashable]] = []


def register_version(version: Callable[[], Hashable]) -> None:
    """Let pages also depend on `version()`, which costs no query: what a slot shows and the library doesn't hold."""
    _versions.append(version)


def law_page(
    request: HttpRequest, template: str, key: tuple[Hashable, ...], context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Return the page of `template` and `context()`, from the cache if that holds it.

    key: all that the page depends on besides the library, the day and the language.
    """
    if not sees_shared_page(request):
        return render(request, template, context())
    # Read before the page: what changes meanwhile makes the page newer than its key, never older.
    token = read_token(TOKEN)
    if token is None:
        return render(request, template, context())
    language = get_language() or settings.LANGUAGE_CODE
    versions = [version() for version in _versions]
    now = timezone.now()
    age = int(now.timestamp()) // SECONDS
    whole_key = (template, *key, token, age, timezone.localdate(now), language, *versions)
    with _lock:
        parts = _pages.get(whole_key)
        if parts is not None:
            _pages.move_to_end(whole_key)
    if parts is not None:
        return filled_page(request, parts)
    values = context()
    parts = render_shared(template, values, language)
    if parts is None:
        return render(request, template, values)
    if sum(map(len, parts)) <= LONGEST_PAGE:
        with _lock:
            _pages[whole_key] = parts
            while len(_pages) > MOST_PAGES:
                _pages.popitem(last=False)
    return filled_page(request, parts)


def forget_pages() -> None:
    """Empty the cache: two databases may have the same token where one is a copy, as in tests."""
    with _lock:
        _pages.clear()
