from __future__ import annotations

from typing import Any

from products.producers.rules import oversees, runs
from traceability.lots.rules import may_change_lot
from traceability.models import Lot


def may_recall(user: Any, lot: Lot) -> bool:
    """Return True if `user` may recall the lot without asking anybody: the producer's people and officers."""
    return may_change_lot(user, lot)


def may_end_recall(user: Any, lot: Lot) -> bool:
    """Return True if `user` is an officer over the producer, but not one of its people.

    Nobody may end a recall of their own goods.
    """
    return oversees(user, lot.product.producer) and not runs(user, lot.product.producer)
