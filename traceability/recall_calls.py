"""Whom to call when goods are called back: who got them, who wrote about them, and who made something else from them.

Only what was written down: deliveries with their notes, buyers who left a number, producers of the lots that are reached.
Orders fill the slot "recall.calls" on the same page.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from backend.common.bulk import in_parts
from products.rules import shows_phone
from traceability.enums import DetailKind, EventKind
from traceability.models import Event, EventDetail, Inquiry, Lot, Recall


@dataclass(frozen=True, slots=True)
class Delivery:
    """A shipping event of a lot that is reached; `words` are its note, where it was not erased."""

    lot: Lot
    event_time: dt.datetime
    words: str


@dataclass(frozen=True, slots=True)
class Maker:
    """Who made `lot` from what was called back; `phone` only where it is shown to everybody. Piêu tells her, too."""

    lot: Lot
    phone: str


@dataclass(frozen=True, slots=True)
class Calls:
    deliveries: list[Delivery]
    buyers: list[Inquiry]
    makers: list[Maker]


def calls_of(recall: Recall) -> Calls:
    """Everybody who should hear of `recall`; personal words and numbers, so only for who may call it back."""
    lots = {
        lot.pk: lot
        for lot in Lot.objects.filter(recall_reach__recall=recall, recall_reach__ended_at=recall.ended_at)
        .select_related("product__producer")
        .order_by("pk")
    }
    return Calls(
        deliveries=_deliveries(lots),
        buyers=list(
            Inquiry.objects.filter(lot__in=lots)
            .exclude(contact_phone="")
            .select_related("lot")
            .order_by("pk")
        ),
        makers=[
            Maker(lot, lot.product.producer.phone or "" if shows_phone(lot.product.producer) else "")
            for lot in lots.values()
            if lot.pk != recall.lot_id
        ],
    )


def _deliveries(lots: dict[int, Lot]) -> list[Delivery]:
    shipped = (
        Event.objects.standing()
        .filter(kind=EventKind.SHIPPING, lot_links__lot__in=lots)
        .values_list("event_id", "event_time", "lot_links__lot_id")
        .order_by("event_time")
    )
    rows = list(shipped)
    notes: dict[object, list[str]] = defaultdict(list)
    for part in in_parts({row[0] for row in rows}):
        details = EventDetail.objects.filter(event_id__in=part, kind__in=[DetailKind.NOTE, DetailKind.PERSON])
        for event_id, text in details.exclude(text="").order_by("pk").values_list("event_id", "text"):
            notes[event_id].append(text)
    return [
        Delivery(lots[lot_id], event_time, ", ".join(notes[event_id]))
        for event_id, event_time, lot_id in rows
    ]
