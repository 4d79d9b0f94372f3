from __future__ import annotations

from typing import Any

from products.producers.rules import oversees, runs
from traceability.models import Inquiry


def may_answer(user: Any, inquiry: Inquiry) -> bool:
    """Return True for the producer's people and officers, and for staff if there is no producer."""
    if inquiry.producer is None:
        return bool(user.is_staff)
    return runs(user, inquiry.producer) or oversees(user, inquiry.producer)
