from __future__ import annotations

from typing import Any

from products.models import Product
from products.producers.rules import oversees, runs
from products.products.enums import ProductState
from traceability.models import Lot


def may_open_lot(user: Any, product: Product) -> bool:
    """Her people, and the officers who may fill in her product."""
    if product.state == ProductState.RETIRED:
        return False
    return runs(user, product.producer) or oversees(user, product.producer)


def may_change_lot(user: Any, lot: Lot) -> bool:
    producer = lot.product.producer
    return runs(user, producer) or oversees(user, producer)


def may_close_lot(user: Any, lot: Lot) -> bool:
    return may_change_lot(user, lot)


def may_see_history(user: Any, lot: Lot) -> bool:
    """Every event of a lot with its notes, those declared wrong included."""
    return may_change_lot(user, lot)


def may_use(user: Any, lot: Lot) -> bool:
    """Put `lot` into what she makes: her people, and whom they let record for it. How much was handed over is asked elsewhere."""
    return runs(user, lot.product.producer) or Lot.objects.granted_to(user).filter(pk=lot.pk).exists()
