"""Periodic jobs for waiting orders and for buyers' data past its term; messages about recalls."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.text import filled
from backend.ledger.row_states import erase_words
from orders.duties.retention import contract_term
from orders.models import Order, OrderLine, PackedLot, Transfer
from orders.orders.actions.stalled_orders import paid_unanswered
from orders.orders.actions.steps import let_lapse, remind
from orders.orders.enums import HOLDING, OrderState
from orders.orders.news import notify_buyer
from orders.payments.ways.finding import way_of
from products.search.actions import mark_cards
from traceability.models import Lot, Recall

REMIND_AFTER = dt.timedelta(hours=12)


def notify_buyers_of_recall(*, recall: Recall, lot: Lot) -> None:
    """Tell buyers whose orders were packed from `lot` about the recall, unless cancelled or returned.

    The messages are urgent, so the limits on SMS to unproven numbers don't apply.
    If only some labels of the lot are recalled, the message says that the buyer's packs may be among them.
    No record says which labels are in which order.
    """
    words = (
        gettext_lazy(
            "Một số gói của lô %(lot)s trong đơn %(number)s đang bị thu hồi, xin xem mã tem: %(reason)s"
        )
        if recall.run_id and lot.pk == recall.lot_id
        else gettext_lazy("Hàng trong đơn %(number)s đang bị thu hồi (lô %(lot)s): %(reason)s")
    )
    lines = PackedLot.objects.filter(lot=lot, line__order__state__in=HOLDING).values("line__order")
    for order in (
        Order.objects.filter(pk__in=lines).select_related("purchase__user", "producer").order_by("pk")
    ):
        notify_buyer(
            order,
            f"recall:{recall.pk}:{lot.pk}",
            title=filled(words, {"number": order.number, "lot": lot.code, "reason": recall.reason}),
            is_urgent=True,
        )


def follow_up_waiting_orders() -> int:
    """Remind sellers of unanswered orders, and cancel those past their `answer_by`.

    Return how many orders were reminded of or cancelled.
    The reminder goes out once, REMIND_AFTER the order was placed. Orders that `paid_unanswered` matches get
    neither.
    """
    now = timezone.now()
    waiting = Order.objects.filter(state=OrderState.PLACED).exclude(paid_unanswered())
    lapsed = [
        order
        for order in waiting.filter(answer_by__lte=now).order_by("pk")
        if way_of(order.payment).may_lapse(order) and let_lapse(order=order)
    ]
    quiet = waiting.filter(reminded_at=None, created_at__lte=now - REMIND_AFTER, answer_by__gt=now)
    reminded = [order for order in quiet.order_by("pk") if remind(order=order)]
    return len(lapsed) + len(reminded)


@transaction.atomic
def forget_buyers() -> int:
    """Delete the personal data of buyers and payers after the term of contracts.

    Return the number of orders.
    An order's term starts when it ended, or at its last step if it never ended.
    The note and code of a transfer are deleted once its own term, from its day, and its order's are over.
    Source: contracts on a platform are stored for that term (Decree 37/2026/NĐ-CP, Art. 41(6)c).
    """
    last = contract_term().over_on(timezone.localdate())
    is_old = Q(ended_at__date__lte=last) | Q(ended_at=None, moved_at__date__lte=last)
    recent = Order.objects.exclude(is_old)
    paid = Transfer.objects.filter(made_at__date__lte=last).exclude(content="", code="")
    erase_words(paid.exclude(order__in=recent), content="", code="")
    old = Order.objects.filter(is_old).exclude(buyer_name="", buyer_phone="")
    mark_cards(OrderLine.objects.filter(order__in=old).order_by().values_list("product_id", flat=True))
    return erase_words(old, buyer_name="", buyer_phone="", buyer_place="", buyer_landmark="", buyer_note="")
