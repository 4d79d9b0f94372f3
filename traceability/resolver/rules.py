from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Product
from products.producers.rules import oversees, runs
from traceability.models import CodeLink


def may_add_link(user: Any, product: Product) -> bool:
    """Allow to add, change and remove links of a product's codes: the producer's people (also an officer on
    their behalf).
    """
    return runs(user, product.producer)


def may_see_links(user: Any, product: Product) -> bool:
    """Allow to see the page of all links with their history."""
    return runs(user, product.producer) or oversees(user, product.producer) or is_staff(user)


def may_take_down_link(user: Any, link: CodeLink) -> bool:
    """Allow officers and the Union's staff; a user's own link is removed, not taken down."""
    producer = link.product.producer
    return (oversees(user, producer) or is_staff(user)) and not runs(user, producer)
