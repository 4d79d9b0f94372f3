"""The steps of an order after it is placed. Each is taken once and recorded with its actor and time."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from backend.common.text import filled
from members.acting import Actor
from orders.errors import LabelsUnchecked, NotAllowed, OrderError, WrongState
from orders.models import Order, Transfer
from orders.orders import rules
from orders.orders.actions.first_orders import count_first_order, uncount_first_order
from orders.orders.actions.settling import (
    give_all_back,
    is_all_back,
    paid_so_far,
    refundable_by_card,
    settle,
    standing_of,
)
from orders.orders.actions.stepping import advance, check_buyer, locked, own_order, write_entry, write_step
from orders.orders.enums import OrderState, StepKind
from orders.orders.news import notify_sellers
from orders.orders.stock import labels_recalled_in, recalled_in
from orders.orders.take_downs import taken_down_in
from orders.payments.ways.finding import way_of


@transaction.atomic
def confirm_order(*, actor: Actor, order: Order) -> Order:
    """Confirm an order for its producer. A real order counts as the first order of the producer's people.

    Raises WrongState, also if goods of it were taken down since it was placed, or if its card payment has not
    come. Raises NotAllowed.
    """
    order = own_order(actor, order)
    if order.state == OrderState.PLACED and (gone := taken_down_in(order)):
        names = ", ".join(line.name for line, _day in gone)
        words = _(
            "%(what)s đã bị gỡ khỏi sàn, chị không nhận đơn này được nữa. Chị huỷ đơn, người mua sẽ được báo."
        )
        raise WrongState(words % {"what": names}, code="product_taken_down")
    way_of(order.payment).check_confirmable(order)
    if advance(order, StepKind.CONFIRMED, actor):
        count_first_order(order)
    return order


@transaction.atomic
def ship_order(
    *, actor: Actor, order: Order, words: str = "", labels_checked: bool = False, unpaid_ok: bool = False
) -> Order:
    """Mark a packed order as shipped.

    words: carrier and tracking number.
    labels_checked: the seller looked at the label of each pack, and none of them is recalled.
    unpaid_ok: the seller ships although the transfer has not come.

    Raises:
        WrongState: also for a recalled lot, and at "unpaid_ok" for an order that still awaits its transfer.
        LabelsUnchecked: some labels of a lot are recalled.
    """
    order = own_order(actor, order)
    _check_recalls(order, labels_checked)
    if order.state == OrderState.PACKED and waits_for_money(order) and not unpaid_ok:
        raise WrongState(
            _("Chưa thấy tiền của đơn này về: vẫn giao?"), field="unpaid_ok", code="order_unpaid"
        )
    advance(order, StepKind.SHIPPED, actor, words=words)
    return order


@transaction.atomic
def deliver_order(*, actor: Actor, order: Order, labels_checked: bool = False) -> Order:
    """Mark an order as delivered.

    Cash on delivery counts as paid now, also if the buyer confirmed receipt first.

    Raises:
        WrongState: also for a packed order with a wholly recalled lot; an order on its way is not checked.
        LabelsUnchecked: some labels of a lot of a packed order are recalled.
    """
    order = own_order(actor, order)
    _check_recalls(order, labels_checked)
    advance(order, StepKind.DELIVERED, actor)
    if order.state == OrderState.DELIVERED and way_of(order.payment).is_paid_at_handover:
        _pay(order, actor)
    return order


def waits_for_money(order: Order) -> bool:
    """Return True if the order must be paid before it is sent, and isn't paid."""
    return order.paid_at is None and way_of(order.payment).is_paid_before_sending


def waits_to_be_paid_first(order: Order) -> bool:
    """Return True if the order must be paid before the seller is notified of it, and isn't paid."""
    return order.paid_at is None and way_of(order.payment).is_paid_first


def _check_recalls(order: Order, labels_checked: bool) -> None:
    """Refuse to hand on a packed order with recalled goods. An order on its way is not checked.

    If only some labels of a lot are recalled, only the person holding the packs can tell.
    Raises WrongState, LabelsUnchecked.
    """
    if order.state != OrderState.PACKED:
        return
    if lots := recalled_in(order):
        raise WrongState(words_of_recall(order, lots), code="lot_recalled")
    if not labels_checked and (reach := labels_recalled_in(order)):
        raise LabelsUnchecked(
            _("Một số gói của lô %(lots)s đang bị thu hồi. Chị xem mã tem từng gói trong đơn trước khi giao.")
            % {"lots": ", ".join(dict.fromkeys(row.lot.code for row in reach))},
            field="labels_checked",
            code="labels_recalled",
        )


def words_of_recall(order: Order, lots: str) -> str:
    """Return why a recalled order isn't handed on, and what the seller can do, as a readable message."""
    if stays_packed(order):
        words = _("Lô %(lots)s đang bị thu hồi, không giao được. Chị huỷ đơn và báo người mua.")
    else:
        words = _(
            "Lô %(lots)s đang bị thu hồi, không giao được. Chị mở gói ra, đóng lại từ lô khác hoặc huỷ đơn."
        )
    return words % {"lots": lots}


