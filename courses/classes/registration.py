from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.common.clock import every
from backend.ledger import acts, row_states
from backend.ledger.acts import Act
from backend.theme import offline, shell
from courses.classes import own_data
from courses.classes.actions.class_places import remind_of_classes
from courses.classes.auditing import STATED
from courses.classes.enums import SignUpState
from courses.classes.rules import may_lead_meetings
from courses.classes.words import when
from courses.models import LiveClass, SignUp
from members.acting import ActorRequest
from members.own_data import erasing, exporting

ACTS = (
    Act("calendar.ended", words=_("Đóng đường dẫn lịch")),
    Act("calendar.made", words=_("Lập đường dẫn lịch")),
    Act("class.attended", words=_("Ghi có mặt ở lớp học")),
    Act("class.cancelled", words=_("Huỷ lớp học")),
    Act("class.changed", words=_("Sửa lớp học")),
    Act("class.material_added", words=_("Thêm tài liệu của lớp")),
    Act("class.material_removed", words=_("Bỏ tài liệu của lớp")),
    Act("class.put_up", words=_("Lập lớp học")),
    Act("class.signed_up", words=_("Đăng ký lớp học")),
    Act("class.stepped_back", words=_("Thôi lớp học")),
)


def register() -> None:
    """Register the classes with the other apps. Called once, from AppConfig.ready()."""
    every(minutes=5, name="classes.remind")(remind_of_classes)
    slots.register(
        "home.next", "classes", template="courses/classes/slots/next.html", context=next_class, order=35
    )
    slots.register(
        "courses.top", "classes", template="courses/classes/slots/top.html", context=coming, order=40
    )
    slots.register(
        "officer.desk", "meetings", template="courses/meetings/slots/desk.html", context=desk, order=55
    )
    shell.register_shell_file("courses/classes/classes.css")
    shell.register_shell_file("courses/classes/cards.js")
    shell.register_shell_file("courses/meetings/meeting.js")
    shell.register_shell_file("courses/meetings/meetings.js")
    offline.register_own_folder("courses:meetings")
    exporting.register(
        "classes", _("Lớp học của chị"), own_data.classes_of, order=73, words=own_data.CLASS_WORDS
    )
    exporting.register(
        "meetings", _("Buổi sinh hoạt"), own_data.meetings_of, order=74, words=own_data.MEETING_WORDS
    )
    erasing.register("courses.classes", own_data.erase_classes)
    row_states.declare(*STATED)
    acts.declare(*ACTS)


def next_class(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return the member's next or current class with a place; None without one."""
    row = (
        SignUp.objects.filter(
            user=request.actor.member,
            state=SignUpState.GOING,
            live_class__ends_at__gt=timezone.now(),
            live_class__cancelled_at=None,
        )
        .select_related("live_class")
        .order_by("live_class__starts_at")
        .first()
    )
    return None if row is None else {"class": row.live_class, "when": when(row.live_class)}


def coming(request: ActorRequest, **kw: Any) -> dict[str, Any]:
    return {"count": LiveClass.objects.filter(ends_at__gt=timezone.now(), cancelled_at=None).count()}


def desk(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    return {} if may_lead_meetings(request.actor.member) else None
