"""Why an event is not taken."""

from __future__ import annotations

from django.utils.translation import gettext as _

from backend.common.errors import DomainError


class EventError(DomainError):
    """What was said of an event can't be so; `field` names the argument."""


class EventInFuture(EventError):
    """It happens later than now by more than five minutes."""


class EventIdTaken(EventError):
    """The event id was used before for something else; nothing was done."""

    status_code = 409


class AlreadyDeclared(EventError):
    """The event was declared wrong before."""

    status_code = 409


class LotCycle(EventError):
    """A lot would become its own ingredient."""

    status_code = 409


class LotUsedUp(EventError):
    """Less of the lot is left than the event would take."""

    status_code = 409


class UsedAlready(EventError):
    """A label, or a carton as a whole, was used, packed or shipped before."""

    status_code = 409


class TooMuchMade(EventError):
    """More came out of a processing than went in, at the yield of the product."""


def unclear_time() -> EventError:
    return EventError(_("Giờ của việc này chưa rõ."), field="date", code="event_time")


def cycle() -> LotCycle:
    return LotCycle(
        _("Lô nguyên liệu này lại làm từ chính lô thành phẩm. Chị xem lại lô nào vào, lô nào ra."),
        field="lot",
        code="event_cycle",
    )


def taken() -> EventIdTaken:
    """The refusal of an event id that says something else already."""
    return EventIdTaken(
        _("Việc này đã được ghi với nội dung khác. Chị mở trang mới để ghi."), code="event_id_taken"
    )


def already_declared() -> AlreadyDeclared:
    return AlreadyDeclared(_("Việc này đã được báo là ghi sai rồi."), code="event_declared")
