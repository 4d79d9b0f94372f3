"""Register the acts of listing, its audit and export, and the queues on an officer's desk."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, auditing, row_states, taking_up
from backend.ledger.acts import Act
from members.acting import ActorRequest
from products.listing.auditing import (
    STATED,
    compare_decisions,
    compare_states,
    decisions_of_before,
    states_of_before,
)
from products.listing.presenters import queue_counts
from products.listing.webhook_payloads import product_payload

# The public log shows listed and retired products; submissions and returns stay sealed.
ACTS = (
    Act("product.submitted", words=_("Gửi sản phẩm cho cán bộ xem")),
    Act(
        "product.listed",
        words=_("Duyệt sản phẩm lên sàn"),
        public=True,
        payload=product_payload,
        title=_("Sản phẩm lên sàn"),
    ),
    Act(
        "product.retired",
        words=_("Ngừng bán sản phẩm"),
        public=True,
        payload=product_payload,
        title=_("Sản phẩm rời sàn"),
    ),
    Act("product.returned", words=_("Trả lại sản phẩm để bổ sung")),
)


def register() -> None:
    """Register listing's acts, slots and audits, and the ledger entries of steps that have none.

    Called once, when Django starts.
    """
    acts.declare(*ACTS)
    row_states.declare(*STATED)
    auditing.register("products' steps", compare_decisions)
    auditing.register("products' states", compare_states)
    taking_up.register("products' steps", decisions_of_before)
    taking_up.register("products' states", states_of_before)
    slots.register(
        "officer.desk",
        "products",
        template="products/listing/slots/officer_desk.html",
        context=desk_queues,
        order=20,
    )
    slots.register(
        "home.desk",
        "products",
        template="products/listing/slots/home_desk.html",
        context=waiting_work,
        order=20,
    )


def desk_queues(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    """Return how many producers, products and certificates wait for this officer, and since when the oldest."""
    return {"queues": queue_counts(request.actor.member)}


def waiting_work(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the queues in which something waits for this officer; None if nothing does."""
    waiting = [each for each in queue_counts(request.actor.member) if each.count]
    return {"queues": waiting} if waiting else None
