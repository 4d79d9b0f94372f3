"""What was made of what, and two cartons of one producer, so that genealogy has something to show."""

from __future__ import annotations

from decimal import Decimal
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from members.acting import Actor
from traceability.actions.cartons import pack_cartons
from traceability.actions.events import LotPart, record_event
from traceability.actions.lots import open_lot
from traceability.enums import EventKind, LotRole
from traceability.models import CompanyPrefix, Lot

# GS1 keeps prefix 952 for examples; no company has it.
PREFIX = "9520123"


@transaction.atomic
def load_cartons() -> None:
    """Two processings after each other, and two cartons of what came of them. A second time changes nothing."""
    if CompanyPrefix.objects.exists():
        return
    source = (
        Lot.objects.filter(unit="kg", state="open", used=0, packed=0, quantity__gte=20, recall_reach=None)
        .exclude(product__producer__people=None)
        .select_related("product__producer")
        .order_by("pk")
        .first()
    )
    if source is None:
        return
    person = source.product.producer.people.filter(until=None).select_related("user").order_by("pk").first()
    if person is None:
        return
    actor = Actor.herself(person.user)
    dried = open_lot(
        actor=actor, product=source.product, quantity=4, unit="kg", produced_date=timezone.localdate()
    )
    mixed = open_lot(
        actor=actor, product=source.product, quantity=3, unit="kg", produced_date=timezone.localdate()
    )
    for number, (before, into, after, out) in enumerate(((source, 10, dried, 4), (dried, 3, mixed, 3))):
        record_event(
            actor=actor,
            kind=EventKind.PROCESSING,
            event_time=timezone.now(),
            lots=[LotPart(before, LotRole.INPUT, Decimal(into), "kg"), LotPart(after, LotRole.OUTPUT, Decimal(out), "kg")],
            event_id=uuid5(NAMESPACE_URL, f"{source.pk}:carton:{number}"),
        )
    CompanyPrefix.objects.create(producer=source.product.producer, prefix=PREFIX)
    pack_cartons(actor=actor, lot=mixed, quantity=1, count=2)
