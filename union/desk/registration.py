"""Register the link to the month of the province."""

from __future__ import annotations

from typing import Any

from backend.common import slots
from members.acting import ActorRequest
from members.rules import is_province_officer


def register() -> None:
    """Register the desk's slot. Called once, when Django starts."""
    slots.register(
        "officer.links", "union_month", template="union/desk/slots/links.html", context=in_links, order=18
    )


def in_links(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if is_province_officer(request.actor.member) else None
