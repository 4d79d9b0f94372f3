"""Webhook payloads of reviews: the stars, without the text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.ledger.acts import WebhookPayload
from orders.models import Review


def review_payload(subject: str, payload: Mapping[str, Any]) -> WebhookPayload | None:
    review = Review.objects.filter(pk=subject.removeprefix("review:")).select_related("product").first()
    if review is None:
        return None
    data = {"review": review.pk, "product": review.product_id, "stars": review.stars}
    return WebhookPayload(review.product.producer_id, data)
