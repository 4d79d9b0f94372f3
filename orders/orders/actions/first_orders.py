"""Whether an order counts for the practice task of those who sell."""

from __future__ import annotations

from members.notices.actions.milestones import record_milestones, undo_milestones
from members.notices.enums import MilestoneKind
from members.notices.subjects import masked_subject
from orders.models import Order
from orders.orders import rules
from products.producers.news import people_of


def count_first_order(order: Order) -> None:
    """The producer took it: for her people it counts, where it is a real one."""
    if rules.is_real(order):
        people = people_of(order.producer)
        record_milestones(users=people, kind=MilestoneKind.FIRST_ORDER, subject=_subject(order))


def uncount_first_order(order: Order) -> None:
    """It came to nothing."""
    people = people_of(order.producer)
    # The second is of one that was recorded when milestones still named the buyer's address; since then its hash.
    for subject in (_subject(order), masked_subject(f"order:{order.ref}")):
        undo_milestones(users=people, kind=MilestoneKind.FIRST_ORDER, subject=subject)


def _subject(order: Order) -> str:
    """By its number: the milestone is her people's to take along, and the order's address is the buyer's own door."""
    return f"order:{order.number}"
