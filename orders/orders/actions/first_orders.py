"""Record the milestone "first order" for the people of a producer."""

from __future__ import annotations

from members.notices.actions.milestones import record_milestones, undo_milestones
from members.notices.enums import MilestoneKind
from members.notices.subjects import masked_subject
from orders.models import Order
from orders.orders import rules
from products.producers.news import people_of


def count_first_order(order: Order) -> None:
    """Record the milestone "first order" for each of the producer's people, if `rules.is_real(order)`."""
    if rules.is_real(order):
        people = people_of(order.producer)
        record_milestones(users=people, kind=MilestoneKind.FIRST_ORDER, subject=_subject(order))


def uncount_first_order(order: Order) -> None:
    """Undo the milestone "first order" if `order` earned it; for orders that are cancelled or returned."""
    people = people_of(order.producer)
    # Older milestones name the buyer's address; they are stored under its hash, the second subject.
    for subject in (_subject(order), masked_subject(f"order:{order.ref}")):
        undo_milestones(users=people, kind=MilestoneKind.FIRST_ORDER, subject=subject)


def _subject(order: Order) -> str:
    """Return the milestone's subject, which contains the order's number.

    It doesn't contain the order's address: the producer's people export milestones, and the address would let
    them in as the buyer.
    """
    return f"order:{order.number}"
