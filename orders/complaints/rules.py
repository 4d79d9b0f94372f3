from __future__ import annotations

from typing import Any

from orders.complaints.enums import ComplaintKind
from orders.models import Complaint
from orders.shops.rules import may_sell
from products.producers.rules import oversees, runs


def may_answer_complaint(user: Any, complaint: Complaint) -> bool:
    """Return True for the seller's people and officers. A take-down request is decided, not answered."""
    return complaint.kind == ComplaintKind.COMPLAINT and may_sell(user, complaint.producer)


def may_decide_take_down(user: Any, complaint: Complaint) -> bool:
    """Return True for officers who don't sell for the producer."""
    return oversees(user, complaint.producer) and not runs(user, complaint.producer)


def may_object(user: Any, complaint: Complaint) -> bool:
    """Return True for the seller's own people."""
    return runs(user, complaint.producer)
