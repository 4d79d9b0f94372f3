"""Register the links to the basket, in header and footer."""

from __future__ import annotations

from typing import Any

from backend.common import slots
from members.acting import ActorRequest
from orders.basket import basket


def register() -> None:
    """Register basket's slots. Called once, when Django starts."""
    slots.register(
        "footer", "basket", template="orders/basket/slots/footer.html", context=way_to_basket, order=5
    )
    slots.register(
        "header", "basket", template="orders/basket/slots/header.html", context=basket_in_header, order=10
    )


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
