"""Places in a class: sign-up, waiting list and attendance."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.text import filled
from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows, states
from courses.classes.door import COUNTS, check_code, check_window
from courses.classes.enums import AttendedHow, SignUpState
from courses.classes.errors import ClassError
from courses.classes.rules import may_run_class
from courses.classes.words import short_title, when
from courses.models import Attendance, LiveClass, SignUp
from members.acting import Actor
from members.consent.enums import ConsentPurpose
from members.models import User
from members.notices.actions.milestones import record_milestone
from members.notices.actions.notices import notify
from members.notices.enums import MilestoneKind
from members.people.cards import parse_card_number
from members.rules import has_consented, require

BEFORE_DAY, BEFORE_HOURS = REMINDERS = timedelta(hours=24), timedelta(hours=2)


def locked(live_class: LiveClass) -> LiveClass:
    """Return the class, its row locked until the end of the transaction.

    So places are given out in turn.
    """
    return LiveClass.objects.select_for_update().get(pk=live_class.pk)


def notify_learner(sign_up: SignUp, *, key: str, title: StrOrPromise, body: StrOrPromise = "") -> None:
    """Send the member of `sign_up` a notice about the class; by SMS only with the consent to news by SMS."""
    notify(
        user=sign_up.user,
        kind="courses.class",
        title=title,
        body=body,
        url=reverse("courses:class", args=[sign_up.live_class_id]),
        key=f"class:{sign_up.live_class_id}:{key}",
        sms=has_consented(sign_up.user, ConsentPurpose.SMS_NEWS),
    )


@transaction.atomic
def sign_up(*, actor: Actor, live_class: LiveClass) -> SignUp:
    """Give the member a place, or a turn on the waiting list if the class is full.

    Repeating it changes nothing. Raises ClassError for a cancelled or begun class, and for its own trainer.
    """
    live_class = locked(live_class)
    if live_class.cancelled_at is not None:
        raise ClassError(_("Lớp này đã huỷ."), code="class_cancelled")
    if live_class.starts_at <= timezone.now():
        raise ClassError(_("Lớp đã bắt đầu, không đăng ký được nữa."), code="class_begun")
    if live_class.trainer_id == actor.member.pk:
        raise ClassError(_("Chị dạy lớp này nên không cần đăng ký."), code="own_class")
    row = SignUp.objects.filter(live_class=live_class, user=actor.member).first()
    if row is not None and row.state != SignUpState.OFF:
        return row
    row = row or SignUp(live_class=live_class, user=actor.member)
    row.by = actor.by
    row.queued_at = timezone.now()
    row.state = SignUpState.GOING if _free(live_class) > 0 else SignUpState.WAITING
    row.reminded_day_at = row.reminded_hours_at = None
    row.save()
    append_entry(
        kind="class.signed_up",
        subject=f"class:{live_class.uid}",
        payload={"state": row.state, **states(row)},
        **actor.ledger_refs(),
    )
    return row


@transaction.atomic
def step_back(*, actor: Actor, live_class: LiveClass) -> None:
    """Cancel the member's sign-up. Before the class begins, the longest waiting member gets the place.

    Repeating it changes nothing. Raises ClassError after the class.
    """
    live_class = locked(live_class)
    if live_class.ends_at <= timezone.now():
        raise ClassError(_("Lớp đã học xong."), code="class_over")
    if not _step_back(live_class, actor.member):
        return
    append_entry(
        kind="class.stepped_back",
        subject=f"class:{live_class.uid}",
        payload={},
        **actor.ledger_refs(),
    )


def _step_back(live_class: LiveClass, user: User) -> bool:
    rows = SignUp.objects.filter(live_class=live_class, user=user).exclude(state=SignUpState.OFF)
    row = rows.select_related("user").first()
    if row is None:
        return False
    row.state = SignUpState.OFF
    row.save(update_fields=["state"])
    state_rows(row)
    move_up(live_class)
    return True


def _free(live_class: LiveClass) -> int:
    return live_class.places - live_class.sign_ups.filter(state=SignUpState.GOING).count()


def move_up(live_class: LiveClass) -> None:
    """Give free places to the longest waiting members and notify them. Call it under the lock of the class.

    Does nothing for a cancelled or begun class.
    """
    if live_class.cancelled_at is not None or live_class.starts_at <= timezone.now():
        return
    free = _free(live_class)
    if free <= 0:
        return
    waiting = live_class.sign_ups.filter(state=SignUpState.WAITING).select_related("user")
    for row in waiting.order_by("queued_at", "pk")[:free]:
        row.state = SignUpState.GOING
        row.save(update_fields=["state"])
        state_rows(row)
        notify_learner(
            row,
            key=f"moved-up:{row.queued_at.timestamp():.0f}",
            title=filled(gettext_lazy("Chị có chỗ ở lớp “%(title)s”"), {"title": short_title(live_class)}),
            body=lazy(when, str)(live_class),
        )


@transaction.atomic
def forget_sign_ups(user: User) -> None:
    """Remove an erased user from classes that have not ended, and give the places to the waiting list."""
    rows = SignUp.objects.filter(user=user, live_class__ends_at__gt=timezone.now())
    for pk in rows.order_by("live_class_id").values_list("live_class_id", flat=True):
        _step_back(LiveClass.objects.select_for_update().get(pk=pk), user)


# --- Attendance
# -------------------------------------------------------------------------------------------------------


@transaction.atomic
def attend_at_door(*, actor: Actor, live_class: LiveClass, code: str) -> Attendance:
    """Record the member's attendance by the code on the trainer's screen. Raises DoorClosed.

    A recorded attendance is returned unchanged.
    """
    check_window(live_class)
    known = Attendance.objects.filter(live_class=live_class, user=actor.member).first()
    if known is not None:
        return known
    check_code(code, live_class, age=COUNTS)
    return _attend(live_class, actor, AttendedHow.DOOR)


@transaction.atomic
def attend_by_card(*, actor: Actor, live_class: LiveClass, card: str) -> Attendance:
    """Record a member's attendance by card number, for members without a phone.

    `card`: typed, or scanned by the person who runs the class. Raises NotAllowed, DoorClosed, ClassError.
    """
    require(may_run_class(actor.member, live_class))
    check_window(live_class)
    member = member_of_card(card)
    return _attend(live_class, Actor(by=actor.by, member=member), AttendedHow.CARD)


def card_in(text: str) -> str | None:
    """Return the card number in `text`; None if it contains none.

    `text` is typed, or scanned from a card's QR, which ends in "#so=12345678".
    """
    return parse_card_number(text.rpartition("#so=")[2])


def member_of_card(text: str) -> User:
    """Return the member with this card. Raises ClassError."""
    number = card_in(text)
    if number is None:
        raise ClassError(
            _("Số thẻ gồm tám chữ số. Chị xem lại trên thẻ."), field="card", code="card_unreadable"
        )
    member = User.objects.filter(card_number=number, is_active=True).first()
    if member is None:
        raise ClassError(_("Không có thẻ nào mang số này."), field="card", code="card_unknown")
    return member


def _attend(live_class: LiveClass, actor: Actor, how: AttendedHow) -> Attendance:
    now = timezone.now()
    row, made = Attendance.objects.get_or_create(
        live_class=live_class,
        user=actor.member,
        defaults={"how": how, "by": actor.by, "attended_at": now},
    )
    if not made:
        return row
    record_milestone(
        user=actor.member,
        kind=MilestoneKind.CLASS_ATTENDED,
        subject=f"class:{live_class.uid}",
        happened_at=now,
        data={"title": live_class.title},
    )
    append_entry(
        kind="class.attended",
        subject=f"class:{live_class.uid}",
        payload={"how": how, **states(row)},
        **actor.ledger_refs(),
    )
    return row


# --- Reminders --------------------------------------------------------------------------------------------------------


def remind_of_classes(now: datetime | None = None) -> int:
    """Remind members with a place one day and two hours before each class; return how many notices were sent.

    Run by the clock, idempotent. Members who signed up within the last day before the class only get the
    second reminder.
    """
    now = now or timezone.now()
    rows = SignUp.objects.filter(state=SignUpState.GOING, live_class__cancelled_at=None)
    day = rows.filter(
        live_class__starts_at__gt=now + BEFORE_HOURS,
        live_class__starts_at__lte=now + BEFORE_DAY,
        reminded_day_at=None,
    )
    hours = rows.filter(
        live_class__starts_at__gt=now,
        live_class__starts_at__lte=now + BEFORE_HOURS,
        reminded_hours_at=None,
    )
    sent = sum(_remind(pk, "reminded_day_at", now) for pk in day.values_list("pk", flat=True))
    return sent + sum(_remind(pk, "reminded_hours_at", now) for pk in hours.values_list("pk", flat=True))


@transaction.atomic
def _remind(pk: int, field: str, now: datetime) -> bool:
    once: dict[str, Any] = {"pk": pk, field: None, "state": SignUpState.GOING}
    if not SignUp.objects.filter(**once).update(**{field: now}):
        return False
    row = SignUp.objects.select_related("user", "live_class").get(pk=pk)
    live_class = row.live_class
    is_day = field == "reminded_day_at"
    if is_day and row.queued_at > live_class.starts_at - BEFORE_DAY:
        return False
    words = (
        gettext_lazy("Mai học lớp “%(title)s”, %(hour)s")
        if is_day
        else gettext_lazy("Sắp học lớp “%(title)s”, %(hour)s")
    )
    start = timezone.localtime(live_class.starts_at)
    if is_day and start.date() == timezone.localtime(now).date():
        words = gettext_lazy("Hôm nay học lớp “%(title)s”, %(hour)s")
    notify_learner(
        row,
        key=f"{field}:{live_class.starts_at.timestamp():.0f}",
        title=filled(words, {"title": short_title(live_class), "hour": f"{start:%H:%M}"}),
        body=filled("%(when)s. %(room)s", {"when": lazy(when, str)(live_class), "room": live_class.room}),
    )
    return True
