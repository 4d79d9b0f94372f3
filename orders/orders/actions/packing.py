"""Pack an order from its lots, and unpack it again before it is shipped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import format_date
from backend.common.units import format_quantity, is_whole_enough, unit_name
from members.acting import Actor
from orders.errors import OrderError, SoldOut, WrongState
from orders.models import Order, OrderLine, OrderStep, PackedLot
from orders.orders.actions.settling import paid_so_far, settle
from orders.orders.actions.stepping import (
    advance,
    check_state,
    lock_products,
    own_order,
    write_entry,
    write_step,
)
from orders.orders.actions.steps import settle_lowered, stays_packed
from orders.orders.enums import OrderState, StepKind
from orders.orders.stock import (
    ZERO,
    Stock,
    converted,
    held_from,
    lot_left,
    may_serve,
    sellable_lots,
    stock_of,
)
from traceability.lots.actions.locking import lock_lots
from traceability.models import Lot


@transaction.atomic
def pack_order(
    *,
    actor: Actor,
    order: Order,
    lots: Mapping[int, Lot],
    weighed: Mapping[int, Decimal] | None = None,
    also: Mapping[int, Mapping[int, Decimal]] | None = None,
) -> Order:
    """Pack an order from its lots: record each line's lots and weight, and its price by weight.

    Args:
        lots: the lot of each line, {line id: Lot}.
        weighed: the weight of each line whose price depends on it, in the line's unit, {line id: weight}.
        also: amounts from further lots, if one lot is not enough, in the line's unit, {line id: {lot id:
            amount}}.
            The rest comes from the line's own lot.

    A weight below the ordered quantity lowers the price; a weight above it doesn't raise the price.
    A pre-order is packed from its own harvest only. A repeated call changes nothing.

    Raises:
        OrderError: at the field "lot-<line>", "part-<line>-<lot>" or "weight-<line>".
        SoldOut: a lot has less left, or other orders hold it.
        WrongState: the order is not confirmed.
        NotAllowed: the caller doesn't run the order's producer.
    """
    order = own_order(actor, order)
    if order.steps.standing().filter(kind=StepKind.PACKED).exists():
        return order
    check_state(order, StepKind.PACKED)
    lines, also = list(order.lines.select_related("offer")), also or {}
    lock_lots({lot.pk for lot in lots.values()} | {pk for parts in also.values() for pk in parts})
    open_lots = {lot.pk: lot for lot in sellable_lots({line.product_id for line in lines})}
    # Products whose stock other orders may hold. Goods that are neither weighed nor pre-ordered take what
    # they hold.
    watched = {line.product_id for line in lines if line.is_weighed or line.is_preorder}
    # Serialise orders and packing of a product. Every writer locks lots before products.
    lock_products(watched)
    stock = stock_of(watched)
    for line in lines:
        _weigh(line, (weighed or {}).get(line.pk))
    _keep_within_paid(order, lines)
    packed: list[PackedLot] = []
    for line in lines:
        _check_spare(line, stock)
        parts = _parts(line, lots.get(line.pk), also.get(line.pk) or {}, open_lots)
        packed += PackedLot.objects.bulk_create(
            PackedLot(line=line, lot=lot, quantity=amount) for lot, _field, amount in parts
        )
        line.lot = parts[0][0]
        line.save(update_fields=["lot", "quantity", "ordered", "amount"])
    order.goods = order.lines.aggregate(sum=Sum("amount"))["sum"]
    order.total = order.goods + order.fee - order.taken_off
    order.save(update_fields=["goods", "total"])
    undone = _undo_steps(order, StepKind.UNPACKED)
    advance(
        order,
        StepKind.PACKED,
        actor,
        lines=[
            {
                "offer": line.offer_id,
                "lot": line.lot_id,
                "lots": {str(part.lot_id): str(part.quantity) for part in line.packed.order_by("pk")},
                "quantity": str(line.quantity),
                "amount": line.amount,
            }
            for line in lines
        ],
        total=order.total,
        rows=[*lines, *packed, *undone],
    )
    settle_lowered(order)
    return order


@transaction.atomic
def unpack_order(*, actor: Actor, order: Order) -> Order:
    """Unpack an order that is not shipped yet: its goods go back to their lots.

    Weighed goods cost their highest price again, but no more than was paid. A repeated call changes nothing.
    Raises WrongState, also after a part return or after a difference was refunded. Raises NotAllowed.
    """
    order = own_order(actor, order)
    if order.state == OrderState.CONFIRMED and order.steps.standing().filter(kind=StepKind.UNPACKED).exists():
        return order
    if order.state != OrderState.PACKED:
        raise WrongState(
            _("Đơn đang ở bước “%(state)s”, chưa làm được việc này.") % {"state": order.state_words},
            code="order_state",
        )
    if reason := stays_packed(order):
        raise WrongState(reason, code="given_back")
    lines = list(order.lines.all())
    packed = PackedLot.objects.filter(line__in=lines)
    # A concurrent count of the stock would see these goods neither held nor packed, so it has to wait. An
    # order locks only open lots. For goods of a closed lot it waits at the product, which every writer
    # locks after the lots.
    lock_lots(set(packed.values_list("lot_id", flat=True)))
    lock_products(line.product_id for line in lines)
    gone = list(packed)
    packed.delete()
    for line in lines:
        line.lot, line.amount = None, line.price * line.count
        line.quantity, line.ordered = line.ordered or line.quantity, None
    _keep_within_paid(order, lines)
    for line in lines:
        line.save(update_fields=["lot", "quantity", "ordered", "amount"])
    order.state, order.goods = OrderState.CONFIRMED, sum(line.amount for line in lines)
    order.moved_at, order.still_day = timezone.now(), 0
    order.total = order.goods + order.fee - order.taken_off
    order.save(update_fields=["state", "goods", "total", "moved_at", "still_day"])
    settle(order)
    undone = _undo_steps(order, StepKind.PACKED)
    step = write_step(order, StepKind.UNPACKED, actor, "", None)
    payload: dict[str, object] = {"total": order.total}
    write_entry(order, StepKind.UNPACKED, actor, None, payload, step, *undone, *lines, gone=gone)
    return order


def _undo_steps(order: Order, kind: StepKind) -> list[OrderStep]:
    """Mark the order's steps of `kind` as undone, and return them."""
    undone = list(order.steps.standing().filter(kind=kind).select_related("by", "on_behalf_of"))
    for step in undone:
        step.undone_at = timezone.now()
        step.save(update_fields=["undone_at"])
    return undone


