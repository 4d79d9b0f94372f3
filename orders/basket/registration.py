"""Register the links to the basket, in header and footer."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from backend.common import slots
from members import ports as members_ports
from members.acting import ActorRequest
from orders.basket import basket, bought, pending, proofs
from traceability import ports as traceability_ports


def register() -> None:
    """Register basket's slots. Called once, when Django starts."""
    traceability_ports.buy_again_path.provide(buy_again_path)
    members_ports.person_changed.provide(forget_buyer)
    slots.register(
        "footer", "basket", template="orders/basket/slots/footer.html", context=way_to_basket, order=5
    )
    slots.register(
        "header", "basket", template="orders/basket/slots/header.html", context=basket_in_header, order=10
    )


def buy_again_path(*, lead: str) -> str:
    """Answer traceability's port."""
    return reverse("orders:buy-again-from-scan", args=[lead])


def forget_buyer(*, request: HttpRequest) -> None:
    """Answer members' port: another person acts at this device, who must not read as the buyer of before."""
    for each in (proofs, bought, pending):
        each.forget(request)


def basket_in_header(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many kinds of goods are in the basket; None for a member whose basket is empty.

    Her header is for her own work. The number is of the session, so it costs no query.
    """
    context = way_to_basket(request)
    is_member = hasattr(request, "user") and request.user.is_authenticated
    return context if context["count"] or not is_member else None


def way_to_basket(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    # Don't start a session just to look: without one the basket is empty.
    has_session = bool(request.session.session_key) if hasattr(request, "session") else False
    return {"count": len(basket.counts_of(request)) if has_session else 0}
