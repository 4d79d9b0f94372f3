"""What a seller's software is told: which thing and how it stands, and no word of a buyer. The rest is read by the API."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from backend.webhooks import types
from backend.webhooks.types import Told
from orders.models import Complaint, Offer, Order, Review, Transfer


def of_order(subject: str, payload: Mapping[str, Any]) -> Told | None:
    order = Order.objects.filter(ref=subject.removeprefix("order:")).first()
    if order is None:
        return None
    said = {
        "order": order.number,
        "state": order.state,
        "total": order.total,
        "isPaid": order.paid_at is not None,
    }
    return Told(order.producer_id, said)


def of_offer(subject: str, payload: Mapping[str, Any]) -> Told | None:
    offer = Offer.objects.filter(pk=payload.get("offer") or 0).select_related("product").first()
    if offer is None:
        return None
    said = {"offer": offer.pk, "product": offer.product_id, "price": offer.price, "isOpen": offer.is_open}
    return Told(offer.product.producer_id, said)


def of_review(subject: str, payload: Mapping[str, Any]) -> Told | None:
    review = Review.objects.filter(pk=subject.removeprefix("review:")).select_related("product").first()
    if review is None:
        return None
    return Told(
        review.product.producer_id, {"review": review.pk, "product": review.product_id, "stars": review.stars}
    )


def of_complaint(subject: str, payload: Mapping[str, Any]) -> Told | None:
    row = Complaint.objects.filter(pk=payload.get("complaint") or 0).first()
    if row is None:
        return None
    said = {"complaint": row.pk, "kind": row.kind, "state": row.state, "product": row.product_id}
    return Told(row.producer_id, {**said, "answerBy": row.answer_by.isoformat()})


def of_transfer(subject: str, payload: Mapping[str, Any]) -> Told | None:
    row = Transfer.objects.filter(pk=payload.get("transfer") or 0).select_related("feed", "order").first()
    if row is None:
        return None
    order = row.order.number if row.order else None
    return Told(
        row.feed.producer_id, {"transfer": row.pk, "state": row.state, "amount": row.amount, "order": order}
    )


OF: dict[str, Callable[[str, Mapping[str, Any]], Told | None]] = {
    "order": of_order,
    "offer": of_offer,
    "review": of_review,
    "complaint": of_complaint,
    "transfer": of_transfer,
}


def register(kind: str, words: Any) -> None:
    """Let software be told of the ledger entries of `kind`, where they are of one of OF."""
    if told := OF.get(kind.partition(".")[0]):
        types.register(kind, words, told)
