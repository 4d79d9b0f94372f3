"""Which events can be told, and what is said of them.

An app registers its kinds of ledger entries in AppConfig.ready(); whatever writes such an entry is told from then on, in the same
transaction, and no action need know of it:

    types.register("order.placed", _("Có đơn mới"), told_of_order)     # told_of_order(subject, payload) -> Told | None
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class Told:
    """Whose it is, and `data`: few words that lead to the rest by the API, none of them personal."""

    producer_id: int
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EventType:
    kind: str
    title: Any
    told: Callable[[str, Mapping[str, Any]], Told | None]


_types: dict[str, EventType] = {}


def register(kind: str, title: Any, told: Callable[[str, Mapping[str, Any]], Told | None]) -> None:
    _types[kind] = EventType(kind, title, told)


def get(kind: str) -> EventType | None:
    return _types.get(kind)


def choices() -> list[tuple[str, Any]]:
    return [(each.kind, each.title) for each in _types.values()]
