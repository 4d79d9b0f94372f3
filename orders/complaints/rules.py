from __future__ import annotations

from typing import Any

from orders.complaints.enums import ComplaintKind
from orders.models import Complaint
from orders.shops.rules import may_sell
from products.producers.rules import oversees, runs


def may_answer_complaint(user: Any, complaint: Complaint) -> bool:
    """The seller's people and her officers; a request to take a listing down is decided, not answered."""
    return complaint.kind == ComplaintKind.COMPLAINT and may_sell(user, complaint.producer)


def may_decide_take_down(user: Any, complaint: Complaint) -> bool:
    """Officers, and none of those who sell it."""
    return oversees(user, complaint.producer) and not runs(user, complaint.producer)


def may_object(user: Any, complaint: Complaint) -> bool:
    """The seller's own people."""
    return runs(user, complaint.producer)
