from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from products.models import Producer
from products.producers.rules import oversees, runs
from traceability.events.enums import EventKind
from traceability.lots.enums import LotRole
from traceability.models import Event, EventLot


def may_record_event(user: Any, producers: Iterable[Producer]) -> bool:
    """Only her own people say what was done; an officer writes it down in làm hộ, as the member's act."""
    producers = list(producers)
    return bool(producers) and all(runs(user, producer) for producer in producers)


def producers_of(event: Event) -> list[Producer]:
    """Who says what happened: of a processing whoever made something, also of another household's lot; else all whose lots they are."""
    links = EventLot.objects.filter(event_id=event.event_id)
    if event.kind == EventKind.PROCESSING and (made := links.filter(role=LotRole.OUTPUT)).exists():
        links = made
    return list(Producer.objects.filter(products__lots__in=links.values("lot")).distinct())


def may_declare_error(user: Any, event: Event) -> bool:
    """Her people, and her officers."""
    producers = producers_of(event)
    return bool(producers) and all(runs(user, producer) or oversees(user, producer) for producer in producers)


def may_check_event(user: Any, event: Event) -> bool:
    """Her officers; nobody vouches for herself."""
    producers = producers_of(event)
    return bool(producers) and all(oversees(user, p) and not runs(user, p) for p in producers)
