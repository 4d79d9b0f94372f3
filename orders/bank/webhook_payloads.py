"""Webhook payloads of transfers: amount and state, without data about the payer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.ledger.acts import WebhookPayload
from orders.models import Transfer


def transfer_payload(subject: str, payload: Mapping[str, Any]) -> WebhookPayload | None:
    row = Transfer.objects.filter(pk=payload.get("transfer") or 0).select_related("feed", "order").first()
    if row is None:
        return None
    order = row.order.number if row.order else None
    data = {"transfer": row.pk, "state": row.state, "amount": row.amount, "order": order}
    return WebhookPayload(row.feed.producer_id, data)
