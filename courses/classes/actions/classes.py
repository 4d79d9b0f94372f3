"""Write classes: announce, change, cancel; their materials; a member's calendar feed."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.text import filled
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from courses.classes.actions.class_places import locked, move_up, notify_learner
from courses.classes.enums import SignUpState
from courses.classes.errors import ClassError
from courses.classes.material_files import MaterialFile, keep_material
from courses.classes.rules import may_hold_class_for, may_run_class
from courses.classes.words import short_title, when
from courses.models import CalendarFeed, ClassMaterial, Course, LiveClass
from members.acting import Actor
from members.models import Branch, User
from members.rules import require

MOST_PLACES = 1_000
MOST_MATERIALS = 30
# Members with a place are notified when these change.
NOTIFIED_FIELDS = ("title", "starts_at", "ends_at", "room", "link")


@transaction.atomic
def create_class(
    *,
    actor: Actor,
    branch: Branch,
    title: str,
    starts_at: datetime,
    ends_at: datetime,
    places: int,
    about: str = "",
    room: str = "",
    link: str = "",
    course: Course | None = None,
) -> LiveClass:
    """Announce a class with the actor's member as its trainer. Raises NotAllowed, ClassError."""
    require(may_hold_class_for(actor.member, branch))
    if starts_at <= timezone.now():
        raise ClassError(_("Giờ bắt đầu đã qua. Chị chọn giờ sau."), field="starts_at", code="class_past")
    _check(starts_at, ends_at, places, room, link)
    live_class = LiveClass.objects.create(
        branch=branch,
        trainer=actor.member,
        title=title,
        about=about,
        course=course,
        room=room,
        link=link,
        starts_at=starts_at,
        ends_at=ends_at,
        places=places,
    )
    append_entry(
        kind="class.put_up",
        subject=f"class:{live_class.uid}",
        payload={"startsAt": starts_at.isoformat(), **states(live_class)},
        **actor.ledger_refs(),
    )
    return live_class


def _check(starts_at: datetime, ends_at: datetime, places: int, room: str, link: str) -> None:
    if ends_at <= starts_at:
        raise ClassError(_("Giờ kết thúc phải sau giờ bắt đầu."), field="ends_at", code="class_times")
    if (ends_at - starts_at).days >= 3:
        raise ClassError(_("Một lớp dài nhất ba ngày."), field="ends_at", code="class_long")
    if not 1 <= places <= MOST_PLACES:
        raise ClassError(_("Số chỗ từ 1 đến 1.000."), field="places", code="class_places")
    if not room and not link:
        raise ClassError(
            _("Chị ghi nơi học, hoặc đường dẫn nếu học qua mạng."), field="room", code="class_nowhere"
        )


@transaction.atomic
def change_class(*, actor: Actor, live_class: LiveClass, **changes: Any) -> LiveClass:
    """Change the given fields; notify people with a sign-up about another time, place or title.

    More places move the waiting list up. `changes`: the arguments of create_class without the branch. Raises
    NotAllowed, ClassError.
    """
    require(may_run_class(actor.member, live_class))
    live_class = locked(live_class)
    if live_class.cancelled_at is not None:
        raise ClassError(_("Lớp này đã huỷ."), code="class_cancelled")
    if live_class.ends_at <= timezone.now():
        raise ClassError(_("Lớp đã học xong, không sửa được nữa."), code="class_over")
    changed = [field for field, value in changes.items() if getattr(live_class, field) != value]
    if not changed:
        return live_class
    is_rescheduled = "starts_at" in changed
    for field in changed:
        setattr(live_class, field, changes[field])
    if is_rescheduled and live_class.starts_at <= timezone.now():
        raise ClassError(_("Giờ bắt đầu đã qua. Chị chọn giờ sau."), field="starts_at", code="class_past")
    _check(live_class.starts_at, live_class.ends_at, live_class.places, live_class.room, live_class.link)
    going = live_class.sign_ups.filter(state=SignUpState.GOING).count()
    if live_class.places < going:
        raise ClassError(
            _("Đã có %(count)s chị có chỗ. Chị để số chỗ từ %(count)s trở lên.") % {"count": going},
            field="places",
            code="class_places_taken",
        )
    live_class.changed_at = timezone.now()
    live_class.revision += 1
    live_class.save()
    if is_rescheduled:
        live_class.sign_ups.update(reminded_day_at=None, reminded_hours_at=None)
    append_entry(
        kind="class.changed",
        subject=f"class:{live_class.uid}",
        payload={
            "changed": sorted(changed),
            "startsAt": live_class.starts_at.isoformat(),
            **states(live_class),
        },
        **actor.ledger_refs(),
    )
    if set(changed) & set(NOTIFIED_FIELDS):
        _notify_all(
            live_class,
            key=f"changed:{live_class.revision}",
            title=filled(
                gettext_lazy("Lớp “%(title)s” có thay đổi: %(when)s"),
                {"title": short_title(live_class), "when": lazy(when, str)(live_class)},
            ),
            body=live_class.room or gettext_lazy("Học qua mạng, đường dẫn ở trang của lớp."),
        )
    move_up(live_class)
    return live_class


