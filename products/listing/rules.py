from __future__ import annotations

from typing import Any

from products.models import Product
from products.producers.rules import oversees, runs
from products.products.rules import may_edit_product


def may_submit_product(user: Any, product: Product) -> bool:
    return may_edit_product(user, product)


def may_decide_product(user: Any, product: Product) -> bool:
    """Return True for officers who may list or return the product. People who run its producer may not."""
    return oversees(user, product.producer) and not runs(user, product.producer)


def may_retire_product(user: Any, product: Product) -> bool:
    return may_edit_product(user, product)
