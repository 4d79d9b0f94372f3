"""What the clock does for orders that wait, and for buyers' words that aren't needed any more."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.text import filled
from orders.duties.retention import contract_term
from orders.models import Order, PackedLot, Transfer
from orders.orders.actions.stalled_orders import PAID_UNANSWERED
from orders.orders.actions.steps import let_lapse, remind
from orders.orders.enums import HOLDING, OrderState
from orders.orders.news import tell_buyer
from orders.payments.ways.finding import way_of
from traceability.models import Lot, Recall

REMIND_AFTER = dt.timedelta(hours=12)


def tell_buyers_of_recall(*, recall: Recall, lot: Lot) -> None:
    """Whoever has goods of `lot` in an order that holds is told of the recall, beyond any limit of messages.

    Where only some labels of it were called back, that hers may be among them: which packs lie in an order nobody wrote down.
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
        tell_buyer(
            order,
            f"recall:{recall.pk}:{lot.pk}",
            title=filled(words, {"number": order.number, "lot": lot.code, "reason": recall.reason}),
            is_urgent=True,
        )


def look_after_waiting_orders() -> int:
    """Remind of orders that nobody answered for REMIND_AFTER, and free the goods of those past their time; answers how many."""
    now = timezone.now()
    waiting = Order.objects.filter(state=OrderState.PLACED).exclude(PAID_UNANSWERED)
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
    """Empty the words of buyers whose orders ended a contract's term ago, and of payers; answers how many orders.

    What a payer wrote goes with her order's words, or a term after the day of a transfer that belongs to none. Contracts on a platform are kept (Law 122/2025/QH15); then nobody needs to know who bought what. An order that nobody ended is as old as
    its last step.
    """
    last = contract_term().over_on(timezone.localdate())
    is_old = Q(ended_at__date__lte=last) | Q(ended_at=None, moved_at__date__lte=last)
    kept = Order.objects.exclude(is_old)
    paid = Transfer.objects.filter(made_at__date__lte=last).exclude(content="", code="")
    paid.exclude(order__in=kept).update(content="", code="")
    old = Order.objects.filter(is_old).exclude(buyer_name="", buyer_phone="")
    return old.update(buyer_name="", buyer_phone="", buyer_place="", buyer_landmark="", buyer_note="")
