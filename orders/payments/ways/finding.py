"""Find the ways of paying: each folder here that has a `way.py`."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module

from django.db.models import Q

from orders.payments import ways
from orders.payments.ways.base import Way


@cache
def _ways() -> dict[str, Way]:
    """Load each way's module, on the first call only, because ways import models and actions."""
    folders = [folder.name for folder in pkgutil.iter_modules(ways.__path__) if folder.ispkg]
    found: list[Way] = [import_module(f"{ways.__name__}.{name}.way").WAY for name in folders]
    return {way.key: way for way in found}


def found_ways() -> list[Way]:
    """Return all ways of paying, in the order in which buyers see them."""
    return sorted(_ways().values(), key=lambda way: way.rank)


def way_of(key: str) -> Way:
    """Return the way with that key. Raises KeyError if there is none."""
    return _ways()[key]


def ways_that(asked: Callable[[Way], bool]) -> list[str]:
    """Return the keys of the ways for which `asked` is true, to filter orders by."""
    return [way.key for way in found_ways() if asked(way)]


def paid_by_refunding_way() -> Q:
    """Return the condition of orders that were paid by money that their way can refund (Way.paid_filter)."""
    found = Q(pk__in=())
    for way in found_ways():
        found |= Q(way.paid_filter(), payment=way.key)
    return found


@contextmanager
def added_way(way: Way) -> Iterator[Way]:
    """Add a way of paying while the context lasts, for tests. Raises ValueError if its key is taken."""
    known = _ways()
    if way.key in known:
        raise ValueError(f"There is a way {way.key} already.")
    known[way.key] = way
    try:
        yield way
    finally:
        del known[way.key]
