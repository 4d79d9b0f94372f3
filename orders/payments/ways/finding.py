"""Find the ways of paying: each folder here that has a `way.py`, and the other modules that it has."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.db.models import Q

from orders.payments import ways
from orders.payments.ways.base import Way


def modules_of_ways(name: str) -> list[ModuleType]:
    """Load and return the module `name` of each way that has one (ways/base.py lists the names)."""
    folders = (f"{ways.__name__}.{each.name}" for each in pkgutil.iter_modules(ways.__path__) if each.ispkg)
    return [import_module(f"{folder}.{name}") for folder in folders if find_spec(f"{folder}.{name}")]


@cache
def _ways() -> dict[str, Way]:
    """Load the ways on the first call only, because they import models and actions."""
    found: list[Way] = [module.WAY for module in modules_of_ways("way")]
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
