from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from products.models import Producer
from products.producers.rules import oversees, runs
from traceability.events.enums import EventKind
from traceability.lots.enums import LotRole
from traceability.models import Event, EventLot


def may_record_event(user: Any, producers: Iterable[Producer]) -> bool:
    """Return True if `user` is one of the people of each of `producers`; False without producers.

    An officer records events on behalf of the member, as the member's act.
    """
    producers = list(producers)
    return bool(producers) and all(runs(user, producer) for producer in producers)


def producers_of(event: Event) -> list[Producer]:
    """Return the producers that may record the event.

    For a processing these are the producers of its outputs, also when it used another household's lot; else
    those of all its lots.
    """
    links = EventLot.objects.filter(event_id=event.event_id)
    if event.kind == EventKind.PROCESSING and (made := links.filter(role=LotRole.OUTPUT)).exists():
        links = made
    return list(Producer.objects.filter(products__lots__in=links.values("lot")).distinct())


def may_declare_error(user: Any, event: Event) -> bool:
    """Return True if `user` works for or oversees each producer of the event."""
    producers = producers_of(event)
    return bool(producers) and all(runs(user, producer) or oversees(user, producer) for producer in producers)


def may_check_event(user: Any, event: Event) -> bool:
    """Return True if `user` oversees each producer of the event, and works for none of them."""
    producers = producers_of(event)
    return bool(producers) and all(oversees(user, p) and not runs(user, p) for p in producers)
