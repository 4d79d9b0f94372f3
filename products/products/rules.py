from __future__ import annotations

from typing import Any

from products.models import Producer, Product
from products.producers.rules import oversees, runs


def may_create_product(user: Any, producer: Producer) -> bool:
    return runs(user, producer) or oversees(user, producer)


def may_edit_product(user: Any, product: Product) -> bool:
    return may_create_product(user, product.producer)


def may_translate_product(user: Any, product: Product) -> bool:
    """Return True for officers who oversee the product's producer and don't work for it.

    They write what English pages show, without another officer's review.
    """
    return oversees(user, product.producer) and not runs(user, product.producer)
