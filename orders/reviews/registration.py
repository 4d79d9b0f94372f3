"""Register the acts of reviews, and what product pages and the officer's desk show of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from members.acting import ActorRequest
from members.own_data import erasing
from orders.models import Review
from orders.reviews.actions import erase_words_of, rating_of, rating_of_producer
from orders.reviews.auditing import STATED
from orders.reviews.models import points_of
from orders.reviews.webhook_payloads import review_payload
from products import ports
from products.models import Producer, Product

ACTS = (
    Act("review.written", words=_("Viết đánh giá"), payload=review_payload),
    Act("review.erased", words=_("Xoá lời đánh giá"), payload=review_payload),
    Act("review.answered", words=_("Trả lời đánh giá"), payload=review_payload),
    Act("review.hidden", words=_("Ẩn một đánh giá"), payload=review_payload),
    Act("review.shown", words=_("Cho hiện lại một đánh giá"), payload=review_payload),
    Act("review.report_closed", words=_("Khép một báo cáo về đánh giá")),
)

SHOWN = 3


def register() -> None:
    """Register reviews' acts, slots, ports and erasures. Called once, when Django starts."""
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    ports.product_rating.provide(rating_of)
    ports.producer_rating.provide(rating_of_producer)
    slots.register(
        "product.public",
        "reviews",
        template="orders/reviews/slots/product_reviews.html",
        context=reviews_of,
        order=5,
    )
    slots.register(
        "shopfront.reviews",
        "reviews",
        template="orders/reviews/slots/producer_reviews.html",
        context=reviews_of_producer,
        order=10,
    )
    slots.register(
        "officer.links",
        "reviews",
        template="orders/reviews/slots/desk_reviews.html",
        context=reported_reviews,
        order=61,
    )
    erasing.register("order reviews", erase_words_of)


def reviews_of(request: ActorRequest, *, product: Product, **kw: Any) -> dict[str, Any] | None:
    """Return a product's three newest public reviews, their number and average; None if there are none."""
    rows = Review.objects.public().filter(product=product)
    newest = list(rows.select_related("line__order", "product__producer")[:SHOWN])
    if not newest:
        return None
    count, average = rows.rating()
    return {"product": product, "reviews": newest, "count": count, "points": points_of(average)}


def reviews_of_producer(request: ActorRequest, *, producer: Producer, **kw: Any) -> dict[str, Any]:
    """Return the three newest public reviews of a producer's goods, and whether there are more."""
    newest = list(
        Review.objects.of_producer(producer).select_related("line__order", "product__producer")[: SHOWN + 1]
    )
    return {"producer": producer, "reviews": newest[:SHOWN], "has_more": len(newest) > SHOWN}


def reported_reviews(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    mine = Review.objects.overseen_by(request.actor.member)
    return {"count": mine.filter(reports__closed_at=None, reports__isnull=False).distinct().count()}
