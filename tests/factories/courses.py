"""A course with one module, two lessons of three steps each, published.

version = published_course()            its .course, .content; lessons "mot" and "hai", steps "a", "b", "c" (texts)
trainer = TrainerFactory()              a trainer of Lan's branch; published_course(author=trainer) is the trainer's
"""

from __future__ import annotations

from typing import Any

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import AssetKind, AssetState, StepKind
from courses.media.media_files import store_variant
from courses.models import Asset, Course, CourseVersion, Lesson, Module, Step, StepText
from members.models import RoleGrant, User
from members.roles.enums import Role
from tests.factories.members import MemberFactory, chapter

LESSONS = (("mot", "Bài một"), ("hai", "Bài hai"))


def make_trainer(**fields: Any) -> User:
    """Chị Hạnh, a trainer of Lan's branch."""
    user = MemberFactory(full_name="Cầm Thị Hạnh", **fields)
    RoleGrant.objects.create(user=user, role=Role.TRAINER, branch=chapter())
    return user


def make_course(*, slug: str = "ban-hang", title: str = "Bán hàng", author: User | None = None) -> Course:
    course = Course.objects.create(slug=slug, title=title, summary="Học xong chị bán được hàng.")
    if author:
        course.authors.add(author)
    module = Module.objects.create(course=course, key="phan", title="Phần một")
    for position, (key, name) in enumerate(LESSONS):
        lesson = Lesson.objects.create(module=module, key=key, title=name, minutes=5, position=position)
        for place, step_key in enumerate("abc"):
            step = Step.objects.create(lesson=lesson, key=step_key, kind=StepKind.TEXT, position=place)
            StepText.objects.create(
                step=step, title=f"{name}, bước {step_key}", text=f"Lời của bước **{step_key}**."
            )
    return course


def task_course(kind: str) -> Course:
    """Published; its last step is a practice task of one result of this kind (OutcomeKind)."""
    course = make_course()
    Step.objects.filter(lesson__module__course=course, lesson__key="hai", key="c").update(
        kind=StepKind.TASK, settings={"kind": kind, "count": 1}
    )
    return freeze_course(course=course).course


def published_course(**fields: Any) -> CourseVersion:
    return freeze_course(course=make_course(**fields))


def make_asset(
    data: bytes = b"OggS voice",
    *,
    content_type: str = "audio/ogg",
    kind: str = AssetKind.AUDIO,
    **fields: Any,
) -> Asset:
    made = {
        "state": AssetState.READY,
        "progress": 100,
        "variants": [store_variant(data, content_type=content_type, label="one")],
    }
    return Asset.objects.create(kind=kind, **made | fields)