def _parts(
    line: OrderLine, first: Lot | None, others: Mapping[int, Decimal], open_lots: Mapping[int, Lot]
) -> list[tuple[Lot, str, Decimal]]:
    """Return (lot, field, amount in the line's unit) for each lot of the line, its own lot first.

    Raises OrderError for a lot that does not fit or a wrong amount; SoldOut if a lot has less left.
    """
    field = f"lot-{line.pk}"
    chosen = {pk: amount for pk, amount in others.items() if first is None or pk != first.pk}
    wanted = [(first.pk if first else 0, field, line.quantity - sum(chosen.values(), ZERO))]
    wanted += [(pk, f"part-{line.pk}-{pk}", amount) for pk, amount in chosen.items()]
    parts = []
    for pk, at, amount in wanted:
        lot = open_lots.get(pk)
        if lot is None or lot.product_id != line.product_id or not converted(Decimal(1), line.unit, lot.unit):
            raise OrderError(_("Chị chọn lô đang mở của sản phẩm này."), field=at, code="lot_unknown")
        if line.ready_date is not None and not may_serve(lot, line):
            raise OrderError(
                _("Hàng đặt trước chỉ đóng từ vụ có hàng %(day)s: lô %(lot)s thu trước đó.")
                % {"day": format_date(line.ready_date), "lot": lot.code},
                field=at,
                code="lot_of_another_harvest",
            )
        if amount <= 0 or not is_whole_enough(amount, line.unit):
            raise OrderError(
                _("Lấy từ các lô khác không quá %(amount)s, và không bớt.")
                % {"amount": format_quantity(line.quantity, line.unit)},
                field=at,
                code="parts_too_much",
            )
        left = lot_left(lot)
        if converted(amount, line.unit, lot.unit) > left:
            raise SoldOut(
                _("Lô %(lot)s chỉ còn %(left)s.")
                % {"lot": lot.code, "left": format_quantity(left, lot.unit)},
                field=at,
                code="lot_short",
            )
        parts.append((lot, at, amount))
    return parts


