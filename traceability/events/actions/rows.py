"""Rows of an event and its lots, for every kind of event."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from traceability.epcis.bodies import as_text
from traceability.events.actions.drafts import LotPart
from traceability.labels.actions.codes import code_for
from traceability.lots.actions import locking
from traceability.models import Event, EventLot, Lot


def find_event(event_id: uuid.UUID) -> Event | None:
    """Return the event with that id, or None. Never returns its error declaration, which has the same id."""
    return Event.objects.filter(event_id=event_id, is_error=False).first()


def append_links(event: Event, parts: Sequence[LotPart]) -> None:
    EventLot.objects.bulk_create(
        EventLot(
            recorded_month=event.recorded_month,
            event_id=event.event_id,
            is_error=event.is_error,
            position=position,
            lot=part.lot,
            role=part.role,
            quantity=part.quantity,
            unit=part.unit,
            taken=part.taken,
        )
        for position, part in enumerate(parts)
    )


def took_of(parts: Iterable[LotPart | EventLot]) -> list[dict[str, str]]:
    """Return the amounts that unweighed inputs consumed, for the ledger entry, in the order of `parts`.

    Each is {"lot": "lot:<id>", "quantity": the amount as text, in the lot's unit}.
    """
    return [
        {"lot": f"lot:{part.lot.pk}", "quantity": as_text(part.taken)}
        for part in parts
        if part.taken is not None
    ]


def codes_of(lots: Iterable[Lot]) -> dict[int, Any]:
    return {
        product.pk: code_for(product) for product in {lot.product_id: lot.product for lot in lots}.values()
    }


def month_of(moment: dt.datetime) -> dt.date:
    return moment.astimezone(dt.UTC).date().replace(day=1)


def lock_lots(lots: Iterable[Lot]) -> dict[int, Lot]:
    """Lock the lots, and those that their recalls may reach.

    Return {id: lot} of `lots`, read under the lock.
    """
    ids = {lot.pk for lot in lots}
    locking.lock_lots(ids)
    return {lot.pk: lot for lot in Lot.objects.select_related("product").order_by("pk").filter(pk__in=ids)}


def bump(lots: Iterable[int]) -> None:
    """Bump the page version of the origin pages of `lots` (ids)."""
    locking.bump_pages(lots)
