"""Webhook payloads of complaints: kind and state, without data about the writer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.ledger.acts import WebhookPayload
from orders.models import Complaint


def complaint_payload(subject: str, payload: Mapping[str, Any]) -> WebhookPayload | None:
    row = Complaint.objects.filter(pk=payload.get("complaint") or 0).first()
    if row is None:
        return None
    data = {
        "complaint": row.pk,
        "kind": row.kind,
        "state": row.state,
        "product": row.product_id,
        "answerBy": row.answer_by.isoformat(),
    }
    return WebhookPayload(row.producer_id, data)