def stays_packed(order: Order) -> str:
    """Return why a packed order can't be unpacked, as a readable message; empty if it can be."""
    if order.taken_off:
        return _("Đơn này đã trả lại một phần, không mở gói được nữa.")
    if order.given_back or way_of(order.payment).went_back(order):
        return _("Đã trả lại tiền thừa của đơn này, không mở gói được nữa.")
    return ""


@transaction.atomic
def confirm_receipt(*, order: Order, buyer: Actor | None = None) -> Order:
    """Record for the buyer that the goods were received; for anyone who has the order's address.

    It does not mark the order as paid. A repeated call changes nothing.
    Raises WrongState; NotAllowed if `buyer` is one of the seller's people.
    """
    order = locked(order)
    check_buyer(buyer, order)
    advance(order, StepKind.DELIVERED, None, buyer=buyer)
    return order


@transaction.atomic
def mark_paid(*, actor: Actor, order: Order, transfer: Transfer | None = None) -> Order:
    """Record ("Đã nhận tiền") that the producer received the money.

    `transfer`: a transfer that paid this order among others.
    A repeated call changes nothing.
    Raises WrongState while a card page is open, or if an unpaid order was cancelled or returned.
    """
    order = own_order(actor, order)
    if open_page := words_of_open_page(order):
        raise WrongState(open_page, code="card_page_open")
    if order.state in (OrderState.CANCELLED, OrderState.RETURNED) and order.paid_at is None:
        raise WrongState(_("Đơn này đã huỷ. Nếu tiền đã về, chị trả lại cho người mua."), code="order_over")
    _pay(order, actor, transfer=transfer)
    return order


def words_of_open_page(order: Order) -> str:
    """Return why payment can't be recorded by hand, such as an open card page; empty if it can be."""
    return way_of(order.payment).hindrance_to_noting(order)


@transaction.atomic
def mark_refunded(*, actor: Actor, order: Order) -> Order:
    """Record that the producer refunded a cancelled or returned order: all but what goes back to a card.

    Raises WrongState if it was never paid, was not cancelled or returned, or only a card refund is due.
    """
    order = own_order(actor, order)
    if order.paid_at is None or order.state not in (OrderState.CANCELLED, OrderState.RETURNED):
        raise WrongState(_("Đơn này không có tiền phải trả lại."), code="nothing_to_refund")
    gone = give_all_back(order)
    if order.refunded_at is None and is_all_back(order):
        record_refund(order, actor)
    elif gone:
        record_difference(order, actor, words=format_dong(gone), amount=gone)
    elif order.refunded_at is None:
        raise WrongState(_("Đơn này trả bằng thẻ, tiền về lại thẻ qua Stripe."), code="refund_by_card")
    return order


def record_refund(order: Order, actor: Actor | None, *, words: str = "") -> None:
    """Record once that all money of a cancelled or returned order went back. The caller locks the order.

    An order that was not paid doesn't change.
    """
    if order.paid_at is not None and order.refunded_at is None:
        order.refunded_at = timezone.now()
        order.save(update_fields=["refunded_at"])
        step = write_step(order, StepKind.REFUNDED, actor, words, None, is_clock=actor is None)
        write_entry(order, StepKind.REFUNDED, actor, None, {}, step)


@transaction.atomic
def give_difference_back(*, actor: Actor, order: Order) -> Order:
    """Record that the seller refunded what was paid above the order's price, for money recorded by hand.

    Refunds of transfers and cards are recorded with these. A repeated call changes nothing. Raises
    WrongState.
    """
    order = own_order(actor, order)
    # Refunds of a transfer or a card are recorded there.
    owed = standing_of(order).by_hand
    if not owed and order.steps.filter(kind=StepKind.SETTLED).exists():
        return order
    if not owed or order.state in (OrderState.CANCELLED, OrderState.RETURNED):
        raise WrongState(_("Đơn này không có tiền thừa phải trả lại."), code="nothing_to_give_back")
    order.given_back += owed
    order.save(update_fields=["given_back"])
    record_difference(order, actor, words=format_dong(owed), amount=owed)
    return order


def record_difference(order: Order, actor: Actor | None, *, words: str, amount: int) -> None:
    """Record a refund of `amount` đồng of an order.

    The caller locks the order and prevents a second record.
    """
    step = write_step(order, StepKind.SETTLED, actor, words, None, is_clock=actor is None)
    write_entry(order, StepKind.SETTLED, actor, None, {"amount": amount}, step)


def pay_by_message(order: Order, *, amount: int, words: str, source: str) -> None:
    """Mark the order as paid by `amount` đồng, as a bank or card message reports.

    The caller locks the order.
    No person is recorded as the actor. An order that is paid already doesn't change.
    """
    if order.paid_at is None:
        _pay(order, None, amount=amount, words=words, source=source)


def settle_lowered(order: Order) -> None:
    """Settle an order whose total fell, and mark it as paid if its transfers now cover the total.

    The caller locks the order.
    """
    net_paid = settle(order)
    if net_paid and net_paid >= order.total:
        words = _("Ngân hàng đã báo %(amount)s, nay đủ trả đơn") % {"amount": format_dong(net_paid)}
        pay_by_message(order, amount=net_paid, words=words, source="bank")


