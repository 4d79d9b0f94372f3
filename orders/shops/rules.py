from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Producer
from products.producers.rules import oversees, runs


def may_sell(user: Any, producer: Producer) -> bool:
    """Return True for the producer's people and the officers who help them: offers, delivery, pauses."""
    return runs(user, producer) or oversees(user, producer)


def may_set_account(user: Any, producer: Producer) -> bool:
    """Return True for the producer's own people: nobody else may set where its money goes."""
    return runs(user, producer)


def may_stop_sales(user: Any, producer: Producer) -> bool:
    """Return True for staff who don't sell for the producer."""
    return is_staff(user) and not runs(user, producer)
