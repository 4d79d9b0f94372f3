"""Return a part of an order's goods, or refund a part of its price, while the rest of the order continues."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from backend.common.money import format_dong
from members.acting import Actor
from orders.errors import OrderError, WrongState
from orders.models import Order, OrderLine, PackedLot, PartReturn, ReturnedLine
from orders.orders.actions.stepping import own_order, write_entry, write_step
from orders.orders.actions.steps import settle_lowered
from orders.orders.enums import OrderState, StepKind
from traceability.lots.actions.locking import lock_lots

MAY_BE_TAKEN_FROM = (OrderState.PACKED, OrderState.SHIPPED, OrderState.DELIVERED)


@transaction.atomic
def return_part(
    *,
    actor: Actor,
    order: Order,
    reason: str,
    counts: Mapping[int, int] | None = None,
    fee: int = 0,
    came_back: bool = True,
) -> PartReturn:
    """Take pieces of lines and a part of the delivery fee off an order; its total falls by their price.

    Args:
        counts: pieces of each line, {line id: pieces}.
        fee: đồng of the delivery fee.
        came_back: the goods came back; False if only their money goes back.

    The buyer is then owed what was paid for them. Goods that came back are not for sale automatically. Only
    goods of an order that is packed but not sent go back to their lots and are for sale.
    Raises OrderError at "back-<line>", "fee" or "reason"; WrongState; NotAllowed.
    """
    order = own_order(actor, order)
    if order.state not in MAY_BE_TAKEN_FROM:
        raise WrongState(
            _("Đơn đang ở bước “%(state)s”, chưa làm được việc này.") % {"state": order.state_words},
            code="order_state",
        )
    reason = " ".join(reason.split())[:200]
    if not reason:
        raise OrderError(_("Chị ghi lý do, người mua sẽ đọc."), field="reason", code="reason_empty")
    chosen = {pk: count for pk, count in (counts or {}).items() if count}
    lines = {line.pk: line for line in order.lines.annotate(gone=Sum("returned__count", default=0))}
    parts = [_part(lines.get(pk), pk, count) for pk, count in chosen.items()]
    fee_left = order.fee - (order.part_returns.aggregate(sum=Sum("fee"))["sum"] or 0)
    if not 0 <= fee <= fee_left:
        raise OrderError(
            _("Phí giao còn lại của đơn là %(fee)s.") % {"fee": format_dong(fee_left)},
            field="fee",
            code="fee_large",
        )
    amount = sum(part.amount for part in parts) + fee
    if not amount:
        raise OrderError(
            _("Chị ghi món nào trả lại bao nhiêu, hoặc bớt bao nhiêu phí giao."),
            field=f"back-{min(lines)}",
            code="nothing_returned",
        )
    if amount == order.total:
        raise OrderError(
            _("Trả lại cả đơn thì chị ghi trả hàng cả đơn."), field=f"back-{min(lines)}", code="all_returned"
        )
    row = PartReturn.objects.create(
        order=order,
        amount=amount,
        fee=fee,
        came_back=came_back and bool(parts),
        reason=reason,
        by=actor.by,
        on_behalf_of=actor.member if actor.is_helping else None,
    )
    for part in parts:
        part.part = row
    ReturnedLine.objects.bulk_create(parts)
    back, changed, gone = {}, [], []
    if row.came_back and order.state == OrderState.PACKED:
        # Lock all lots at once, in the order in which every writer locks them.
        lock_lots(
            set(
                PackedLot.objects.filter(line__in=[part.line_id for part in parts]).values_list(
                    "lot_id", flat=True
                )
            )
        )
        for part in parts:
            back[part.line_id], less, empty = _put_back(lines[part.line_id], part.count)
            changed += less
            gone += empty
    order.taken_off += amount
    order.total -= amount
    order.save(update_fields=["taken_off", "total"])
    because = _("Lý do: %(reason)s") % {"reason": reason}
    step = write_step(order, StepKind.PART_BACK, actor, f"{words_of_return(row)}. {because}", None)
    write_entry(
        order,
        StepKind.PART_BACK,
        actor,
        None,
        {
            "amount": amount,
            "fee": fee,
            "lines": [
                {"offer": lines[part.line_id].offer_id, "count": part.count}
                | ({"back": back[part.line_id]} if part.line_id in back else {})
                for part in parts
            ],
            "total": order.total,
        },
        step,
        row,
        *parts,
        *changed,
        gone=gone,
    )
    settle_lowered(order)
    return row


def _put_back(line: OrderLine, count: int) -> tuple[dict[str, str], list[PackedLot], list[PackedLot]]:
    """Put `count` pieces of `line` back into their lots, the last packed lot first.

    Never put back more than was packed. Return {lot: amount}, the rows with less than before, and the deleted
    ones.
    """
    put: dict[str, str] = {}
    changed: list[PackedLot] = []
    gone: list[PackedLot] = []
    back = (line.quantity * count / line.count).quantize(Decimal("0.001"), ROUND_DOWN)
    rows = list(PackedLot.objects.filter(line=line).order_by("-pk"))
    for row in rows:
        amount = min(back, row.quantity)
        if not amount:
            break
        back -= amount
        row.quantity -= amount
        put[str(row.lot_id)] = str(amount)
        if row.quantity:
            row.save(update_fields=["quantity"])
            changed.append(row)
        else:
            PackedLot.objects.filter(pk=row.pk).delete()
            gone.append(row)
    return put, changed, gone


def words_of_return(row: PartReturn) -> str:
    """Return a readable sentence about the part return: its goods, if any, its fee, and its amount."""
    goods = ", ".join(str(part) for part in row.lines.select_related("line").order_by("pk"))
    fee = _("phí giao %(fee)s") % {"fee": format_dong(row.fee)} if row.fee else ""
    if not goods:
        return _("Người bán bớt %(fee)s") % {"fee": fee}
    template = (
        _("Người bán nhận lại %(goods)s") if row.came_back else _("Người bán trả lại tiền của %(goods)s")
    )
    words = template % {"goods": goods} + (f", {fee}" if fee else "")
    return f"{words} ({format_dong(row.amount)})"


def _part(line: OrderLine | None, pk: int, count: int) -> ReturnedLine:
    """Return an unsaved ReturnedLine: `count` more pieces of `line`, with their price.

    `pk` is the line's id in the form, also if the order has no such line.
    The price of the remaining pieces is rounded down, so that the buyer never pays a đồng too much.
    Raises OrderError.
    """
    gone: int = getattr(line, "gone", 0)
    if line is None or count < 0 or count > line.count - gone:
        raise OrderError(
            _("Dòng này còn %(count)s phần chưa trả lại.") % {"count": line.count - gone if line else 0},
            field=f"back-{pk}",
            code="count_out_of_range",
        )

    def price_of(pieces: int) -> int:
        return line.amount * pieces // line.count

    amount = price_of(line.count - gone) - price_of(line.count - gone - count)
    return ReturnedLine(line=line, count=count, amount=amount)
