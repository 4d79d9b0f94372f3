"""Who may do what to offers and orders. `user` is whose act it is (`Actor.member`), also in làm hộ."""

from __future__ import annotations

from typing import Any

from orders.models import Order
from products.models import Producer
from products.rules import oversees, runs


def may_sell(user: Any, producer: Producer) -> bool:
    """Her people, and the officers who help them: offers, delivery, rest."""
    return runs(user, producer) or oversees(user, producer)


def may_set_account(user: Any, producer: Producer) -> bool:
    """Where a producer's money goes is said by her own people alone."""
    return runs(user, producer)


def may_take_order(user: Any, producer: Producer) -> bool:
    """Write down an order that came by telephone, and carry orders through; an officer does it in làm hộ."""
    return runs(user, producer)


def may_handle(user: Any, order: Order) -> bool:
    return may_take_order(user, order.producer)
