"""Where help is in a danger: places of backend/law/data/places.toml by kind of danger."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest

from backend.law.situations.stock import Place, stock
from union.alarms.terms import read_terms

# A danger that no rule names: help that fits every one.
GENERAL = "general"


def help_places(kinds: Iterable[str]) -> list[str]:
    """Return the ids of the places that help in these dangers: the first of each kind, then the second of each."""
    ranks = zip_longest(*(read_terms().help[kind] for kind in kinds))
    return list(dict.fromkeys(place for rank in ranks for place in rank if place))


def places_for(kinds: Iterable[str]) -> list[Place]:
    """Return the places that help in these dangers. Never empty: without a known kind, those for any danger."""
    known = [kind for kind in kinds if kind in read_terms().help]
    places = stock().places
    return [places[each] for each in help_places(known or [GENERAL])]
