"""Create the deliveries of a ledger entry, in the entry's transaction. An entry of its own states the message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from backend.ledger.actions import Fact
from backend.ledger.acts import WebhookPayload
from backend.ledger.row_states import state_rows
from backend.webhooks import types
from backend.webhooks.models import Delivery, Endpoint, Message
from backend.webhooks.tasks import send_delivery


def queue_deliveries(*, facts: Sequence[Fact], at: datetime) -> None:
    """Create the deliveries that follow from new ledger entries. Provides the port "entries_written".

    Makes no query for kinds without a webhook type, and one if no endpoint is on.
    """
    found = [(fact, act.payload) for fact in facts if (act := types.get(fact.kind)) and act.payload]
    if not found or not Endpoint.objects.filter(is_on=True).exists():
        return
    for fact, payload_of in found:
        payload = payload_of(fact.subject, fact.payload)
        if payload is None:
            continue
        hearing = [
            endpoint
            for endpoint in Endpoint.objects.hearing(payload.producer_id)
            if fact.kind in endpoint.kinds
        ]
        if hearing:
            create_deliveries(fact.kind, payload, hearing, at)


def create_deliveries(
    kind: str, payload: WebhookPayload, endpoints: Sequence[Endpoint], at: datetime
) -> list[Delivery]:
    body = {
        "type": kind,
        "timestamp": at.isoformat(timespec="milliseconds"),
        "data": {"producer": payload.producer_id, **payload.data},
    }
    message = Message.objects.create(
        kind=kind,
        producer_id=payload.producer_id or None,
        body=json.dumps(body, ensure_ascii=False, separators=(",", ":")),
        created_at=at,
    )
    state_rows(message)
    deliveries = [
        Delivery.objects.create(message=message, endpoint=endpoint, started_at=at, next_at=at)
        for endpoint in endpoints
    ]
    for delivery in deliveries:
        send_delivery.enqueue(delivery_id=delivery.pk)
    return deliveries
