"""Which data of a person the law retains after a request for erasure, and until when.

The page shows it before the request; the erasure follows it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from members.models import User
from orders.duties.retention import Retention, contract_ends, contract_term, retention_of
from orders.models import Order
from products.models import ProducerPerson, Product, ProductFacts
from products.producers.enums import ProducerKind


@dataclass(frozen=True, slots=True)
class RetainedPurchases:
    """The person's data in `count` bought orders, which the law retains.

    `until` is the first day on which all of it may be erased; None if one of the orders hasn't ended, so that
    its term doesn't run yet.
    """

    count: int
    until: dt.date | None
    clause: str


def retained_products_of(user: User, *, leaves: dt.date) -> list[tuple[Product, Retention]]:
    """Return products of households that the user alone runs whose texts must be stored beyond `leaves`.

    Each comes with its retention, which assumes that listed products leave the list on `leaves`.
    """
    people = ProducerPerson.objects.filter(producer=OuterRef("producer"), until=None)
    rows = Product.objects.filter(
        Exists(people.filter(user=user)),
        ~Exists(people.exclude(user=user)),
        Exists(ProductFacts.objects.filter(product=OuterRef("pk")).exclude(body="")),
        producer__kind=ProducerKind.HOUSEHOLD,
    )
    found = [(product, retention_of(product, leaves=leaves)) for product in rows.order_by("pk")]
    return [
        (product, retention)
        for product, retention in found
        if retention is not None and retention.until > leaves
    ]


def retained_purchases_of(user: User, *, leaves: dt.date) -> RetainedPurchases | None:
    """Return the user's data in own orders that sellers must store beyond `leaves`; None if there is none."""
    bought = Order.objects.filter(purchase__user=user).exclude(buyer_phone="")
    # The end of a running order isn't known yet.
    ends = [contract_ends(order) if order.ended_at else None for order in bought]
    left = [until for until in ends if until is None or until > leaves]
    if not left:
        return None
    known = [until for until in left if until is not None]
    return RetainedPurchases(
        len(left), max(known) if len(known) == len(left) else None, contract_term().clause
    )


def withheld() -> QuerySet[Product]:
    """Return products whose texts are stored only because of the law, after their sellers' erasure."""
    return Product.objects.filter(
        Exists(ProductFacts.objects.filter(product=OuterRef("pk")).exclude(withheld_at=None).exclude(body=""))
    ).order_by("pk")
