from __future__ import annotations

from typing import Any

from products.models import Product
from products.producers.rules import oversees, runs
from products.products.enums import ProductState
from traceability.models import Lot


def may_open_lot(user: Any, product: Product) -> bool:
    """Return True for the producer's people and officers, unless the product is retired."""
    if product.state == ProductState.RETIRED:
        return False
    return runs(user, product.producer) or oversees(user, product.producer)


def may_change_lot(user: Any, lot: Lot) -> bool:
    producer = lot.product.producer
    return runs(user, producer) or oversees(user, producer)


def may_close_lot(user: Any, lot: Lot) -> bool:
    return may_change_lot(user, lot)


def may_see_history(user: Any, lot: Lot) -> bool:
    """Return True if `user` may see every event of a lot with its notes, also those declared wrong."""
    return may_change_lot(user, lot)


def may_use(user: Any, lot: Lot) -> bool:
    """Return True if `user` may use `lot` as an ingredient.

    The producer's people may, and so may users with a grant to record events of the lot. How much was handed
    over is checked elsewhere.
    """
    return runs(user, lot.product.producer) or Lot.objects.granted_to(user).filter(pk=lot.pk).exists()
