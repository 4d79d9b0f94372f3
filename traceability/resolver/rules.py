from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Product
from products.producers.rules import oversees, runs
from traceability.models import CodeLink


def may_add_link(user: Any, product: Product) -> bool:
    """Return True if `user` may add, change and remove links of the product's codes.

    These are the producer's people. If an officer acts on behalf, `user` is the member.
    """
    return runs(user, product.producer)


def may_see_links(user: Any, product: Product) -> bool:
    """Return True if `user` may see the page of all links with their history.

    These are the producer's people, its officers and staff.
    """
    return runs(user, product.producer) or oversees(user, product.producer) or is_staff(user)


def may_take_down_link(user: Any, link: CodeLink) -> bool:
    """Return True if `user` is an officer of the link's producer or staff, but not one of its people.

    The producer's people remove a link instead.
    """
    producer = link.product.producer
    return (oversees(user, producer) or is_staff(user)) and not runs(user, producer)
