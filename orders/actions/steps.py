"""What happens to an order after it is placed, each step once, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from backend.common.units import format_quantity, is_whole_enough, unit_name
from backend.ledger.actions import append_entry
from members.acting import Actor
from orders import rules
from orders.actions.errors import NotAllowed, OrderError, SoldOut, WrongState
from orders.actions.first_orders import count_first_order, uncount_first_order
from orders.actions.settling import give_all_back, owed_back, settle
from orders.enums import OrderState, Payment, StepKind
from orders.models import Order, OrderLine, OrderStep
from orders.news import tell_sellers
from orders.stock import converted, lot_left, sellable_lots
from traceability.actions.locking import lock_lots
from traceability.models import Lot

# What has to be so before a step: the states an order may be in.
_BEFORE = {
    StepKind.CONFIRMED: (OrderState.PLACED,),
    StepKind.PACKED: (OrderState.CONFIRMED,),
    StepKind.SHIPPED: (OrderState.PACKED,),
    StepKind.DELIVERED: (OrderState.PACKED, OrderState.SHIPPED),
    StepKind.RETURNED: (OrderState.SHIPPED, OrderState.DELIVERED),
    StepKind.CANCELLED: (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PACKED),
}
_AFTER = {
    StepKind.CONFIRMED: OrderState.CONFIRMED,
    StepKind.PACKED: OrderState.PACKED,
    StepKind.SHIPPED: OrderState.SHIPPED,
    StepKind.DELIVERED: OrderState.DELIVERED,
    StepKind.RETURNED: OrderState.RETURNED,
    StepKind.CANCELLED: OrderState.CANCELLED,
}


@transaction.atomic
def confirm_order(*, actor: Actor, order: Order) -> Order:
    """The producer takes the order. An order that a buyer placed herself then counts as an order for the producer's people."""
    order = _hers(actor, order)
    if order.payment == Payment.CARD and order.paid_at is None:
        raise WrongState(_("Người mua chưa trả bằng thẻ. Trả rồi chị mới nhận đơn."), code="card_unpaid")
    if _advance(order, StepKind.CONFIRMED, actor):
        count_first_order(order)
    return order


@transaction.atomic
def pack_order(
    *, actor: Actor, order: Order, lots: Mapping[int, Lot], weighed: Mapping[int, Decimal] | None = None
) -> Order:
    """Pack an order: `lots` names each line's lot {line id: Lot}, `weighed` what the scale said where that decides the price.

    What weighs less costs less; what weighs more costs no more than was ordered. Raises OrderError beside "lot-<line>" or
    "weight-<line>", SoldOut where the lot has less left, WrongState.
    """
    order = _hers(actor, order)
    if order.steps.filter(kind=StepKind.PACKED).exists():
        return order
    _check_state(order, StepKind.PACKED)
    lines = list(order.lines.select_related("offer"))
    lock_lots(lot.pk for lot in lots.values())
    open_lots = set(sellable_lots({line.product_id for line in lines}).values_list("pk", flat=True))
    for line in lines:
        lot = lots.get(line.pk)
        if lot is None or lot.pk not in open_lots or lot.product_id != line.product_id:
            raise OrderError(
                _("Chị chọn lô đang mở của sản phẩm này."), field=f"lot-{line.pk}", code="lot_unknown"
            )
        _weigh(line, (weighed or {}).get(line.pk))
        lot = Lot.objects.get(pk=lot.pk)
        left = lot_left(lot)
        if converted(line.quantity, line.unit, lot.unit) > left or not converted(
            Decimal(1), line.unit, lot.unit
        ):
            raise SoldOut(
                _("Lô %(lot)s chỉ còn %(left)s.")
                % {"lot": lot.code, "left": format_quantity(left, lot.unit)},
                field=f"lot-{line.pk}",
                code="lot_short",
            )
        line.lot = lot
        line.save(update_fields=["lot", "quantity", "amount"])
    order.goods = order.lines.aggregate(sum=Sum("amount"))["sum"]
    order.total = order.goods + order.fee
    order.save(update_fields=["goods", "total"])
    settle(order)
    _advance(
        order,
        StepKind.PACKED,
        actor,
        lines=[
            {
                "offer": line.offer_id,
                "lot": line.lot_id,
                "quantity": str(line.quantity),
                "amount": line.amount,
            }
            for line in lines
        ],
        total=order.total,
    )
    return order


@transaction.atomic
def ship_order(*, actor: Actor, order: Order, words: str = "") -> Order:
    """Hand a packed order to whoever brings it; `words` are carrier and number."""
    order = _hers(actor, order)
    _advance(order, StepKind.SHIPPED, actor, words=words)
    return order


@transaction.atomic
def deliver_order(*, actor: Actor, order: Order) -> Order:
    """It reached the buyer; what is paid at the door is paid now."""
    order = _hers(actor, order)
    if _advance(order, StepKind.DELIVERED, actor) and order.payment == Payment.ON_DELIVERY:
        _pay(order, actor)
    return order


