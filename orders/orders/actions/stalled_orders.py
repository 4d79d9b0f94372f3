"""Remind sellers and buyers of stalled orders on fixed days, and cancel orders without payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.money import format_dong
from backend.common.text import filled
from orders.models import Order, OrderLine, Transfer
from orders.orders.actions.settling import owed_back
from orders.orders.actions.stepping import advance, locked
from orders.orders.enums import OrderState, StepKind
from orders.orders.news import notify_buyer, notify_sellers
from orders.payments.ways.finding import paid_by_refunding_way, ways_that
from products.producers.news import notify_each, officers_of, people_of

# An order to be paid before packing is cancelled if no money comes for this long after it was confirmed.
MONEY_WITHIN = dt.timedelta(days=7)
# Orders per query.
PAGE = 500
OWED, PAID, STUCK = "owed", "paid, not taken", "paid, not sent"


def _weekly(first: int) -> tuple[int, ...]:
    """Return the day `first` and every seventh day after it, for ten years.

    Reminders continue that long, because the money belongs to a buyer.
    """
    return tuple(range(first, 3653, 7))


# Lazy: the ways of paying are looked up when orders are read.
_WAITS = lazy(lambda: ways_that(lambda way: way.is_paid_before_sending), list)()
_TO_PAY = Q(payment__in=_WAITS, paid_at=None)
# Weighed goods are paid after packing: until then the order waits for the seller, not for money.
_TO_WEIGH = Exists(OrderLine.objects.filter(order=OuterRef("pk"), is_weighed=True, lot=None))
_WEIGHED = Exists(OrderLine.objects.filter(order=OuterRef("pk"), is_weighed=True))
_PREORDERED = Exists(OrderLine.objects.filter(order=OuterRef("pk"), ready_date__isnull=False))
# A part of the price came before the order ended. Later money is reported with the transfers as it comes.
_PARTLY_PAID = Exists(
    Transfer.objects.filter(order=OuterRef("pk"), back__gt=0, made_at__lte=OuterRef("ended_at"))
)
_UNPAID = (Q(state=OrderState.CONFIRMED) & _TO_PAY & ~Q(_TO_WEIGH)) | (
    Q(state=OrderState.PACKED) & _TO_PAY & Q(_WEIGHED)
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A reminder on fixed days after an order's last step.

    which: the condition of the orders that the rule is for.
    days: days after the last step on which `words` are sent to the seller, or to the buyer with `to_buyer`.
    words: the message; if empty, only officers get a notice.
    holds: a second check of each order, for conditions that a query can't express.

    Rules in `_TO_OFFICERS` are also sent to the seller's officers.
    """

    name: str
    which: Q
    days: tuple[int, ...]
    words: StrOrPromise
    to_buyer: bool = False
    holds: Callable[[Order], bool] = lambda order: True


def paid_unanswered() -> Q:
    """Return the condition of placed orders that are paid by money that their way can't refund by itself.

    Such an order doesn't lapse, because the seller has the money. An order paid by card does: the lapse
    refunds it.
    """
    return Q(state=OrderState.PLACED) & ~Q(paid_at=None) & ~paid_by_refunding_way()


