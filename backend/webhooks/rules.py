"""Who may manage webhooks. `user` is the member who acts (`Actor.member`)."""

from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Producer
from products.producers.rules import runs


def may_manage_webhooks(user: Any, producer: Producer | None) -> bool:
    """Return True if `user` runs `producer`; without one, if `user` is technical staff of the Union."""
    return is_staff(user) if producer is None else runs(user, producer)
