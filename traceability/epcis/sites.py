"""Hosts of this site: the present one, those in EARLIER_ORIGINS, and every host that was ever printed."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit

from django.conf import settings

from traceability.models import PrintedHost

# Another process may have added a host; capture asks thousands of times a second.
KEEP_SECONDS = 30
_cache: tuple[float, frozenset[str]] | None = None
_also: ContextVar[frozenset[str]] = ContextVar("also_ours", default=frozenset())


def is_ours(stem: str) -> bool:
    """Return whether `stem`, scheme and host, is a present or former host of this site.

    A printed host counts on any port.
    """
    if stem == settings.PUBLIC_ORIGIN or stem.lower() in {
        origin.lower() for origin in (settings.PUBLIC_ORIGIN, *settings.EARLIER_ORIGINS, *_also.get())
    }:
        return True
    try:
        parts = urlsplit(stem)
        return "@" not in parts.netloc and (parts.hostname or "") in _hosts()
    except ValueError:
        return False


def origins() -> list[str]:
    """Return the present origin, then the former ones."""
    before = [
        f"{scheme}://{f'[{host}]' if ':' in host else host}"
        for host in sorted(_hosts())
        for scheme in ("https", "http")
    ]
    return list(dict.fromkeys((settings.PUBLIC_ORIGIN, *settings.EARLIER_ORIGINS, *_also.get(), *before)))


@contextmanager
def also_ours(found: Iterable[str]) -> Iterator[None]:
    """Count the origins in `found` as former ones of this site in the block, for an audit."""
    before = _also.get()
    _also.set(before | {origin.lower() for origin in found})
    try:
        yield
    finally:
        _also.set(before)


def forget_hosts() -> None:
    """Clear the cache after a host was added or removed."""
    global _cache
    _cache = None


def _hosts() -> frozenset[str]:
    global _cache
    now = time.monotonic()
    if (cached := _cache) is None or cached[0] < now:
        _cache = cached = now + KEEP_SECONDS, frozenset(PrintedHost.objects.values_list("host", flat=True))
    return cached[1]
