"""Personal data of classes and meetings: export and erasure."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.authoring.versions import published
from courses.classes.actions.class_places import forget_sign_ups
from courses.classes.actions.classes import forget_calendar_feed
from courses.models import Attendance, MeetingPresence, SignUp
from members.models import User

CLASS_WORDS = {
    "class": _("Lớp"),
    "starts_at": _("Bắt đầu"),
    "state": _("Đăng ký"),
    "attended_at": _("Có mặt lúc"),
}
MEETING_WORDS = {
    "branch": _("Cơ sở Hội"),
    "lesson": _("Bài"),
    "at": _("Có mặt lúc"),
}


def classes_of(user: User) -> list[dict[str, Any]]:
    attended = {
        row.live_class_id: row for row in Attendance.objects.filter(user=user).select_related("live_class")
    }
    signed = {row.live_class_id: row for row in SignUp.objects.filter(user=user).select_related("live_class")}
    classes = {pk: row.live_class for pk, row in (attended | signed).items()}
    return [
        {
            "class": live_class.title,
            "starts_at": live_class.starts_at,
            "state": signed[pk].get_state_display() if pk in signed else None,
            "attended_at": attended[pk].attended_at if pk in attended else None,
        }
        for pk, live_class in sorted(classes.items(), key=lambda pair: pair[1].starts_at)
    ]


def meetings_of(user: User) -> list[dict[str, Any]]:
    rows = MeetingPresence.objects.filter(user=user).select_related("meeting__branch").order_by("at")
    return [
        {
            "branch": row.meeting.branch.name,
            "lesson": published(row.meeting.version_id).lessons[row.meeting.lesson_key]["title"],
            "at": row.at,
        }
        for row in rows
    ]


def erase_classes(user: User) -> None:
    """Remove the user from future classes and end the calendar feed; attendance stays under the pseudonym."""
    forget_sign_ups(user)
    forget_calendar_feed(user)
