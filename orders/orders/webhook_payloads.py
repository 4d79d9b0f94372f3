"""Webhook payloads of orders: number and state, without data about the buyer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.ledger.acts import WebhookPayload
from orders.models import Order


def order_payload(subject: str, payload: Mapping[str, Any]) -> WebhookPayload | None:
    order = Order.objects.filter(ref=subject.removeprefix("order:")).first()
    if order is None:
        return None
    data = {
        "order": order.number,
        "state": order.state,
        "total": order.total,
        "isPaid": order.paid_at is not None,
    }
    return WebhookPayload(order.producer_id, data)
