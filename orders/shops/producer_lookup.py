"""Find the producer of a seller's page."""

from __future__ import annotations

from django.shortcuts import get_object_or_404

from members.acting import ActorRequest
from orders.shops.rules import may_sell
from products.models import Producer


def producer_of(request: ActorRequest, producer_id: int) -> Producer:
    """Return the producer if the user may sell for it; otherwise 404, as for a missing one."""
    producer = get_object_or_404(Producer.objects.select_related("branch", "unit"), pk=producer_id)
    if not may_sell(request.actor.member, producer):
        producer = get_object_or_404(Producer.objects.none())
    return producer
