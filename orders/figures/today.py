"""A seller's few figures of today and of the running month."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone

from members.models import User
from orders.figures.moves import Basis, moves_of, total_of
from orders.figures.periods import this_month
from orders.models import Order
from orders.orders.enums import HOLDING
from orders.orders.querysets import OrderQuerySet
from orders.orders.stock import stock_of
from products.models import Producer, Product
from products.products.enums import ProductState


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


@dataclass(frozen=True, slots=True)
class Today:
    """A seller's three figures.

    orders: placed today and not cancelled or returned.
    money: received this month less refunds, in đồng.
    in_stock, listed: how many listed products can still be ordered, and how many there are.
    """

    orders: int
    money: int
    in_stock: int
    listed: int


def today_of(seller: User) -> Today | None:
    """Return the seller's figures; None as long as nothing of the seller was ever listed or ordered."""
    orders = Order.objects.sold_by(seller)
    listed = Product.objects.filter(state=ProductState.LISTED, producer__in=Producer.objects.run_by(seller))
    pks = list(listed.values_list("pk", flat=True))
    if not pks and not orders.exists():
        return None
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Today(
        orders=orders.filter(created_at__gte=start, state__in=HOLDING).count(),
        money=money_this_month(orders),
        in_stock=sum(any(stock.left(unit) for unit in stock.lots) for stock in stock_of(pks).values()),
        listed=len(pks),
    )


def money_this_month(orders: OrderQuerySet) -> int:
    """Return the đồng received for `orders` this month, less refunds."""
    return total_of(moves_of(orders, this_month(), Basis.MONEY))
