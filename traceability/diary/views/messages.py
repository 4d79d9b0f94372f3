"""Messages to a member after an entry in the diary."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import filled
from backend.common.units import format_quantity
from members.acting import ActorRequest
from members.models import User
from members.notices.actions.notices import notify
from traceability.events.actions import harvested_quantity
from traceability.events.enums import EventKind
from traceability.events.journey import used_up_words
from traceability.genealogy.weighings import weighings_of
from traceability.lots.enums import LotRole
from traceability.models import Event, EventLot, Lot


def harvest_words(event_id: uuid.UUID) -> str:
    """Return a message: a recorded harvest and its lot's amount now. Empty for other work, or without a quantity."""
    links = EventLot.objects.filter(event_id=event_id, is_error=False, event__kind=EventKind.HARVESTING)
    link = links.select_related("lot").first()
    if link is None or link.quantity is None:
        return ""
    lot = link.lot
    words = (
        _("Đã ghi %(amount)s. Lô %(code)s đã khai sẵn %(total)s, số ấy giữ nguyên.")
        if harvested_quantity(lot) < lot.quantity
        else _("Đã ghi %(amount)s. Lô %(code)s nay có tất cả %(total)s.")
    )
    return words % {
        "amount": format_quantity(link.quantity, link.unit),
        "code": lot.code,
        "total": format_quantity(lot.quantity, lot.unit),
    }


def warn_of_declared_rest(request: ActorRequest, lot_id: int) -> None:
    """Say whether a lot is still on sale that has no harvest after one was declared wrong."""
    lot = Lot.objects.get(pk=lot_id)
    if harvested_quantity(lot):
        return
    if not lot.is_open:
        words = _("Lô %(code)s không còn lần thu hoạch nào, nên đã ngừng bán.")
        messages.warning(request, words % {"code": lot.code})
    else:
        words = _(
            "Lô %(code)s vẫn còn %(total)s đang bán. Nếu thật ra đã hết hàng, chị bấm “Lô này đã bán hết”."
        )
        messages.warning(
            request, words % {"code": lot.code, "total": format_quantity(lot.quantity, lot.unit)}
        )


def warn_of_yield(request: ActorRequest, event_id: uuid.UUID) -> None:
    """Warn that a processing gave more than usual. It was recorded all the same."""
    link = (
        EventLot.objects.filter(
            event_id=event_id, is_error=False, role=LotRole.OUTPUT, event__kind=EventKind.PROCESSING
        )
        .select_related("lot")
        .first()
    )
    if link is None:
        return
    weighings, _count = weighings_of(link.lot)
    if weighings and weighings[0].is_unusual and (usual := weighings[0].usual) is not None:
        words = _(
            "Ra nhiều hơn thường thấy: 100 kg nguyên liệu thường ra khoảng %(percent)d kg. Chị xem lại số cân đã ghi."
        )
        messages.warning(request, words % {"percent": usual.percent})


def show_used_up(request: ActorRequest, event_id: uuid.UUID) -> None:
    """Show the amount that an ingredient without a quantity used, with a link to correct the event.

    It may be more than the member expected.
    """
    for words in used_up_words(
        EventLot.objects.filter(event_id=event_id, is_error=False).select_related("lot")
    ):
        mend = _("Nếu chỉ dùng một phần, chị mở việc này, báo ghi sai rồi ghi lại với số đã dùng")
        link = format_html('<a href="{}">{}</a>', reverse("traceability:event", args=[event_id]), mend)
        messages.info(request, format_html("{}. {}.", words, link))


def warn_of_recall(request: ActorRequest, event_id: uuid.UUID) -> None:
    """Warn that the event's lots, or some of their labels, are recalled.

    These goods and what is made from them may not be sold. The event was recorded all the same, because the
    work was done.
    """
    links = EventLot.objects.filter(event_id=event_id, is_error=False)
    lots = Lot.objects.filter(pk__in=links.values("lot")).order_by("pk")
    if whole := list(lots.recalled().values_list("code", flat=True)):
        words = _(
            "Lô %(lots)s đang bị thu hồi, lô mới làm từ đó cũng bị thu hồi theo: chị đừng bán, đừng giao."
        )
        messages.warning(request, words % {"lots": ", ".join(whole)})
    elif some := list(lots.exclude(pk__in=lots.untouched().values("pk")).values_list("code", flat=True)):
        words = _(
            "Một số tem của lô %(lots)s đang bị thu hồi: chị xem tem trên từng gói trước khi dùng, trước khi giao."
        )
        messages.warning(request, words % {"lots": ", ".join(some)})


def notify_of_unusual_amount(member: User, row: Event) -> None:
    """Notify the member that a recorded quantity is unusually large, and may have a zero too many.

    Used for entries from stored pages that don't ask for confirmation.
    """
    link = row.lot_links.latest("position")
    notify(
        user=member,
        kind="event.unusual",
        title=filled(
            gettext_lazy("Chị vừa ghi %(amount)s, nhiều hơn hẳn mọi lần trước"),
            {"amount": lazy(format_quantity, str)(link.quantity or 0, link.unit)},
        ),
        body=gettext_lazy("Đúng thì chị không phải làm gì. Ghi nhầm thì chị mở ra sửa lại cho đúng."),
        url=reverse("traceability:event", args=[row.event_id]),
        key=f"event.unusual:{row.event_id}",
    )
