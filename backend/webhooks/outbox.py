"""Create the deliveries of a ledger entry, in the entry's transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from backend.ledger.actions import Fact
from backend.webhooks import types
from backend.webhooks.models import Delivery, Endpoint, Message
from backend.webhooks.tasks import send_delivery


def tell(*, facts: Sequence[Fact], at: datetime) -> None:
    """Create the deliveries for new ledger entries. Provides the port "entries_written".

    Makes no query for kinds without an event type, and one if no endpoint is on.
    """
    of_interest = [(fact, found) for fact in facts if (found := types.get(fact.kind))]
    if not of_interest or not Endpoint.objects.filter(is_on=True).exists():
        return
    for fact, event_type in of_interest:
        told = event_type.told(fact.subject, fact.payload)
        if told is None:
            continue
        hearing = [
            endpoint
            for endpoint in Endpoint.objects.hearing(told.producer_id)
            if event_type.kind in endpoint.kinds
        ]
        if hearing:
            create_deliveries(event_type.kind, told, hearing, at)


def create_deliveries(
    kind: str, told: types.Told, endpoints: Sequence[Endpoint], at: datetime
) -> list[Delivery]:
    body = {
        "type": kind,
        "timestamp": at.isoformat(timespec="milliseconds"),
        "data": {"producer": told.producer_id, **told.data},
    }
    message = Message.objects.create(
        kind=kind,
        producer_id=told.producer_id or None,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        created_at=at,
    )
    deliveries = [
        Delivery.objects.create(message=message, endpoint=endpoint, started_at=at, next_at=at)
        for endpoint in endpoints
    ]
    for delivery in deliveries:
        send_delivery.enqueue(delivery_id=delivery.pk)
    return deliveries
