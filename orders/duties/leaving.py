"""What the law keeps of somebody who asks to be erased, and until when: said to her before, and held to after."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from members.models import User
from orders.duties.retention import Kept, contract_ends, contract_term, kept_until
from orders.models import CardAccount, Order
from products.models import ProducerPerson, Product, ProductFacts
from products.producers.enums import ProducerKind


@dataclass(frozen=True, slots=True)
class KeptBuying:
    """Her words in `count` orders she bought; `until` None where one isn't over yet, so that its time doesn't run."""

    count: int
    until: dt.date | None
    clause: str


def kept_of_products(user: User, *, leaves: dt.date) -> list[tuple[Product, Kept]]:
    """What was published of the products of a household that she alone runs, if it leaves the list on `leaves` at the latest."""
    people = ProducerPerson.objects.filter(producer=OuterRef("producer"), until=None)
    rows = Product.objects.filter(
        Exists(people.filter(user=user)),
        ~Exists(people.exclude(user=user)),
        Exists(ProductFacts.objects.filter(product=OuterRef("pk")).exclude(body="")),
        producer__kind=ProducerKind.HOUSEHOLD,
    )
    found = [(product, kept_until(product, leaves=leaves)) for product in rows.order_by("pk")]
    return [(product, kept) for product, kept in found if kept is not None and kept.until > leaves]


def kept_of_buying(user: User, *, leaves: dt.date) -> KeptBuying | None:
    """What she wrote for her own orders, which their sellers must keep; None where nothing is kept."""
    bought = Order.objects.filter(purchase__user=user).exclude(buyer_phone="")
    # Of one that isn't over nobody knows it yet.
    ends = [contract_ends(order) if order.ended_at else None for order in bought]
    left = [until for until in ends if until is None or until > leaves]
    if not left:
        return None
    known = [until for until in left if until is not None]
    return KeptBuying(len(left), max(known) if len(known) == len(left) else None, contract_term().clause)


def keeps_stripe(user: User) -> bool:
    """She alone runs a producer whose buyers pay by card: its keys go only when no money is on its way there."""
    people = ProducerPerson.objects.filter(producer=OuterRef("producer"), until=None)
    rows = CardAccount.objects.filter(Exists(people.filter(user=user)), ~Exists(people.exclude(user=user)))
    return rows.exclude(sealed_key="").exists()


def withheld() -> QuerySet[Product]:
    """Products of which something is kept for the law alone."""
    return Product.objects.filter(
        Exists(ProductFacts.objects.filter(product=OuterRef("pk")).exclude(withheld_at=None).exclude(body=""))
    ).order_by("pk")
