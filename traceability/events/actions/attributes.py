"""Optional EPCIS fields of our own events: present place of the goods, lot attributes, measurements."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from traceability.epcis import bodies as epcis
from traceability.epcis.bodies import lot_attributes, producer_uri
from traceability.epcis.sensors import Measured, measured_in, sensor_elements
from traceability.events.actions.drafts import Draft
from traceability.events.enums import EventKind
from traceability.lots.enums import LotRole
from traceability.models import CompanyPrefix, EpcisEvent, Event, EventLot, Lot

# After the other kinds the goods are in transit or gone, so bizLocation has no place to name.
STAYS = frozenset(
    {
        EventKind.GROWING,
        EventKind.HARVESTING,
        EventKind.PROCESSING,
        EventKind.PACKING,
        EventKind.BOXING,
        EventKind.UNBOXING,
    }
)
# Kinds in which goods come into being; the standard allows ilmd only there.
BEGINS = (EventKind.HARVESTING, EventKind.PROCESSING)


def optional_fields(draft: Draft, event_time: dt.datetime, replaces: Event | None) -> dict[str, Any]:
    """Return the EPCIS fields bizLocation, ilmd and sensorElementList of a new event, as far as known."""
    found: dict[str, Any] = {}
    if draft.kind in STAYS:
        found["bizLocation"] = {"id": _place(draft)}
    made = [part.lot for part in draft.parts if part.role != LotRole.INPUT]
    # One ilmd describes all outputs of an event, so it can't describe several lots.
    if draft.kind in BEGINS and len(made) == 1 and _is_new(made[0], replaces):
        day = event_time.astimezone(epcis.zone_of(draft.zone_offset)).date()
        found["ilmd"] = lot_attributes(made[0], harvested=day if draft.kind == EventKind.HARVESTING else None)
    if elements := sensor_elements(draft.measured):
        found["sensorElementList"] = elements
    return found


def measured_before(event_id: UUID) -> list[Measured]:
    """Return the measurements of an event."""
    return measured_by([event_id]).get(event_id, [])


def measured_by(event_ids: Iterable[UUID]) -> dict[UUID, list[Measured]]:
    """Return {event id: measurements} of many events in one query; events without any are left out."""
    rows = EpcisEvent.objects.filter(
        event_id__in=list(event_ids), is_error=False, body__contains="sensorElementList"
    )
    return {
        event_id: measured
        for event_id, body in rows.values_list("event_id", "body")
        if (measured := measured_in(json.loads(body)))
    }


def _place(draft: Draft) -> str:
    """Return the URI of the commune where the event was.

    For the producer's own commune, or without a commune, return the URI of the producer's place.
    """
    producer = draft.home.product.producer
    if draft.place_code in (None, producer.unit_id):
        gln = CompanyPrefix.objects.filter(producer=producer).values_list("gln", flat=True).first()
        return producer_uri(producer, gln or "")
    return epcis.commune_uri(draft.place_code)


def _is_new(lot: Lot, replaces: Event | None) -> bool:
    """Return whether no valid event made or harvested `lot` before.

    With `replaces`, only events recorded before the corrected event count.
    """
    links = (
        EventLot.objects.filter(lot=lot, is_error=False, event__kind__in=BEGINS)
        .exclude(role=LotRole.INPUT)
        .exclude(event_id__in=EventLot.objects.filter(lot=lot, is_error=True).values("event_id"))
    )
    if replaces is not None:
        links = links.filter(event__recorded_at__lt=replaces.recorded_at)
    return not links.exists()
