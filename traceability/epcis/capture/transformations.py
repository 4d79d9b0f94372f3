"""Find the transformations stored under a document's transformationIDs that the sender may continue.

Anybody can write any ID, also without ever seeing the goods. So an ID joins only events that one sender may
capture for. The sender continues the transformation to all of whose lots the sender has the right. Events of
strangers under the same ID are another transformation. It neither joins nor rejects the sender's
(EpcisEvent.apart).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from backend.common.bulk import in_parts
from traceability.events.enums import EpcisType
from traceability.models import EpcisEvent, Event, EventLot


class MayCapture(Protocol):
    def may_capture_of_product(self, producer_id: int, product_id: int) -> bool: ...


@dataclass(slots=True)
class Told:
    """One stored transformation: its ID, EpcisEvent.apart, its events and lots, and the lots that the sender
    may capture for.
    """

    name: str
    apart: uuid.UUID | None
    events: set[uuid.UUID] = field(default_factory=set)
    lots: set[int] = field(default_factory=set)
    hers: set[int] = field(default_factory=set)

    @property
    def is_hers(self) -> bool:
        return self.hers == self.lots


def told_before(names: Iterable[str], rights: MayCapture) -> list[Told]:
    """Return the valid transformations under `names`, earliest first; two queries for some thousands."""
    found: dict[tuple[str, uuid.UUID | None], Told] = {}
    of_event: dict[uuid.UUID, Told] = {}
    for part in in_parts(names):
        rows = EpcisEvent.objects.filter(
            transformation_id__in=part, event_type=EpcisType.TRANSFORMATION, is_error=False
        )
        for name, apart, event_id in rows.order_by("entry_id").values_list(
            "transformation_id", "apart", "event_id"
        ):
            of_event[event_id] = found.setdefault((name, apart), Told(name, apart))
    for ids in in_parts(of_event):
        standing = Event.objects.standing().filter(event_id__in=ids).values("event_id")
        links = EventLot.objects.filter(event_id__in=standing, is_error=False)
        for event_id, lot, product, producer in links.values_list(
            "event_id", "lot", "lot__product", "lot__product__producer"
        ):
            told = of_event[event_id]
            told.events.add(event_id)
            told.lots.add(lot)
            if rights.may_capture_of_product(producer, product):
                told.hers.add(lot)
    return [told for told in found.values() if told.events]
