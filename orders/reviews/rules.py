from __future__ import annotations

from typing import Any

from orders.models import Order
from orders.orders.enums import OrderState
from orders.orders.rules import is_real
from products.models import Producer
from products.producers.rules import oversees, runs


def may_review(order: Order) -> bool:
    """Return True if the order was delivered and is real; anyone with its address may review it then."""
    return order.state == OrderState.DELIVERED and is_real(order)


def may_hide_review(user: Any, producer: Producer) -> bool:
    """Return True for officers who don't sell for the producer: nobody hides reviews of their own goods."""
    return oversees(user, producer) and not runs(user, producer)
