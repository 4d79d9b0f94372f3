"""Two cartons of one producer's goods; what was made of what is told with the goods themselves."""

from __future__ import annotations

from django.db import transaction

from members.acting import Actor
from traceability.actions.cartons import pack_cartons
from traceability.models import CompanyPrefix, LotEdge

# GS1 keeps prefix 952 for examples; no company has it.
PREFIX = "9520123"


@transaction.atomic
def load_cartons() -> None:
    """Two cartons of a lot that was made from another. A second time changes nothing."""
    if CompanyPrefix.objects.exists():
        return
    for edge in LotEdge.objects.select_related("target__product__producer").order_by("target"):
        lot = edge.target
        person = lot.product.producer.people.filter(until=None).select_related("user").order_by("pk").first()
        if person is not None and lot.quantity - lot.used - lot.packed >= 2:
            CompanyPrefix.objects.create(producer=lot.product.producer, prefix=PREFIX)
            pack_cartons(actor=Actor.herself(person.user), lot=lot, quantity=1, count=2)
            return
