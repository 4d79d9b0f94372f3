from __future__ import annotations

from typing import Any

from products.producers.rules import oversees, runs
from traceability.lots.rules import may_change_lot
from traceability.models import Lot


def may_recall(user: Any, lot: Lot) -> bool:
    """Her people and her officers may call a lot back at once."""
    return may_change_lot(user, lot)


def may_end_recall(user: Any, lot: Lot) -> bool:
    """Only an officer over the producer ends a recall: nobody clears herself."""
    return oversees(user, lot.product.producer) and not runs(user, lot.product.producer)
