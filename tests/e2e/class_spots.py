"""The pages of classes, meetings and packs for test_accessibility.py: the visitor of each, and its expected content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.authoring.versions import published
from courses.classes.actions.class_places import sign_up
from courses.classes.actions.classes import create_class
from courses.classes.door import door_code
from courses.meetings.actions import begin_meeting, end_meeting, note_present
from courses.models import Course
from members.acting import Actor
from members.branches.enums import MembershipState
from members.models import User

CLASS_SPOTS: list[tuple[str, ...]] = [
    ("anyone", "courses:classes"),
    ("anyone", "courses:class", "live_class"),
    ("lan", "courses:classes"),
    ("lan", "courses:my_classes"),
    ("lan", "courses:class", "live_class"),
    ("lan", "courses:class_attend", "live_class", "door_code"),
    *(
        ("thu", name)
        for name in (
            "courses:classes_held", "courses:class_new", "courses:meetings", "courses:meeting_new", "courses:packs",
        )
    ),
    *(
        ("thu", f"courses:class_{name}", "live_class")
        for name in ("people", "edit", "cancel", "print", "door", "material_new")
    ),
    ("thu", "courses:meeting", "meeting"),
    ("thu", "courses:meeting", "meeting_ended"),
    ("thu", "courses:meeting_ready", "ready_branch", "ready_version", "ready_lesson"),
    ("van", "courses:pack_take_in"),
]  # fmt: skip
CLASS_WITHOUT_PAGE = {
    "courses:class_feed", "courses:class_feed_set", "courses:class_file", "courses:class_material",
    "courses:class_material_drop", "courses:class_sign_up", "courses:class_step_back", "courses:class_table",
    "courses:meeting_begin", "courses:meeting_end", "courses:meeting_hands", "courses:meeting_present", "courses:pack",
}  # fmt: skip


def furnish_classes(lan: User, thu: User) -> dict[str, Any]:
    """A class that begins soon, with Lan in it; a running meeting and a finished one."""
    actor = Actor.of(thu)
    branch = lan.memberships.get(state=MembershipState.CONFIRMED).branch
    start = timezone.now() + timedelta(minutes=40)
    live_class = create_class(
        actor=actor, branch=branch, title="Chụp ảnh sản phẩm", room="Nhà văn hoá", places=20, starts_at=start,
        ends_at=start + timedelta(hours=3),
    )  # fmt: skip
    sign_up(actor=Actor.of(lan), live_class=live_class)
    version = Course.objects.get(slug="fanpage-dau-tien").versions.all()[0]
    key = next(iter(published(version.pk).lessons))
    running, ended = (
        begin_meeting(actor=actor, branch=branch, version=version, lesson_key=key) for _n in range(2)
    )
    note_present(actor=actor, meeting=ended, card=lan.card_number)
    end_meeting(actor=actor, meeting=ended, shown=[])
    return {
        "live_class": live_class.pk,
        "door_code": lambda: door_code(live_class),
        "meeting": running.pk,
        "meeting_ended": ended.pk,
        "ready_branch": branch.pk,
        "ready_version": version.pk,
        "ready_lesson": key,
    }
