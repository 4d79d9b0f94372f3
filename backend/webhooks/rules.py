"""Who has software told. `user` is whose act it is (`Actor.member`)."""

from __future__ import annotations

from typing import Any

from members.rules import is_staff
from products.models import Producer
from products.producers.rules import runs


def may_manage_webhooks(user: Any, producer: Producer | None) -> bool:
    """A producer's own people; of all producers the Union's technical staff."""
    return is_staff(user) if producer is None else runs(user, producer)
