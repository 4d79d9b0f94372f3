from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Product
from products.producers.rules import oversees, runs
from traceability.models import CodeLink


def may_add_link(user: Any, product: Product) -> bool:
    """Return True if `user` runs the product's producer and so may add, change and remove links of its codes.

    For an officer acting on behalf, pass the member.
    """
    return runs(user, product.producer)


def may_see_links(user: Any, product: Product) -> bool:
    """Return True if `user` may see the page of all links with their history."""
    return runs(user, product.producer) or oversees(user, product.producer) or is_staff(user)


def may_take_down_link(user: Any, link: CodeLink) -> bool:
    """Return True for officers and the Union's staff. A user's own link is removed, not taken down."""
    producer = link.product.producer
    return (oversees(user, producer) or is_staff(user)) and not runs(user, producer)
