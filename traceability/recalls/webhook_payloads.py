"""Webhook payloads about lots and their recalls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.ledger.acts import WebhookPayload
from traceability.models import Lot


def lot_payload(subject: str, payload: Mapping[str, Any]) -> WebhookPayload | None:
    """Return the webhook payload of a recall: its lot and its id. None if the lot doesn't exist."""
    row = Lot.objects.filter(pk=subject.removeprefix("lot:")).values_list(
        "pk", "code", "product", "product__producer"
    )
    if (found := row.first()) is None:
        return None
    number, code, product, producer = found
    return WebhookPayload(
        producer, {"lot": number, "code": code, "product": product, "recall": payload.get("recall")}
    )
