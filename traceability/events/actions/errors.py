"""Errors of events that can't be recorded."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.units import format_quantity
from traceability.models import Lot


class EventError(DomainError):
    """An event's data is invalid; `field` names the argument."""


class EventInFuture(EventError):
    """The event is more than five minutes in the future."""


class EventIdTaken(EventError):
    """The event id is already used for another event; nothing was written."""

    status_code = 409


class AlreadyDeclared(EventError):
    """The event is already declared wrong."""

    status_code = 409


class LotCycle(EventError):
    """A lot would become its own ingredient."""

    status_code = 409


class LotUsedUp(EventError):
    """The event would take more of the lot than remains."""

    status_code = 409


class UsedAlready(EventError):
    """A label, or a carton as a whole, was already used, packed or shipped."""

    status_code = 409


class TooMuchMade(EventError):
    """A processing made more than its ingredients give at the product's yield."""


def foreign_unweighed(name: str) -> TooMuchMade:
    return TooMuchMade(
        _(
            "Làm ra nhiều hơn số nguyên liệu đã cân. Nguyên liệu của nơi khác chưa ghi nặng bao nhiêu: %(name)s. Hãy ghi số kg của nó trong inputQuantityList (uom KGM)."
        )
        % {"name": name},
        field="inputQuantityList",
        code="foreign_unweighed",
    )


def unclear_time() -> EventError:
    return EventError(_("Giờ của việc này chưa rõ."), field="date", code="event_time")


def loss_of_nothing() -> EventError:
    """Return the error for a loss without a quantity: it would use nothing of its lot."""
    return EventError(
        _("Chị ghi hao hụt bao nhiêu. Không có số lượng thì lô không bớt đi được."),
        field="quantity",
        code="loss_quantity",
    )


def cycle() -> LotCycle:
    return LotCycle(
        _("Lô nguyên liệu này lại làm từ chính lô thành phẩm. Chị xem lại lô nào vào, lô nào ra."),
        field="lot",
        code="event_cycle",
    )


def taken() -> EventIdTaken:
    """Return the error for an event id that is already used for something else."""
    return EventIdTaken(
        _("Việc này đã được ghi với nội dung khác. Chị mở trang mới để ghi."), code="event_id_taken"
    )


def already_declared() -> AlreadyDeclared:
    return AlreadyDeclared(_("Việc này đã được báo là ghi sai rồi."), code="event_declared")


def used_up(lot: Lot, left: Decimal, wanted: Decimal, sold: Decimal) -> LotUsedUp:
    """Return the error for taking `wanted` of a lot when only `left` remains.

    If `sold` is above zero, the message gives sales as the reason.
    """
    values = _format_values(lot, left, wanted)
    if sold:
        return LotUsedUp(
            _("Lô %(code)s chỉ còn %(left)s, vì %(sold)s đã bán.")
            % (values | {"sold": format_quantity(sold, lot.unit)}),
            field="quantity",
            code="lot_sold",
        )
    return LotUsedUp(
        _("Lô %(code)s chỉ còn %(left)s, không đủ %(wanted)s.") % values, field="quantity", code="lot_used_up"
    )


def nothing_left(lot: Lot, sold: Decimal) -> LotUsedUp:
    """Return the error for an unweighed ingredient of a lot that is used up.

    If `sold` is above zero, the message gives sales as the reason.
    """
    if sold:
        return used_up(lot, Decimal(0), sold, sold)
    return LotUsedUp(
        _("Lô %(code)s đã dùng hết, không còn gì để đem chế biến.") % {"code": lot.code},
        field="quantity",
        code="lot_used_up",
    )


def handed_over(lot: Lot, unshipped: Decimal) -> LotUsedUp:
    """Return the error for using an ingredient that the user has already shipped to others.

    `unshipped` is the amount that the user has not shipped, in the lot's unit.
    """
    if not unshipped:
        return LotUsedUp(
            _(
                "Lô %(code)s đã giao đi hết, chị không còn để đem chế biến. Hàng trả lại thì chị ghi nhận hàng trước."
            )
            % {"code": lot.code},
            field="quantity",
            code="lot_shipped",
        )
    return LotUsedUp(
        _(
            "Lô %(code)s chị chỉ còn giữ %(kept)s, phần kia đã giao đi. Hàng trả lại thì chị ghi nhận hàng trước."
        )
        % {"code": lot.code, "kept": format_quantity(unshipped, lot.unit)},
        field="quantity",
        code="lot_shipped",
    )


def not_given(lot: Lot, given: Decimal) -> LotUsedUp:
    """Return the error for taking more of another household's lot than was handed over.

    `given` is the amount that was handed over and remains, in the lot's unit.
    """
    if not given:
        return LotUsedUp(
            _("Nơi làm ra lô %(code)s chưa ghi giao hàng này cho ai, hoặc hàng đã giao dùng hết rồi.")
            % {"code": lot.code},
            field="quantity",
            code="lot_not_given",
        )
    return LotUsedUp(
        _("Lô %(code)s được giao chỉ còn %(given)s.")
        % {"code": lot.code, "given": format_quantity(given, lot.unit)},
        field="quantity",
        code="lot_not_given",
    )


def not_to_ship(lot: Lot, left: Decimal, wanted: Decimal) -> LotUsedUp:
    """Return the error for shipping `wanted` when only `left` of the lot was not shipped yet."""
    return LotUsedUp(
        _("Lô %(code)s chỉ còn %(left)s chưa giao, không đủ %(wanted)s.") % _format_values(lot, left, wanted),
        field="quantity",
        code="lot_shipped",
    )


def not_to_pack(lot: Lot, left: Decimal, wanted: Decimal) -> LotUsedUp:
    """Return the error for packing `wanted` when only `left` of the lot was not packed yet."""
    return LotUsedUp(
        _("Lô %(code)s chỉ còn %(left)s chưa đóng gói, không đủ %(wanted)s.")
        % _format_values(lot, left, wanted),
        field="quantity",
        code="lot_packed",
    )


def _format_values(lot: Lot, left: Decimal, wanted: Decimal) -> dict[str, str]:
    """Return the values of the messages: the lot's code, and amounts with their unit."""
    return {
        "code": lot.code,
        "left": format_quantity(left, lot.unit) if left else _("0"),
        "wanted": format_quantity(wanted, lot.unit),
    }
