"""Who may manage webhooks. `user` is the member whose act it is (`Actor.member`)."""

from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Producer
from products.producers.rules import runs


def may_manage_webhooks(user: Any, producer: Producer | None) -> bool:
    """Return whether `user` runs `producer` or, without a producer, is technical staff of the Union."""
    return is_staff(user) if producer is None else runs(user, producer)
