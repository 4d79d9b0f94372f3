"""Webhook types: the acts that have a payload (backend.ledger.acts).

Whatever writes an entry of such a kind is told from then on, in the same transaction, and no action need know of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from backend.ledger import acts
from backend.ledger.acts import WebhookPayload as Told

TEST = "webhook.test"


@dataclass(frozen=True, slots=True)
class EventType:
    kind: str
    title: Any
    told: Callable[[str, Mapping[str, Any]], Told | None]


_types: dict[str, EventType] = {}


def register(kind: str, title: Any, told: Callable[[str, Mapping[str, Any]], Told | None]) -> None:
    """Add a type of an app that does not declare its acts yet."""
    _types[kind] = EventType(kind, title, told)


def get(kind: str) -> EventType | None:
    return _all().get(kind)


def choices() -> list[tuple[str, Any]]:
    return [(each.kind, each.title) for each in _all().values()]


def _all() -> dict[str, EventType]:
    declared = {
        act.kind: EventType(act.kind, act.words if act.title is None else act.title, act.payload)
        for act in acts.declared()
        if act.payload
    }
    return declared | _types