def _rules() -> tuple[Rule, ...]:
    return (
        Rule(
            PAID, paid_unanswered(), (*range(1, 31), *_weekly(37)),
            words=gettext_lazy("Đơn %(number)s đã trả %(amount)s mà chị chưa nhận đơn. Không làm được thì chị huỷ và trả lại tiền"),
        ),
        Rule(
            "unpaid", _UNPAID & ~Q(_PREORDERED), (2, 5), to_buyer=True,
            words=gettext_lazy("Đơn %(number)s: người bán chưa thấy tiền về. Quá 7 ngày đơn tự huỷ"),
        ),
        # An unpaid pre-order is not cancelled: the seller has to know that no money comes.
        Rule(
            "unpaid pre-order", _UNPAID & Q(_PREORDERED), (2, 5), to_buyer=True,
            words=gettext_lazy("Đơn đặt trước %(number)s: người bán chưa thấy tiền về"),
        ),
        Rule(
            "pre-order without money", _UNPAID & Q(_PREORDERED), (2, 5, 10),
            words=gettext_lazy("Đơn đặt trước %(number)s chưa thấy tiền về. Chị hỏi người mua, hoặc huỷ đơn"),
        ),
        Rule(
            "unpacked", Q(state=OrderState.CONFIRMED) & ~_UNPAID, (3, 7),
            words=gettext_lazy("Đơn %(number)s chị đã nhận mà chưa đóng gói"),
        ),
        Rule(
            "unsent", Q(state=OrderState.PACKED) & ~_UNPAID, (3, 7),
            words=gettext_lazy("Đơn %(number)s đã đóng gói mà chưa giao"),
        ),
        Rule(
            "on its way", Q(state=OrderState.SHIPPED), (7, 14), to_buyer=True,
            words=gettext_lazy("Đơn %(number)s đã đến chưa? Bạn mở trang đơn, bấm “Tôi đã nhận hàng” hoặc báo người bán"),
        ),
        Rule(
            "undelivered", Q(state=OrderState.SHIPPED), (7, 14),
            words=gettext_lazy("Đơn %(number)s đã gửi đi mà chưa ghi giao xong. Chị hỏi nơi chở"),
        ),
        Rule(
            "delivered unpaid", Q(state=OrderState.DELIVERED, paid_at=None), (1, 3, 7),
            words=gettext_lazy("Đơn %(number)s đã giao xong mà chưa ghi tiền về. Có tiền rồi chị bấm “Đã nhận tiền”"),
        ),
        Rule(
            OWED, Q(state__in=[OrderState.CANCELLED, OrderState.RETURNED], refunded_at=None) & (~Q(paid_at=None) | Q(_PARTLY_PAID)),
            (3, 7, 14, *_weekly(21)),
            words=gettext_lazy("Đơn %(number)s đã thôi: chị còn phải trả lại tiền cho người mua"),
            holds=lambda order: owed_back(order) > 0,
        ),
        Rule(
            # The rules above remind the seller; this one reminds the officers.
            STUCK, Q(state__in=[OrderState.CONFIRMED, OrderState.PACKED]) & ~Q(paid_at=None), _weekly(14), words="",
        ),
    )  # fmt: skip


def follow_up_stalled_orders() -> int:
    """Send the due reminders of stalled orders, and cancel unpaid orders (`cancel_unpaid_order`).

    Return how many orders were reminded of or cancelled.
    """
    return sum(remind_of(order=order) for order in _stalled(timezone.now())) + _cancel_unpaid_orders()


def _stalled(now: dt.datetime) -> Iterator[Order]:
    rows = Order.objects.none()
    rules = _rules()
    for rule in rules:
        least = now - dt.timedelta(days=min(rule.days))
        rows = rows | Order.objects.filter(rule.which, moved_at__lte=least, still_day__lt=max(rule.days))
    # A confirmed pre-order doesn't stall before its harvest.
    ripe = timezone.localdate(now) - min(dt.timedelta(days=min(rule.days)) for rule in rules)
    unripe = OrderLine.objects.filter(order=OuterRef("pk"), ready_date__gt=ripe)
    return _paged(rows.exclude(Exists(unripe), state=OrderState.CONFIRMED))


def _paged(rows: QuerySet[Order]) -> Iterator[Order]:
    """Yield all of `rows`, PAGE at a time, so that orders without work don't block later ones."""
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:PAGE]):
        yield from page
        last = page[-1].pk


@transaction.atomic
def remind_of(*, order: Order) -> bool:
    """Send the reminders that are due, and return whether there were any. Each day of a rule is sent once.

    Days count from the last step, or from the harvest of a confirmed pre-order if that is later.
    """
    order = locked(order)
    since = order.moved_at
    ready = (
        order.lines.exclude(ready_date=None)
        .order_by("-ready_date")
        .values_list("ready_date", flat=True)
        .first()
    )
    if ready is not None and order.state == OrderState.CONFIRMED:
        since = max(since, dt.datetime.combine(ready, dt.time(), timezone.get_current_timezone()))
    days = (timezone.now() - since).days
    reminded_day = order.still_day
    for rule in _rules():
        due = max((day for day in rule.days if order.still_day < day <= days), default=0)
        if not due or not Order.objects.filter(rule.which, pk=order.pk).exists() or not rule.holds(order):
            continue
        title = filled(
            rule.words, {"number": order.number, "amount": format_dong(order.paid_amount or order.total)}
        )
        has_left = rule.name == OWED and not people_of(order.producer)
        if rule.name in _TO_OFFICERS and not has_left:
            _notify_officers(order, rule.name, due)
        if has_left:
            _notify_of_unpaid_refund(order, due)
        elif rule.to_buyer:
            notify_buyer(order, f"still:{rule.name}:{due}", title=title)
        elif rule.words:
            notify_sellers(order, f"still:{rule.name}:{due}", title=title)
        reminded_day = max(reminded_day, due)
    if reminded_day == order.still_day:
        return False
    order.still_day = reminded_day
    order.save(update_fields=["still_day"])
    return True


