from __future__ import annotations

from typing import Any

from products.producers.rules import oversees, runs
from traceability.models import Inquiry


def may_answer(user: Any, inquiry: Inquiry) -> bool:
    """A buyer's words are answered by the producer's people or her officers; those that name no producer, by staff."""
    if inquiry.producer is None:
        return bool(user.is_staff)
    return runs(user, inquiry.producer) or oversees(user, inquiry.producer)
