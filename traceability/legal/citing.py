"""The rules of a lot as places that cite law."""

from __future__ import annotations

from collections.abc import Iterator

from backend.law.citing.registry import CitingPlace
from products.legal.citing import places_of
from traceability.legal.gaps import LOT_RULES


def citing_rules() -> Iterator[CitingPlace]:
    return places_of(LOT_RULES)
