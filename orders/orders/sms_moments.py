"""Decide which steps of an order reach its buyer by SMS; all of them are on the order's page.

Each segment costs money and each message disturbs. So a purchase costs at most three messages and five segments from placing
to receipt, however many sellers it has: the code if one is asked for, its link, once that it can be paid or is ready. With
several sellers that is the first call to pay and the first sending: the link leads to the page of all orders, which says
what each of them waits for.
"""

from __future__ import annotations

from django.db.models import Exists, F, OuterRef, Q

from orders.models import Order, OrderLine, OrderStep, Purchase
from orders.orders.actions.settling import owed_back
from orders.orders.enums import Channel, OrderState, StepKind
from orders.payments.ways.finding import way_of, ways_that
from orders.shops.enums import Delivery

_WEIGHED = Exists(OrderLine.objects.filter(order=OuterRef("order"), is_weighed=True))


def is_sms_moment(order: Order, kind: str) -> bool:
    """Return True if the step `kind`, just written by somebody else than the buyer, is worth an SMS to the buyer."""
    if kind in (StepKind.CANCELLED, StepKind.RETURNED):
        return True
    if kind == StepKind.PART_BACK:
        # Before the receipt, the message that the order is ready names the sum.
        return order.state == OrderState.DELIVERED and owed_back(order) > 0
    if is_first_word(order, kind):
        return True
    return any(
        belongs(order, kind) and _count(order.purchase_id, condition) == 1
        for belongs, condition in ((may_pay_now, _pay_steps()), (is_ready, _READY_STEPS))
    )


def is_first_word(order: Order, kind: str) -> bool:
    """Return True if the step is the first that the buyer hears of an order: the seller wrote it down."""
    return kind == StepKind.CONFIRMED and order.channel == Channel.TELEPHONE


def may_pay_now(order: Order, kind: str) -> bool:
    """Return True if the step `kind` opens the payment of an unpaid order that is paid before sending.

    It is the seller's acceptance, or the packing if some goods are weighed and the total is known only then.
    """
    if order.paid_at is not None or not way_of(order.payment).is_paid_before_sending:
        return False
    is_weighed = order.lines.filter(is_weighed=True).exists()
    return kind == (StepKind.PACKED if is_weighed else StepKind.CONFIRMED)


def is_ready(order: Order, kind: str) -> bool:
    """Return True if from this step on the goods are on their way, or wait for the buyer."""
    return kind == (StepKind.PACKED if order.delivery == Delivery.PICKUP else StepKind.SHIPPED)


def is_placing_silent(purchase: Purchase) -> bool:
    """Return True if a new purchase sends no link: a code was sent, and a message to pay follows with the link."""
    orders = purchase.orders.filter(channel=Channel.PAGE)
    return (
        orders.filter(phone_proven=True).exists()
        and orders.filter(payment__in=ways_that(lambda way: way.is_paid_before_sending)).exists()
    )


_READY_STEPS = Q(kind=StepKind.SHIPPED) | Q(kind=StepKind.PACKED, order__delivery=Delivery.PICKUP)


def _pay_steps() -> Q:
    waits = Q(order__payment__in=ways_that(lambda way: way.is_paid_before_sending))
    unpaid = Q(order__paid_at=None) | Q(order__paid_at__gt=F("at"))
    step = Q(_WEIGHED, kind=StepKind.PACKED) | Q(~_WEIGHED, kind=StepKind.CONFIRMED)
    return waits & unpaid & step


def _count(purchase: int, condition: Q) -> int:
    """Return how many steps of all orders of the purchase meet the condition, also steps that were undone.

    Lock the purchase, so that of two sellers at the same moment one is the second.
    """
    list(Purchase.objects.select_for_update(no_key=True).filter(pk=purchase).values_list("pk"))
    return OrderStep.objects.filter(condition, order__purchase=purchase).count()
