"""A seller's few figures of today and of the running month."""

from __future__ import annotations

from dataclasses import dataclass

from members.models import User
from orders.figures.moves import Basis, moves_of, total_of
from orders.figures.periods import this_month
from orders.models import Order
from orders.orders.querysets import OrderQuerySet
from products.models import Producer


@dataclass(frozen=True, slots=True)
class ProducerMonth:
    """What one producer received this month, less refunds, in đồng."""

    producer: Producer
    money: int


def months_of(seller: User) -> list[ProducerMonth]:
    """Return the running month of each producer that `seller` runs, by name."""
    return [
        ProducerMonth(producer, money_this_month(Order.objects.filter(producer=producer)))
        for producer in Producer.objects.run_by(seller).order_by("name")
    ]


def money_this_month(orders: OrderQuerySet) -> int:
    """Return the đồng received for `orders` this month, less refunds."""
    return total_of(moves_of(orders, this_month(), Basis.MONEY))
