"""The way to the channels where goods are seen."""

from __future__ import annotations

from typing import Any

from backend.common import slots
from members.acting import ActorRequest
from orders.shops.rules import may_sell
from products.models import Producer


def register() -> None:
    """Called once, from AppConfig.ready()."""
    slots.register(
        "producer.manage",
        "channels",
        template="orders/slots/producer_channels.html",
        context=channels_of,
        order=40,
    )
    slots.register(
        "officer.links", "channels", template="orders/slots/desk_channels.html", context=at_desk, order=60
    )


def channels_of(request: ActorRequest, *, producer: Producer, **kw: Any) -> dict[str, Any] | None:
    """Where else her goods can be seen, on the page of a producer she sells for."""
    if not request.actor or not may_sell(request.actor.member, producer):
        return None
    return {"producer": producer}


def at_desk(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {}
