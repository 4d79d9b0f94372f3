"""Find the transformations stored under a document's transformationIDs that the sender may continue.

Anybody can write any ID, also without ever seeing the goods. So an ID joins only events of lots that the
sender may capture for. Events of other lots under the same ID are another transformation, which neither
joins nor rejects the sender's (EpcisEvent.apart).
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
class StoredTransformation:
    """A stored transformation: its ID, EpcisEvent.apart, its events and lots.

    `permitted_lots` are those of `lots` that the sender may capture for.
    """

    name: str
    apart: uuid.UUID | None
    events: set[uuid.UUID] = field(default_factory=set)
    lots: set[int] = field(default_factory=set)
    permitted_lots: set[int] = field(default_factory=set)

    @property
    def is_permitted(self) -> bool:
        """Return whether the sender may capture for all of its lots, and so may continue it."""
        return self.permitted_lots == self.lots


def stored_transformations(names: Iterable[str], rights: MayCapture) -> list[StoredTransformation]:
    """Return the valid transformations under `names`, earliest first; two queries for some thousands."""
    found: dict[tuple[str, uuid.UUID | None], StoredTransformation] = {}
    of_event: dict[uuid.UUID, StoredTransformation] = {}
    for part in in_parts(names):
        rows = EpcisEvent.objects.filter(
            transformation_id__in=part, event_type=EpcisType.TRANSFORMATION, is_error=False
        )
        for name, apart, event_id in rows.order_by("entry_id").values_list(
            "transformation_id", "apart", "event_id"
        ):
            of_event[event_id] = found.setdefault((name, apart), StoredTransformation(name, apart))
    for ids in in_parts(of_event):
        standing = Event.objects.standing().filter(event_id__in=ids).values("event_id")
        links = EventLot.objects.filter(event_id__in=standing, is_error=False)
        for event_id, lot, product, producer in links.values_list(
            "event_id", "lot", "lot__product", "lot__product__producer"
        ):
            transformation = of_event[event_id]
            transformation.events.add(event_id)
            transformation.lots.add(lot)
            if rights.may_capture_of_product(producer, product):
                transformation.permitted_lots.add(lot)
    return [transformation for transformation in found.values() if transformation.events]