@transaction.atomic
def confirm_receipt(*, order: Order, buyer: Actor | None = None) -> Order:
    """The buyer says at the order's own address that the goods arrived. It says nothing of the money."""
    order = _locked(order)
    _advance(order, StepKind.DELIVERED, None, buyer=buyer)
    return order


@transaction.atomic
def mark_paid(*, actor: Actor, order: Order) -> Order:
    """The producer saw ("Đã nhận tiền") the money in her account or her hand. Doing it again changes nothing."""
    order = _hers(actor, order)
    if order.state in (OrderState.CANCELLED, OrderState.RETURNED) and order.paid_at is None:
        raise WrongState(_("Đơn này đã huỷ. Nếu tiền đã về, chị trả lại cho người mua."), code="order_over")
    _pay(order, actor)
    return order


@transaction.atomic
def mark_refunded(*, actor: Actor, order: Order) -> Order:
    """The producer sent the money of a cancelled or returned order back."""
    order = _hers(actor, order)
    if order.paid_at is None or order.state not in (OrderState.CANCELLED, OrderState.RETURNED):
        raise WrongState(_("Đơn này không có tiền phải trả lại."), code="nothing_to_refund")
    if order.card_payments.exclude(paid_at=None).exists():
        raise WrongState(_("Đơn này trả bằng thẻ, tiền về lại thẻ qua Stripe."), code="refund_by_card")
    record_refund(order, actor)
    give_all_back(order)
    return order


def record_refund(order: Order, actor: Actor | None, *, words: str = "") -> None:
    """All the money of an order that is over went back; the order is locked by the caller. Once."""
    if order.paid_at is not None and order.refunded_at is None:
        order.refunded_at = timezone.now()
        order.save(update_fields=["refunded_at"])
        _step(order, StepKind.REFUNDED, actor, words, None, is_clock=actor is None)
        _write(order, StepKind.REFUNDED, actor, None, {})


@transaction.atomic
def give_difference_back(*, actor: Actor, order: Order) -> Order:
    """The seller sent back what an order that was paid before packing costs less. Doing it again changes nothing."""
    order = _hers(actor, order)
    if order.steps.filter(kind=StepKind.SETTLED).exists():
        return order
    owed = owed_back(order)
    is_told = order.transfers.exists() or order.card_payments.exists()
    if not owed or is_told or order.state in (OrderState.CANCELLED, OrderState.RETURNED):
        raise WrongState(_("Đơn này không có tiền thừa phải trả lại."), code="nothing_to_give_back")
    order.given_back += owed
    order.save(update_fields=["given_back"])
    record_difference(order, actor, words=format_dong(owed), amount=owed)
    return order


def record_difference(order: Order, actor: Actor | None, *, words: str, amount: int) -> None:
    """What an order costs less by weight went back; the order is locked by the caller. Once."""
    if not order.steps.filter(kind=StepKind.SETTLED).exists():
        _step(order, StepKind.SETTLED, actor, words, None, is_clock=actor is None)
        _write(order, StepKind.SETTLED, actor, None, {"amount": amount})


def pay_by_message(order: Order, *, amount: int, words: str, source: str) -> None:
    """A bank's message or a card's said that `amount` came: the order, locked by the caller, is paid by nobody's hand. It stays paid."""
    if order.paid_at is None:
        _pay(order, None, amount=amount, words=words, source=source)


@transaction.atomic
def cancel_order(*, actor: Actor, order: Order, reason: str) -> Order:
    """The producer can't deliver; the goods are free again and the buyer reads why. Raises OrderError, WrongState."""
    return _end(StepKind.CANCELLED, actor, order, reason)


@transaction.atomic
def return_order(*, actor: Actor, order: Order, reason: str) -> Order:
    """The goods came back. They are not for sale again by themselves: bruised ones would be. What is whole is opened as a lot of its own."""
    return _end(StepKind.RETURNED, actor, order, reason)


def _end(kind: StepKind, actor: Actor, order: Order, reason: str) -> Order:
    order = _hers(actor, order)
    reason = " ".join(reason.split())
    if not reason:
        raise OrderError(_("Chị ghi lý do, người mua sẽ đọc."), field="reason", code="reason_empty")
    if _advance(order, kind, actor, words=reason):
        uncount_first_order(order)
    return order


@transaction.atomic
def withdraw_order(*, order: Order, buyer: Actor | None = None) -> Order:
    """The buyer takes an order back while nothing is packed. Raises WrongState."""
    order = _locked(order)
    if order.state == OrderState.PACKED:
        raise WrongState(_("Hàng đã đóng gói. Bạn gọi cho nơi sản xuất để huỷ."), code="order_packed")
    if _advance(order, StepKind.CANCELLED, None, buyer=buyer):
        uncount_first_order(order)
        if order.payment == Payment.CARD and order.paid_at is None:
            return order
        tell_sellers(
            order,
            "withdrawn",
            title=gettext_lazy("Người mua đã huỷ đơn %(number)s") % {"number": order.number},
        )
    return order


