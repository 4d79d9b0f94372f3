"""Practice tasks in other pages: a lesson's step, the trainer's queue, and a member's data."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.common import slots
from backend.ledger import acts, auditing, page_pins, row_states
from backend.ledger.acts import Act
from courses import ports
from courses.authoring.rules import may_write_courses
from courses.models import Asked, Asset, Attempt, Course, HandIn
from courses.practice.actions.tasks import refresh_enrolment, refresh_tasks
from courses.practice.auditing import STATED, compare_hand_ins
from courses.practice.pinned_rows import FAMILY, delete_pins, hand_in_rows
from courses.practice.presenters.tasks import lesson_step
from members import ports as members_ports
from members.acting import ActorRequest
from members.models import User
from members.own_data import erasing, exporting

ACTS = (
    Act("hand_in.given", words=_("Nộp bài cho giảng viên")),
    Act("hand_in.withdrawn", words=_("Rút bài nộp lại")),
    Act("hand_in.accepted", words=_("Nhận bài nộp")),
    Act("hand_in.returned", words=_("Trả lại bài nộp")),
    Act("hand_in.taken_back", words=_("Rút lại lời nhận bài")),
)
WORDS = {
    "course": _("Khoá học"),
    "task": _("Việc"),
    "text": _("Chị viết"),
    "link": _("Đường dẫn"),
    "started_at": _("Bắt đầu"),
    "ended_at": _("Hết"),
    "photos": _("Ảnh"),
    "handed_in_at": _("Nộp lúc"),
    "state": _("Tình trạng"),
    "review": _("Lời giảng viên"),
}


def register() -> None:
    """Register the practice tasks with the other apps. Called once, from AppConfig.ready()."""
    members_ports.milestone_changed.provide(refresh_tasks)
    ports.course_started.provide(refresh_enrolment)
    slots.register(
        "lesson.step", "task", template="courses/practice/lesson_step.html", context=lesson_step, order=30
    )
    slots.register(
        "home.next",
        "trainer",
        template="courses/practice/home_trainer.html",
        context=waiting_for_her,
        order=15,
    )
    exporting.register("hand_ins", _("Bài chị nộp cho giảng viên"), hand_ins_of, order=73, words=WORDS)
    exporting.register_files("hand_ins", photos_of)
    erasing.register("courses.hand_ins", erase_hand_ins)
    row_states.declare(*STATED)
    auditing.register("hand-ins", compare_hand_ins)
    page_pins.register("texts of hand-ins", hand_in_rows, family=FAMILY)
    acts.declare(*ACTS)


def waiting_for_her(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return how many hand-ins, questions and essays wait for the trainer.

    None for a user who may not write courses.
    """
    actor = request.actor
    if not actor or not may_write_courses(actor.member):
        return None
    hand_ins = HandIn.objects.waiting_for(actor.member).exclude(enrolment__user=actor.by).count()
    questions = Asked.objects.filter(
        course__in=Course.objects.edited_by(actor.member), answered_at=None
    ).count()
    essays = Attempt.objects.to_grade_by(actor.member).exclude(user=actor.by).count()
    return {"hand_ins": hand_ins, "questions": questions, "essays": essays}


def hand_ins_of(user: User) -> list[dict[str, Any]]:
    rows = HandIn.objects.filter(enrolment__user=user).select_related("enrolment__version__course")
    return [
        {
            "course": row.enrolment.version.course.title,
            "task": row.get_kind_display(),
            "text": row.text or None,
            "link": row.link or None,
            "started_at": row.started_at,
            "ended_at": row.ended_at,
            "photos": [variant["name"] for photo in row.photos.all() for variant in photo.variants],
            "handed_in_at": row.handed_in_at,
            "state": row.get_state_display(),
            "review": row.review or None,
        }
        for row in rows.order_by("handed_in_at", "pk").prefetch_related("photos")
    ]


def photos_of(user: User) -> Iterable[str]:
    photos = Asset.objects.filter(hand_ins__enrolment__user=user).distinct()
    return [variant["name"] for photo in photos for variant in photo.variants]


def erase_hand_ins(user: User) -> None:
    """Erase the user's texts, links and photos, and the trainers' reviews of them.

    The hand-ins and their results stay under the pseudonym.
    """
    photos = list(Asset.objects.filter(hand_ins__enrolment__user=user).distinct())
    names = {variant["name"] for photo in photos for variant in photo.variants}
    Asset.objects.filter(pk__in=[photo.pk for photo in photos]).delete()
    own = HandIn.objects.filter(enrolment__user=user)
    own.update(text="", link="", review="")
    delete_pins(own.values_list("pk", flat=True))
    # Identical bytes are stored once, and may also be a lesson's picture.
    used_names = {
        variant["name"]
        for variants in Asset.objects.exclude(variants=[]).values_list("variants", flat=True).iterator()
        for variant in variants
        if variant["name"] in names
    }
    for name in names - used_names:
        transaction.on_commit(partial(default_storage.delete, name))