# Rules for a member who has a buyer's money and does nothing: first day for officers, kind of notice,
# message.
_TO_OFFICERS: dict[str, tuple[int, str, StrOrPromise]] = {
    PAID: (
        2,
        "order.paid_unanswered",
        gettext_lazy("%(producer)s chưa nhận đơn %(number)s đã trả %(amount)s. Chị hỏi giúp"),
    ),
    STUCK: (
        14,
        "order.paid_unsent",
        gettext_lazy("%(producer)s chưa giao đơn %(number)s đã trả %(amount)s. Chị hỏi giúp"),
    ),
    OWED: (
        21,
        "order.owed",
        gettext_lazy("%(producer)s chưa trả lại tiền đơn %(number)s đã thôi. Chị hỏi giúp"),
    ),
}


def _notify_officers(order: Order, rule: str, due: int) -> None:
    first, kind, words = _TO_OFFICERS[rule]
    if due < first:
        return
    notify_each(
        officers_of(order.producer),
        kind=kind,
        title=words,
        values={
            "number": order.number,
            "producer": order.producer.name[:50],
            "amount": format_dong(order.paid_amount or order.total),
        },
        key=f"order:{order.number}:still:{rule}:{due}",
    )


def _notify_of_unpaid_refund(order: Order, due: int) -> None:
    """Tell officers and the buyer that the seller left Piêu and still owes money.

    The message to the buyer says who can help. `due` is the day of the reminder, counted from the order's
    last step.
    """
    values = {"number": order.number, "producer": order.producer.name}
    notify_each(
        officers_of(order.producer),
        kind="order.owed",
        title=gettext_lazy("Đơn %(number)s: người bán đã rời Piêu mà còn phải trả lại tiền cho người mua"),
        values=values,
        key=f"order:{order.number}:still:{OWED}:{due}",
    )
    words = gettext_lazy(
        "Đơn %(number)s: người bán đã rời Piêu, chưa trả lại tiền. Bạn khiếu nại ở trang đơn, cán bộ Hội trả lời"
    )
    notify_buyer(order, f"still:{OWED}:{due}", title=filled(words, values))


def _cancel_unpaid_orders() -> int:
    late = Order.objects.filter(_UNPAID, moved_at__lte=timezone.now() - MONEY_WITHIN)
    return sum(cancel_unpaid_order(order=order) for order in _paged(late.exclude(_PREORDERED)))


@transaction.atomic
def cancel_unpaid_order(*, order: Order) -> bool:
    """Cancel an order to be paid before packing that got no money within MONEY_WITHIN after it was confirmed.

    For weighed goods the time starts at packing. Return whether the order was cancelled.
    Pre-orders and orders that are paid in part are not cancelled.
    """
    order = locked(order)
    is_due = Order.objects.filter(_UNPAID, pk=order.pk, moved_at__lte=timezone.now() - MONEY_WITHIN).exists()
    is_begun = any(row.net_amount for row in order.transfers.all())
    if not is_due or is_begun or order.lines.exclude(ready_date=None).exists():
        return False
    advance(order, StepKind.CANCELLED, None, words=_no_money(order), is_clock=True)
    notify_sellers(
        order,
        "let-go",
        title=filled(
            gettext_lazy("Đơn %(number)s đã tự huỷ: 7 ngày không có tiền về"), {"number": order.number}
        ),
    )
    return True


def _no_money(order: Order) -> str:
    if order.state == OrderState.PACKED:
        return _("Không có tiền về trong 7 ngày sau khi cân và đóng gói.")
    return _("Không có tiền về trong 7 ngày sau khi nhận đơn.")
