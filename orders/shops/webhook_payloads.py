"""Webhook payloads of offers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.ledger.acts import WebhookPayload
from orders.models import Offer


def offer_payload(subject: str, payload: Mapping[str, Any]) -> WebhookPayload | None:
    offer = Offer.objects.filter(pk=payload.get("offer") or 0).select_related("product").first()
    if offer is None:
        return None
    data = {"offer": offer.pk, "product": offer.product_id, "price": offer.price, "isOpen": offer.is_open}
    return WebhookPayload(offer.product.producer_id, data)