@transaction.atomic
def cancel_class(*, actor: Actor, live_class: LiveClass, reason: str) -> LiveClass:
    """Cancel a class and notify everybody with a place or on the waiting list. Repeating it changes nothing.

    Raises NotAllowed, ClassError.
    """
    require(may_run_class(actor.member, live_class))
    live_class = locked(live_class)
    if live_class.cancelled_at is not None:
        return live_class
    if live_class.ends_at <= timezone.now():
        raise ClassError(_("Lớp đã học xong, không huỷ được nữa."), code="class_over")
    live_class.cancelled_at = live_class.changed_at = timezone.now()
    live_class.cancel_reason = reason.strip()
    live_class.revision += 1
    live_class.save()
    append_entry(
        kind="class.cancelled",
        subject=f"class:{live_class.uid}",
        payload=states(live_class),
        **actor.ledger_refs(),
    )
    start = timezone.localtime(live_class.starts_at)
    _notify_all(
        live_class,
        key="cancelled",
        title=filled(
            gettext_lazy("Lớp “%(title)s” ngày %(day)s không học nữa"),
            {"title": short_title(live_class), "day": f"{start:%d/%m/%Y}"},
        ),
        body=live_class.cancel_reason,
    )
    return live_class


def _notify_all(live_class: LiveClass, *, key: str, title: StrOrPromise, body: StrOrPromise) -> None:
    rows = live_class.sign_ups.exclude(state=SignUpState.OFF).select_related("user")
    for row in rows:
        notify_learner(row, key=key, title=title, body=body)


# --- Materials --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_material(
    *, actor: Actor, live_class: LiveClass, title: str, file: MaterialFile | None = None, link: str = ""
) -> ClassMaterial:
    """Add a PDF or a picture that was read before the transaction, or a link. Raises NotAllowed, ClassError."""
    require(may_run_class(actor.member, live_class))
    live_class = locked(live_class)
    if bool(file) == bool(link):
        raise ClassError(
            _("Chị chọn một tệp, hoặc ghi một đường dẫn."), field="file", code="material_file_or_link"
        )
    if live_class.materials.count() >= MOST_MATERIALS:
        raise ClassError(_("Một lớp có nhiều nhất 30 tài liệu."), code="material_many")
    material = ClassMaterial.objects.create(
        live_class=live_class,
        title=title,
        asset=keep_material(file, uploaded_by=actor.member) if file else None,
        link=link,
    )
    append_entry(
        kind="class.material_added",
        subject=f"class:{live_class.uid}",
        payload={"material": material.pk, **states(material)},
        **actor.ledger_refs(),
    )
    return material


@transaction.atomic
def remove_material(*, actor: Actor, material: ClassMaterial) -> None:
    """Remove a material from its class; its file stays stored. Raises NotAllowed."""
    require(may_run_class(actor.member, material.live_class))
    append_entry(
        kind="class.material_removed",
        subject=f"class:{material.live_class.uid}",
        payload={"material": material.pk, **states(gone=[material])},
        **actor.ledger_refs(),
    )
    material.delete()


# --- Calendar ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def make_calendar_feed(*, actor: Actor) -> CalendarFeed:
    """Create the secret address of the member's calendar feed, with 256 random bits.

    It replaces an old address.
    """
    feed, _made = CalendarFeed.objects.update_or_create(
        user=actor.member, defaults={"token": secrets.token_urlsafe(32), "made_at": timezone.now()}
    )
    append_entry(kind="calendar.made", subject="calendar", payload={}, **actor.ledger_refs())
    return feed


@transaction.atomic
def end_calendar_feed(*, actor: Actor) -> None:
    """Delete the member's calendar feed, so that its address stops working."""
    gone, _kinds = CalendarFeed.objects.filter(user=actor.member).delete()
    if gone:
        append_entry(kind="calendar.ended", subject="calendar", payload={}, **actor.ledger_refs())


def forget_calendar_feed(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()
