"""Whether an order counts for the practice task of those who sell."""

from __future__ import annotations

from members.actions.milestones import record_milestones, undo_milestones
from members.enums import MilestoneKind
from orders import rules
from orders.models import Order
from products.news import people_of


def count_first_order(order: Order) -> None:
    """The producer took it: for her people it counts, where it is a real one."""
    if rules.is_real(order):
        people = people_of(order.producer)
        record_milestones(users=people, kind=MilestoneKind.FIRST_ORDER, subject=f"order:{order.ref}")


def uncount_first_order(order: Order) -> None:
    """It came to nothing."""
    people = people_of(order.producer)
    undo_milestones(users=people, kind=MilestoneKind.FIRST_ORDER, subject=f"order:{order.ref}")
