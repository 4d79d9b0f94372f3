"""Register the link to the channels page."""

from __future__ import annotations

from typing import Any

from backend.common import slots
from members.acting import ActorRequest
from orders.shops.rules import may_sell
from products.models import Producer


def register() -> None:
    """Register feeds' slots. Called once, when Django starts."""
    slots.register(
        "producer.manage",
        "channels",
        template="orders/feeds/slots/producer_channels.html",
        context=channels_of,
        order=40,
    )
    slots.register(
        "officer.links",
        "channels",
        template="orders/feeds/slots/desk_channels.html",
        context=at_desk,
        order=60,
    )


def channels_of(request: ActorRequest, *, producer: Producer, **kw: Any) -> dict[str, Any] | None:
    """Return the producer for a link to its catalogues; None unless the member may sell for it."""
    if not request.actor or not may_sell(request.actor.member, producer):
        return None
    return {"producer": producer}


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {}
