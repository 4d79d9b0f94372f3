from __future__ import annotations

from typing import Any

from orders.models import Order
from orders.orders.enums import OrderState
from orders.orders.rules import is_real
from products.models import Producer
from products.producers.rules import oversees, runs


def may_review(order: Order) -> bool:
    """Whoever has the order's address says what she thinks of it, once it reached her."""
    return order.state == OrderState.DELIVERED and is_real(order)


def may_hide_review(user: Any, producer: Producer) -> bool:
    """Officers, and none of those who sell it: nobody hides what is said of her own goods."""
    return oversees(user, producer) and not runs(user, producer)