def _check_spare(line: OrderLine, stock: Mapping[int, Stock]) -> None:
    """Check that a pre-order, or weight above the ordered quantity, takes no goods held for other orders.

    Add the amounts to `stock`, so that the order's next line finds less. The caller locks the product.
    Pre-orders don't hold goods against each other: after a small harvest the seller chooses which of them to
    pack. Raises SoldOut.
    """
    ordered = line.ordered or line.quantity
    if line.is_preorder:
        known, asked = stock[line.product_id], min(line.quantity, ordered)
        if asked > (free := known.unheld(line.unit)):
            raise SoldOut(
                _("Các đơn khác đã giữ hàng: đơn này đóng nhiều nhất %(most)s.")
                % {"most": format_quantity(free, line.unit)},
                field=f"lot-{line.pk}",
                code="lot_held",
            )
        if line.ready_date is not None:
            known.waiting[held_from(line.ready_date, line.order.created_at)][line.unit] -= ordered
        known.held[line.unit] += asked
    more = line.quantity - ordered
    if not line.is_weighed or more <= 0:
        return
    known = stock[line.product_id]
    left = known.left(line.unit)
    if more > left:
        raise SoldOut(
            _("Các đơn khác đã giữ hàng: đơn này cân nhiều nhất %(most)s.")
            % {"most": format_quantity(ordered + left, line.unit)},
            field=f"weight-{line.pk}",
            code="weight_held",
        )
    # The next line of the same product finds that much less.
    known.held[line.unit] += more


def _keep_within_paid(order: Order, lines: Sequence[OrderLine]) -> None:
    """Lower the amounts of weighed lines until a paid order costs no more than was paid.

    `order.total` must still be the total from before this change. The lines are not saved.
    An unpaid order has no such limit.
    """
    if order.paid_at is None:
        return
    over = (
        sum(line.amount for line in lines)
        + order.fee
        - order.taken_off
        - max(paid_so_far(order), order.total)
    )
    for line in reversed(lines):
        if line.is_weighed and over > 0:
            off = min(over, line.amount)
            line.amount, over = line.amount - off, over - off


def _weigh(line: OrderLine, weight: Decimal | None) -> None:
    """Copy the quantity to `ordered`; for a weighed line also set the weight and its price.

    The line is not saved. Raises OrderError.
    """
    line.ordered = line.quantity
    if not line.is_weighed:
        return
    if weight is None or not 0 < weight <= line.quantity * 2:
        raise OrderError(
            _("Chị ghi số cân được, lớn hơn 0."), field=f"weight-{line.pk}", code="weight_missing"
        )
    if not is_whole_enough(weight, line.unit):
        raise OrderError(
            _("%(unit)s đếm theo cái: chị ghi số nguyên, không có phần lẻ.")
            % {"unit": unit_name(line.unit).capitalize()},
            field=f"weight-{line.pk}",
            code="pieces_whole",
        )
    most = line.price * line.count
    line.amount = min(most, int((most * weight / line.quantity).to_integral_value(ROUND_CEILING)))
    line.quantity = weight