@transaction.atomic
def let_lapse(*, order: Order) -> bool:
    """Free the goods of an order that nobody confirmed until its `answer_by`; the buyer reads why. Answers whether it was so."""
    order = _locked(order)
    if order.state != OrderState.PLACED or order.answer_by > timezone.now():
        return False
    if order.payment == Payment.CARD and order.paid_at is None:
        # The seller was never told of it.
        _advance(
            order, StepKind.CANCELLED, None, words=_("Chưa trả bằng thẻ trong giờ giữ hàng."), is_clock=True
        )
        return True
    _advance(
        order, StepKind.CANCELLED, None, words=_("Nơi sản xuất chưa trả lời trong 48 giờ."), is_clock=True
    )
    tell_sellers(
        order,
        "lapsed",
        title=gettext_lazy("Đơn %(number)s đã tự huỷ vì quá 48 giờ chưa nhận") % {"number": order.number},
    )
    return True


@transaction.atomic
def remind(*, order: Order) -> bool:
    """Tell the producer once more of an order that she didn't answer. Answers whether it was so."""
    order = _locked(order)
    if order.state != OrderState.PLACED or order.reminded_at is not None:
        return False
    order.reminded_at = timezone.now()
    order.save(update_fields=["reminded_at"])
    tell_sellers(
        order,
        "reminded",
        title=gettext_lazy("Đơn %(number)s vẫn chờ chị nhận") % {"number": order.number},
    )
    return True


def _locked(order: Order) -> Order:
    return Order.objects.select_for_update(of=("self",)).select_related("producer").get(pk=order.pk)


def _hers(actor: Actor, order: Order) -> Order:
    order = _locked(order)
    if not rules.may_handle(actor.member, order):
        raise NotAllowed(_("Đơn này không phải của chị."))
    return order


def _check_state(order: Order, kind: StepKind) -> None:
    if order.state not in _BEFORE[kind]:
        raise WrongState(
            _("Đơn đang ở bước “%(state)s”, chưa làm được việc này.") % {"state": order.get_state_display()},
            code="order_state",
        )


def _advance(
    order: Order,
    kind: StepKind,
    actor: Actor | None,
    *,
    words: str = "",
    buyer: Actor | None = None,
    is_clock: bool = False,
    **payload: object,
) -> bool:
    """Take the step where the order is at its point; taken before, it changes nothing and the answer is False."""
    if order.steps.filter(kind=kind).exists():
        return False
    _check_state(order, kind)
    order.state = _AFTER[kind]
    if order.state in (OrderState.DELIVERED, OrderState.CANCELLED, OrderState.RETURNED):
        order.ended_at = timezone.now()
    order.save(update_fields=["state", "ended_at"])
    if order.state in (OrderState.CANCELLED, OrderState.RETURNED):
        settle(order)
    _step(order, kind, actor, words, buyer, is_clock=is_clock)
    _write(order, kind, actor, buyer, payload)
    return True


def _step(
    order: Order,
    kind: StepKind,
    actor: Actor | None,
    words: str,
    buyer: Actor | None,
    *,
    is_clock: bool = False,
) -> None:
    who = actor or buyer
    OrderStep.objects.create(
        order=order,
        kind=kind,
        by=who.by if who else None,
        on_behalf_of=who.member if who and who.is_helping else None,
        by_buyer=actor is None and not is_clock,
        words=" ".join(words.split())[:200],
    )


def _write(
    order: Order, kind: StepKind, actor: Actor | None, buyer: Actor | None, payload: dict[str, object]
) -> None:
    who = actor or buyer
    refs = who.ledger_refs() if who else {"by": None, "on_behalf_of": None}
    append_entry(kind=f"order.{kind}", subject=f"order:{order.ref}", payload=payload, **refs)


def _pay(
    order: Order, actor: Actor | None, *, amount: int | None = None, words: str = "", source: str = ""
) -> None:
    if order.paid_at is not None:
        return
    order.paid_at, order.paid_amount = timezone.now(), order.total if amount is None else amount
    order.save(update_fields=["paid_at", "paid_amount"])
    _step(order, StepKind.PAID, actor, words, None, is_clock=actor is None)
    payload: dict[str, object] = {"total": order.total, "by": source} if source else {"total": order.total}
    _write(order, StepKind.PAID, actor, None, payload)
    settle(order)


def _weigh(line: OrderLine, weight: Decimal | None) -> None:
    if not line.is_weighed:
        return
    if weight is None or not 0 < weight <= line.quantity * 2:
        raise OrderError(
            _("Chị ghi số cân được, lớn hơn 0."), field=f"weight-{line.pk}", code="weight_missing"
        )
    if not is_whole_enough(weight, line.unit):
        raise OrderError(
            _("%(unit)s đếm theo cái: chị ghi số chẵn, không có phần lẻ.")
            % {"unit": unit_name(line.unit).capitalize()},
            field=f"weight-{line.pk}",
            code="pieces_whole",
        )
    most = line.price * line.count
    line.amount = min(most, int((most * weight / line.quantity).to_integral_value(ROUND_CEILING)))
    line.quantity = weight
