"""Register the link to the basket."""

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


def way_to_basket(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    # Don't start a session just to look: without one the basket is empty.
    has_session = bool(request.session.session_key) if hasattr(request, "session") else False
    return {"count": len(basket.counts_of(request)) if has_session else 0}
