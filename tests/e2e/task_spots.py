"""The pages of practice tasks and the livestream kit for test_accessibility.py: the visitor of each, and its expected content."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.learning.actions.learning import start_course
from courses.models import Step
from courses.practice.actions.hand_ins import (
    Work,
    accept_hand_in,
    hand_in_work,
    prepare_photo,
    return_hand_in,
)
from members.acting import Actor
from members.models import User
from tests.factories.courses import make_course
from tests.factories.products import picture

COURSE, LESSON = "nop-bai", "hai"
KINDS = {"a": "livestream_held", "b": "fanpage_confirmed", "c": "handed_in"}
TASK_SPOTS: list[tuple[str, ...]] = [
    ("lan", "courses:lesson", COURSE, LESSON),
    *(("lan", "courses:hand_in", COURSE, LESSON, key) for key in KINDS),
    ("lan", "courses:hand_in", COURSE, "mot", "c"),
    ("van", "courses:reviews"),
    ("van", "courses:review", "work_waiting"),
    ("van", "courses:review", "work_accepted"),
    ("lan", "courses:live"),
    *(("lan", f"courses:live_{page}", "product") for page in ("kit", "words", "prompter", "price_card")),
    ("anyone", "courses:live_overlay", "slug"),
]
TASK_WITHOUT_PAGE = {"courses:withdraw"}


def furnish_tasks(lan: User, trainer: User) -> dict[str, Any]:
    """A trainer's course with four tasks and Lan's submissions: waiting, returned, and accepted."""
    course = make_course(slug=COURSE, title="Nộp bài", author=trainer)
    for key, kind in KINDS.items():
        Step.objects.filter(lesson__module__course=course, lesson__key=LESSON, key=key).update(
            kind=StepKind.TASK, settings={"kind": kind, "count": 1}
        )
    Step.objects.filter(lesson__module__course=course, lesson__key="mot", key="c").update(
        kind=StepKind.TASK, settings={"kind": "handed_in", "count": 1}
    )
    freeze_course(course=course)
    actor = Actor.of(lan)
    enrolment = start_course(actor=actor, course=course)
    start = timezone.now() - timedelta(hours=2)
    works = {
        "a": Work(link="https://a.vn/live", started_at=start, ended_at=start + timedelta(minutes=20)),
        "b": Work(link="https://a.vn/trang"),
        "c": Work(text="Em chụp ngoài sân.", photos=(prepare_photo(picture()),)),
    }
    handed = {
        key: hand_in_work(actor=actor, enrolment=enrolment, lesson_key=LESSON, step_key=key, work=work)
        for key, work in works.items()
    }
    by_trainer = Actor.of(trainer)
    accept_hand_in(actor=by_trainer, hand_in=handed["a"], words="Chị nói rõ lắm.")
    return_hand_in(actor=by_trainer, hand_in=handed["b"], words="Trang chưa có ảnh bìa.")
    return {"work_waiting": handed["c"].pk, "work_accepted": handed["a"].pk}