@transaction.atomic
def cancel_order(*, actor: Actor, order: Order, reason: str) -> Order:
    """Cancel an order for its producer; its goods are free again, and the buyer reads the reason.

    Raises OrderError, WrongState.
    """
    return _end(StepKind.CANCELLED, actor, order, reason)


@transaction.atomic
def return_order(*, actor: Actor, order: Order, reason: str) -> Order:
    """Record that the goods came back. They are not for sale automatically, because they may be damaged.

    The seller opens a new lot for goods that are intact. Raises OrderError, WrongState.
    """
    return _end(StepKind.RETURNED, actor, order, reason)


def _end(kind: StepKind, actor: Actor, order: Order, reason: str) -> Order:
    order = own_order(actor, order)
    reason = " ".join(reason.split())
    if not reason:
        raise OrderError(_("Chị ghi lý do, người mua sẽ đọc."), field="reason", code="reason_empty")
    if advance(order, kind, actor, words=reason):
        uncount_first_order(order)
    return order


@transaction.atomic
def withdraw_order(*, order: Order, buyer: Actor | None = None, proven_phones: Collection[str] = ()) -> Order:
    """Cancel an order for its buyer, before it is packed.

    Args:
        buyer: who is signed in. None for a guest.
        proven_phones: numbers (E.164) that the caller proved by an SMS code (orders/basket/proofs.py).

    Raises WrongState; NotAllowed with `seller_as_buyer`, or with `buyer_unproven` if the caller knows only the
    order's link.
    """
    order = locked(order)
    check_buyer(buyer, order)
    if order.state == OrderState.PACKED:
        raise WrongState(_("Hàng đã đóng gói. Bạn gọi cho nơi sản xuất để huỷ."), code="order_packed")
    if order.state == OrderState.DELIVERED:
        raise WrongState(_("Đơn đã giao, không huỷ được nữa."), code="order_state")
    if not rules.may_read_address(order, buyer, proven_phones):
        raise NotAllowed(
            _("Huỷ đơn cần mã nhắn tới số trong đơn, hoặc đăng nhập tài khoản đã mua."),
            code="buyer_unproven",
        )
    if advance(order, StepKind.CANCELLED, None, buyer=buyer):
        uncount_first_order(order)
        if waits_to_be_paid_first(order) and not paid_so_far(order) - refundable_by_card(order):
            return order  # the seller doesn't know of it
        notify_sellers(
            order,
            "withdrawn",
            title=filled(gettext_lazy("Người mua đã huỷ đơn %(number)s"), {"number": order.number}),
        )
    return order


@transaction.atomic
def let_lapse(*, order: Order) -> bool:
    """Cancel an order that nobody confirmed by its `answer_by`; the buyer reads the reason.

    Return whether it was cancelled. A paid order stays open, unless a card paid it and can be refunded.
    The seller then gets a daily reminder (stalled_orders.py).
    """
    order = locked(order)
    if order.state != OrderState.PLACED or order.answer_by > timezone.now():
        return False
    part = paid_so_far(order) - refundable_by_card(order)
    if order.paid_at is not None and not order.paid_by_card:
        return False
    way = way_of(order.payment)
    advance(order, StepKind.CANCELLED, None, words=way.lapse_words(order, part), is_clock=True)
    if waits_to_be_paid_first(order) and not part:
        return True  # the seller doesn't know of it
    title = way.lapse_title(order, part)
    notify_sellers(
        order, "lapsed", title=filled(title, {"number": order.number, "amount": format_dong(part)})
    )
    return True


@transaction.atomic
def remind(*, order: Order) -> bool:
    """Remind the producer once of an unanswered order. Return whether a reminder was sent."""
    order = locked(order)
    if order.state != OrderState.PLACED or order.reminded_at is not None:
        return False
    order.reminded_at = timezone.now()
    order.save(update_fields=["reminded_at"])
    notify_sellers(
        order,
        "reminded",
        title=filled(gettext_lazy("Đơn %(number)s vẫn chờ chị nhận"), {"number": order.number}),
    )
    return True


def _pay(
    order: Order,
    actor: Actor | None,
    *,
    amount: int | None = None,
    words: str = "",
    source: str = "",
    transfer: Transfer | None = None,
) -> None:
    if order.paid_at is not None:
        return
    order.paid_at, order.paid_amount = timezone.now(), order.total if amount is None else amount
    if transfer is not None:
        order.paid_with = transfer
    elif not source:
        # The seller has the whole total now; transfers that were returned earlier are not part of it.
        order.hand_paid = order.total + sum(row.returned for row in order.transfers.all())
    order.save(update_fields=["paid_at", "paid_amount", "paid_with", "hand_paid"])
    step = write_step(order, StepKind.PAID, actor, words, None, is_clock=actor is None)
    payload: dict[str, object] = {"total": order.total, "by": source} if source else {"total": order.total}
    write_entry(order, StepKind.PAID, actor, None, payload, step)
    settle(order)
