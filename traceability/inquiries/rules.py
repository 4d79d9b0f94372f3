from __future__ import annotations

from typing import Any

from products.producers.rules import oversees, runs
from traceability.models import Inquiry


def may_answer(user: Any, inquiry: Inquiry) -> bool:
    """Allow the producer's people and officers; staff for inquiries without a producer."""
    if inquiry.producer is None:
        return bool(user.is_staff)
    return runs(user, inquiry.producer) or oversees(user, inquiry.producer)
