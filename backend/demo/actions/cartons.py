"""Two cartons of one producer's goods on a pallet. goods.py records the transformations."""

from __future__ import annotations

from django.db import transaction

from members.acting import Actor
from traceability.containers.actions.cartons import pack_cartons
from traceability.containers.actions.pallets import put_on_pallet
from traceability.containers.actions.prefixes import set_company_prefix
from traceability.events.enums import EventKind
from traceability.models import CompanyPrefix, Event, LotEdge

# GS1 reserves prefix 952 for examples; no company has it.
PREFIX = "9520123"


@transaction.atomic
def load_cartons() -> None:
    """Pack two cartons of a processed lot and put them on one pallet.

    Does nothing if a GS1 prefix is already stored.
    """
    if CompanyPrefix.objects.exists():
        return
    for edge in LotEdge.objects.select_related("target__product__producer").order_by("target"):
        lot = edge.target
        # It is packed today, so nothing of it may have been sent before.
        if Event.objects.filter(kind=EventKind.SHIPPING, lot_links__lot=lot).exists():
            continue
        person = lot.product.producer.people.filter(until=None).select_related("user").order_by("pk").first()
        if person is not None and lot.quantity - lot.used - lot.packed >= 2:
            actor = Actor.of(person.user)
            set_company_prefix(actor=actor, producer=lot.product.producer, prefix=PREFIX)
            cartons = pack_cartons(actor=actor, lot=lot, quantity=1, count=2)
            put_on_pallet(actor=actor, producer=lot.product.producer, cartons=cartons)
            return
