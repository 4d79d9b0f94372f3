"""The pages of a code's links, of a renamed lot, and of the resolver, for test_accessibility.py."""

from __future__ import annotations

from typing import Any

from members.acting import Actor
from members.models import User
from traceability.models import Lot
from traceability.resolver.actions import add_link, remove_link

LINK_SPOTS: list[tuple[Any, ...]] = [
    ("lan", "traceability:links", "product"),
    ("lan", "traceability:add-link", "product"),
    ("lan", "traceability:edit-link", "product", "link"),
    ("thu", "traceability:links", "product"),
    ("thu", "traceability:take-down-link", "product", "link"),
    ("lan", "traceability:rename-lot", "lot"),
    ("nga", "traceability:hosts"),
]


def furnish_links(lan: User, lot: Lot) -> dict[str, Any]:
    """Create two current links and an expired one."""
    actor = Actor.of(lan)
    fields = {"actor": actor, "product": lot.product, "language": "vi"}
    link = add_link(
        **fields, link_type="recipeInfo", url="https://example.vn/mut-man", title="Cách làm mứt mận của nhà"
    )
    add_link(**fields, link_type="relatedVideo", url="https://example.vn/phim", title="Phim hái mận", lot=lot)
    gone = add_link(**fields, link_type="hasRetailers", url="https://example.vn/cho", title="Gian hàng cũ")
    remove_link(actor=actor, link=gone)
    return {"link": link.pk}
