from __future__ import annotations

import hashlib
from typing import Any, cast

import rfc8785
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.ledger.actions import append_entry
from courses.authoring.enums import StepKind
from courses.authoring.pinned_rows import pin_course
from courses.authoring.publishing import build_content, media_ids
from courses.authoring.rules import may_edit_course
from courses.models import Asset, Course, CourseVersion, Step
from courses.quizzes.publishing import problem_of_quiz
from members.acting import Actor
from members.rules import require


class NotReady(DomainError):
    """The course is incomplete; nothing was published. `problems` has the form of problems_of."""

    def __init__(self, problems: list[dict[str, Any]]) -> None:
        super().__init__(_("Khoá học còn thiếu vài điều, chưa đăng được."), code="course_not_ready")
        self.problems = problems


def problems_of(course: Course) -> list[dict[str, Any]]:
    """Return the problems that prevent publishing `course`.

    Each is {"lesson": Lesson|None, "step": Step|None, "text": sentence}.
    """
    found: list[dict[str, Any]] = []
    lessons = [lesson for module in course.modules.all() for lesson in module.lessons.all()]
    if not lessons:
        found.append({"lesson": None, "step": None, "text": _("Chưa có bài nào.")})
    for lesson in lessons:
        steps = list(lesson.steps.all())
        if not steps:
            found.append({"lesson": lesson, "step": None, "text": _("Bài chưa có bước nào.")})
        found += [
            {"lesson": lesson, "step": step, "text": text} for step in steps if (text := _problem_of(step))
        ]
    return found


def _problem_of(step: Step) -> str:
    if step.kind in (StepKind.TEXT, StepKind.TASK) and not any(
        text.text.strip() or text.title.strip() for text in step.texts.all()
    ):
        return _("Bước này chưa có lời.")
    if step.kind == StepKind.PICTURE and step.picture is None:
        return _("Bước này chưa có hình.")
    if step.kind in (StepKind.AUDIO, StepKind.VIDEO, StepKind.PDF) and step.media is None:
        return _("Bước này chưa có tệp.")
    for asset in (step.picture, step.media, step.captions):
        if asset is not None and not asset.variants:
            return _("Tệp của bước này chưa xử lý xong.")
    if step.kind == StepKind.TASK and not step.settings.get("kind"):
        return _("Bài thực hành này chưa chọn loại.")
    return problem_of_quiz(step) if step.kind == StepKind.QUIZ else ""


@transaction.atomic
def publish_course(*, actor: Actor, course: Course, note: str = "") -> CourseVersion:
    """Freeze the course as its next version; return the last version if nothing changed since.

    Members on an older version stay on it until they choose the new one. Raises NotReady, NotAllowed.
    """
    require(may_edit_course(actor.member, course))
    return freeze_course(course=course, note=note, actor=actor)


@transaction.atomic
def freeze_course(*, course: Course, note: str = "", actor: Actor | None = None) -> CourseVersion:
    """Freeze the course as its next version, without a check of rights. Raises NotReady.

    Returns the last version if nothing changed since. Built-in courses have no `actor`.
    """
    course = Course.objects.select_for_update().get(pk=course.pk)
    if problems := problems_of(course):
        raise NotReady(problems)
    content, keys = build_content(course)
    digest = hashlib.sha256(rfc8785.dumps({"content": cast(Any, content), "keys": keys})).hexdigest()
    last = course.versions.first()
    if last is not None and last.content_sha256 == digest:
        return last
    lessons = [lesson for module in content["modules"] for lesson in module["lessons"]]
    number = (course.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = CourseVersion.objects.create(
        course=course,
        number=number,
        content=content,
        keys=keys,
        content_sha256=digest,
        minutes=sum(lesson["minutes"] for lesson in lessons),
        bytes=sum(lesson["bytes"] for lesson in lessons),
        note=note,
        published_at=timezone.now(),
        published_by=actor.by if actor else None,
    )
    Asset.objects.filter(pk__in=media_ids(content)).update(is_public=True)
    append_entry(
        kind="course.published",
        subject=f"course:{course.slug}",
        payload={"version": number, "contentSha256": digest},
        by=actor.by_ref if actor else None,
        on_behalf_of=actor.on_behalf_ref if actor else None,
    )
    pin_course(course)
    return version
