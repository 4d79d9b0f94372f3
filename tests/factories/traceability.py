"""Lots and events as rows, without the rules of the actions (no ledger entry, no milestone)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone

from tests.factories.products import ListedProductFactory
from traceability.events.enums import EPCIS_SHAPE, EventKind
from traceability.lots.enums import LotRole
from traceability.models import Event, EventLot, Lot, Recall, RecallReach


class LotFactory(factory.django.DjangoModelFactory):
    """An open lot of 100 kg of a listed product."""

    class Meta:
        model = Lot

    product = factory.SubFactory(ListedProductFactory)
    code = factory.Sequence(lambda n: f"MHM2611-{n + 1}")
    quantity = Decimal(100)
    unit = "kg"
    place = factory.LazyAttribute(lambda lot: lot.product.producer.unit)


def make_event(
    lot: Lot,
    *,
    kind: str = EventKind.HARVESTING,
    days_ago: int = 0,
    quantity: Decimal | int | None = 20,
    is_error: bool = False,
    **fields: Any,
) -> Event:
    """An event of `lot`; with `is_error` the declaration that the event `event_id` was wrong."""
    epcis_type, action, biz_step, disposition = EPCIS_SHAPE[kind]
    now = timezone.now()
    event = Event.objects.create(
        **{
            "event_id": uuid4(),
            "is_error": is_error,
            "kind": kind,
            "epcis_type": epcis_type,
            "action": action,
            "biz_step": biz_step,
            "disposition": disposition,
            "event_time": now - dt.timedelta(days=days_ago),
            "recorded_at": now,
            "place": lot.place,
        }
        | fields
    )
    EventLot.objects.create(
        recorded_month=event.recorded_month,
        event_id=event.event_id,
        is_error=is_error,
        position=0,
        lot=lot,
        role=LotRole.OUTPUT if kind == EventKind.PROCESSING else LotRole.SUBJECT,
        quantity=quantity,
        unit=lot.unit if quantity is not None else "",
    )
    return event


def make_recall(lot: Lot, reason: str = "Có mẻ bị mốc", **fields: Any) -> Recall:
    """An open recall of the whole lot that reaches it alone, without notices and ledger."""
    recall = Recall.objects.create(lot=lot, reason=reason, **fields)
    RecallReach.objects.create(recall=recall, lot=lot, since=recall.started_at)
    return recall
