from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Producer
from products.producers.rules import oversees, runs


def may_sell(user: Any, producer: Producer) -> bool:
    """Her people, and the officers who help them: offers, delivery, rest."""
    return runs(user, producer) or oversees(user, producer)


def may_set_account(user: Any, producer: Producer) -> bool:
    """Where a producer's money goes is said by her own people alone."""
    return runs(user, producer)


def may_stop_sales(user: Any, producer: Producer) -> bool:
    """Those who run the market, and none of those who sell."""
    return is_staff(user) and not runs(user, producer)
