"""Payloads of webhooks about products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.ledger.acts import WebhookPayload
from products.models import Product


def product_payload(subject: str, payload: Mapping[str, Any]) -> WebhookPayload | None:
    row = (
        Product.objects.filter(pk=subject.removeprefix("product:"))
        .values_list("pk", "producer_id", "slug")
        .first()
    )
    return WebhookPayload(row[1], {"product": row[0], "slug": row[2]}) if row else None
