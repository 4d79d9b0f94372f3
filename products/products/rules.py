from __future__ import annotations

from typing import Any

from products.models import Producer, Product
from products.producers.rules import oversees, runs


def may_create_product(user: Any, producer: Producer) -> bool:
    return runs(user, producer) or oversees(user, producer)


def may_edit_product(user: Any, product: Product) -> bool:
    return may_create_product(user, product.producer)
