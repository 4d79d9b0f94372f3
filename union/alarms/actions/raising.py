"""Raise an alarm, and let its asker leave a number afterwards."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.phones import parse_phone
from backend.common.text import nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.models import Branch, User
from members.notices.actions.notices import notify
from union.alarms.actions.ringing import ring_next
from union.alarms.errors import AlarmError
from union.models import Alarm

MOST_OF_TEXT = 4000
MOST_OF_WHEN = 120


@transaction.atomic
def raise_alarm(
    *,
    text: str,
    kinds: Iterable[str],
    branch: Branch | None,
    phone: str | None,
    asker: User | None,
    by: User | None,
    key: str,
) -> Alarm:
    """Store what a woman in danger wrote, for duty officers alone, and ring the first of them.

    Args:
        text: her words, which are never refused: more than MOST_OF_TEXT characters are cut.
        kinds: kinds of danger, such as those of union.questions.triage; may be empty.
        branch: where she is, if known: a chapter, a commune or the province.
        phone: her number in any spelling, if she left it and a call is wanted.
        asker: her account. by: the officer who writes on her behalf.
        key: the idempotency key of the request, at most 64 characters; a repetition returns the same alarm.

    Raises:
        PhoneError: `phone` is no Vietnamese number.
    """
    alarm, is_new = Alarm.objects.get_or_create(
        key=key[:64],
        defaults={
            "text": nfc(text)[:MOST_OF_TEXT],
            "kinds": sorted(set(kinds)),
            "branch": branch,
            "phone": parse_phone(phone) if phone else "",
            "asker": asker,
            "by": by,
        },
    )
    if is_new:
        append_entry(
            kind="alarm.raised",
            subject=f"alarm:{alarm.ref}",
            payload=states(alarm),
            by=by.ref if by else None,
        )
        ring_next(alarm_id=alarm.pk, now=timezone.now())
        alarm.refresh_from_db()
    return alarm


@transaction.atomic
def leave_number(*, alarm: Alarm, phone: str, call_when: str = "", branch: Branch | None = None) -> Alarm:
    """Store a number at which the asker wants to be called, and when that is safe. The last one counts,
    and an officer who took the alarm is told.

    phone: in any spelling. call_when: her own words, cut to MOST_OF_WHEN characters.
    branch: where she is, for an alarm without a place: its duty officers are rung at once.
    Raises PhoneError, and AlarmError for an erased alarm: it takes nothing of a person again.
    """
    alarm = Alarm.objects.locked(alarm.pk)
    if alarm.erased_at:
        raise AlarmError(_("Lời nhờ này đã được xoá. Chị mở lại trang rồi để số."), code="erased")
    alarm.phone, alarm.call_when = parse_phone(phone), nfc(call_when)[:MOST_OF_WHEN]
    finds_place = alarm.branch is None and branch is not None
    if finds_place:
        alarm.branch = branch
        if not alarm.is_taken:
            alarm.due_at = timezone.now()
    alarm.save(update_fields=["phone", "call_when", "branch", "due_at"])
    append_entry(kind="alarm.number", subject=f"alarm:{alarm.ref}", payload=states(alarm), by=None)
    if finds_place and not alarm.is_taken:
        ring_next(alarm_id=alarm.pk, now=timezone.now())
        alarm.refresh_from_db()
    if alarm.taken_by:
        notify(
            user=alarm.taken_by,
            kind="alarm.rung",
            title=gettext_lazy("Có việc cần chị xem ngay"),
            url=reverse("union:alarm", args=[alarm.ref]),
            key=f"alarm-{alarm.pk}-{alarm.phone}",
            sms=True,
        )
    return alarm
