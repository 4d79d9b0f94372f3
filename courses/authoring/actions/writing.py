"""Write courses, their modules, lessons and steps. arranging.py moves and removes them."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Max
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.text import slugify_vi
from backend.law.citing.places import require_citable
from backend.ledger.actions import append_entry
from courses.authoring.actions.ownership import take_over
from courses.authoring.enums import Language, StepKind, Topic
from courses.authoring.locks import lock_of
from courses.authoring.pinned_rows import pin_course
from courses.authoring.rules import may_edit_course, may_write_courses
from courses.models import Course, Lesson, Module, Step, StepText
from courses.practice.enums import OutcomeKind
from members.acting import Actor
from members.models import User
from members.rules import is_trainer, require
from members.signing_in.logins import find_by_login, parse_login

MAX_STEPS = 40
MAX_LESSONS = 60


class WritingError(DomainError):
    """The course can't be written like this; nothing was changed."""


class WrittenMeanwhile(DomainError):
    """Another person saved the row after the form was opened (409); nothing was stored."""

    status_code: ClassVar[int] = 409


@transaction.atomic
def create_course(*, actor: Actor, title: str, topic: str = Topic.BUSINESS) -> Course:
    """Create a draft that only its author sees, with one empty module.

    Raises NotAllowed, WritingError.
    """
    require(may_write_courses(actor.member))
    title = _filled(title, "title")
    course = Course.objects.create(slug=_free_slug(title), title=title, topic=topic)
    course.authors.add(actor.member)
    Module.objects.create(course=course, title=_("Các bài"))
    pin_course(course)
    return course


@transaction.atomic
def adopt_course(*, actor: Actor, course: Course) -> None:
    """Make the actor's member an author of a course without other authors. Raises NotAllowed.

    Call it only for a built-in course. Release files still update that course until its first change.
    """
    require(may_write_courses(actor.member))
    course = Course.objects.select_for_update().get(pk=course.pk)
    require(not course.authors.exclude(pk=actor.member.pk).exists())
    course.authors.add(actor.member)
    pin_course(course)


@transaction.atomic
def change_course(
    *, actor: Actor, course: Course, lock: str, fields: dict[str, Any], prerequisites: list[Course]
) -> Course:
    """Change a course's prerequisites and `fields`: title (required), summary, topic, note, translations.

    lock: `lock_of` the course when it was read. Raises NotAllowed, WrittenMeanwhile, WritingError (empty
    title, circular prerequisites).
    """
    course = Course.objects.select_for_update().get(pk=course.pk)
    require(may_edit_course(actor.member, course))
    _check_lock(course, lock)
    _check_circle(course, prerequisites)
    fields = {**fields, "title": _filled(fields["title"], "title")}
    for name in ("title", "summary", "topic", "note", "translations"):
        setattr(course, name, fields.get(name, getattr(course, name)))
    course.save(update_fields=["title", "summary", "topic", "note", "translations"])
    course.prerequisites.set(prerequisites)
    take_over(course)
    pin_course(course)
    return course


def _check_circle(course: Course, prerequisites: list[Course]) -> None:
    """Raise WritingError if `course` would require itself, directly or through others."""
    todo, visited = list(prerequisites), set()
    while todo:
        before = todo.pop()
        if before.pk == course.pk:
            raise WritingError(
                _("Khoá này đang là khoá phải học trước của chính khoá chị chọn. Chị bỏ bớt một đằng."),
                code="prerequisite_circle",
                field="prerequisites",
            )
        if before.pk not in visited:
            visited.add(before.pk)
            todo += before.prerequisites.all()


@transaction.atomic
def add_author(*, actor: Actor, course: Course, login: str) -> User:
    """Add another trainer as author, by card number or phone. Raises NotAllowed, WritingError."""
    require(may_edit_course(actor.member, course))
    user = find_by_login(parse_login(login))
    if user is None or not is_trainer(user):
        raise WritingError(
            _("Không có giảng viên nào mang số này. Chị xem lại số thẻ hoặc số điện thoại."),
            code="no_trainer",
            field="login",
        )
    course.authors.add(user)
    _write_down(actor, course, "course.author_added", user)
    return user


@transaction.atomic
def remove_author(*, actor: Actor, course: Course, user: User) -> None:
    """Remove an author of the course. Raises NotAllowed, or WritingError for the last author."""
    course = Course.objects.select_for_update().get(pk=course.pk)
    require(may_edit_course(actor.member, course))
    if not course.authors.exclude(pk=user.pk).exists():
        raise WritingError(_("Khoá học phải còn ít nhất một người soạn."), code="last_author")
    course.authors.remove(user)
    _write_down(actor, course, "course.author_removed", user)


def _write_down(actor: Actor, course: Course, kind: str, author: User | None = None) -> None:
    """Append a ledger entry about an author, or about retiring or reopening a course."""
    payload = {"author": str(author.ref)} if author else {}
    append_entry(kind=kind, subject=f"course:{course.slug}", payload=payload, **actor.ledger_refs())
    pin_course(course)


@transaction.atomic
def add_module(*, actor: Actor, course: Course, title: str) -> Module:
    require(may_edit_course(actor.member, course))
    module = Module.objects.create(
        course=course, title=_filled(title, "title"), position=_last(course.modules)
    )
    take_over(course)
    return module


@transaction.atomic
def change_module(
    *, actor: Actor, module: Module, lock: str, title: str, translations: dict[str, Any]
) -> Module:
    module = Module.objects.select_for_update().get(pk=module.pk)
    require(may_edit_course(actor.member, module.course))
    _check_lock(module, lock)
    module.title, module.translations = _filled(title, "title"), translations
    module.save(update_fields=["title", "translations"])
    take_over(module.course)
    return module


@transaction.atomic
def add_lesson(*, actor: Actor, module: Module, title: str, minutes: int = 5) -> Lesson:
    require(may_edit_course(actor.member, module.course))
    if Lesson.objects.filter(module__course=module.course).count() >= MAX_LESSONS:
        raise WritingError(_("Một khoá nhiều nhất 60 bài. Chị mở khoá mới."), code="too_many_lessons")
    lesson = Lesson.objects.create(
        module=module, title=_filled(title, "title"), minutes=minutes, position=_last(module.lessons)
    )
    take_over(module.course)
    return lesson


@transaction.atomic
def change_lesson(
    *, actor: Actor, lesson: Lesson, lock: str, title: str, minutes: int, translations: dict[str, Any]
) -> Lesson:
    lesson = Lesson.objects.select_for_update().get(pk=lesson.pk)
    require(may_edit_course(actor.member, lesson.module.course))
    _check_lock(lesson, lock)
    lesson.title, lesson.minutes = _filled(title, "title"), minutes
    lesson.translations = translations
    lesson.save(update_fields=["title", "minutes", "translations"])
    take_over(lesson.module.course)
    return lesson


@transaction.atomic
def add_step(*, actor: Actor, lesson: Lesson, kind: str) -> Step:
    require(may_edit_course(actor.member, lesson.module.course))
    if kind not in StepKind.values:
        raise WritingError(_("Chị chọn loại bước."), code="step_kind", field="kind")
    if lesson.steps.count() >= MAX_STEPS:
        raise WritingError(_("Một bài nhiều nhất 40 bước. Chị chia thành hai bài."), code="too_many_steps")
    step = Step.objects.create(lesson=lesson, kind=kind, position=_last(lesson.steps))
    take_over(lesson.module.course)
    return step


@transaction.atomic
def change_step(
    *,
    actor: Actor,
    step: Step,
    lock: str,
    texts: dict[str, dict[str, str]],
    citations: list[dict[str, str]],
    settings: dict[str, Any] | None = None,
) -> Step:
    """Change a step. `texts`: title, text and picture_alt by language.

    lock: `lock_of` the step when it was read. settings: of a practice task; None leaves them unchanged.
    Languages that are not in `texts` stay unchanged. An empty language is deleted, unless it has a voice.
    A voice stores the hash of its words. So changed words mark the voice as outdated, and the trainer records
    it again.

    Raises NotAllowed, WrittenMeanwhile, WritingError, or NotCitable for a new citation.
    """
    step = Step.objects.select_for_update().get(pk=step.pk)
    course = step.lesson.module.course
    require(may_edit_course(actor.member, course))
    _check_lock(step, lock)
    checked = [_checked_citation(row) for row in citations]
    require_citable(checked, known=step.citations)
    step.citations = checked
    if settings is not None and step.kind == StepKind.TASK:
        step.settings = _checked_task(settings)
    step.save(update_fields=["citations", "settings"])
    for language, words in texts.items():
        if language not in Language.values:
            continue
        row = StepText.objects.filter(step=step, language=language).first()
        is_empty = not any(value.strip() for value in words.values())
        if is_empty and (row is None or row.audio_id is None):
            if row is not None:
                row.delete()
            continue
        row = row or StepText(step=step, language=language)
        row.title, row.text = words.get("title", "").strip(), words.get("text", "").strip()
        row.picture_alt = words.get("picture_alt", "").strip()
        row.save()
    take_over(course)
    return step


@transaction.atomic
def take_media_off(*, actor: Actor, step: Step, place: str) -> Step:
    """Remove the step's picture, media, captions or voice ("voice:vi"). Raises NotAllowed."""
    require(may_edit_course(actor.member, step.lesson.module.course))
    if place in ("picture", "media", "captions"):
        setattr(step, place, None)
        step.save(update_fields=[place])
    elif place.startswith("voice:"):
        step.texts.filter(language=place[6:]).update(audio=None, audio_source="", audio_text_hash="")
    take_over(step.lesson.module.course)
    return step


@transaction.atomic
def retire_course(*, actor: Actor, course: Course) -> None:
    """Retire the course: it is no longer offered. Raises NotAllowed.

    Enrolled and finished members still have it.
    """
    require(may_edit_course(actor.member, course))
    if Course.objects.filter(pk=course.pk, retired_at=None).update(retired_at=timezone.now()):
        _write_down(actor, course, "course.retired")
    take_over(course)


@transaction.atomic
def reopen_course(*, actor: Actor, course: Course) -> None:
    require(may_edit_course(actor.member, course))
    if Course.objects.filter(pk=course.pk, retired_at__isnull=False).update(retired_at=None):
        _write_down(actor, course, "course.reopened")
    take_over(course)


def _filled(text: str, field: str) -> str:
    text = text.strip()
    if not text:
        raise WritingError(_("Chị đặt tên đã."), code="title_empty", field=field)
    return text[:120]


def _last(rows: Any) -> int:
    last = rows.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _check_lock(row: Any, lock: str) -> None:
    if lock != lock_of(row):
        raise WrittenMeanwhile(
            _(
                "Người khác vừa lưu phần này sau khi chị mở trang. Lời của chị còn nguyên bên dưới, lời đã lưu ở bên cạnh: "
                "chị gộp lại rồi lưu."
            ),
            code="written_meanwhile",
        )


def _free_slug(title: str) -> str:
    """Return an unused address made from the title, which collides with no page of courses."""
    base = slugify_vi(title)[:70].strip("-") or "khoa-hoc"
    number = 1
    while True:
        slug = base if number == 1 else f"{base}-{number}"
        if not Course.objects.filter(slug=slug).exists() and _is_course_address(slug):
            return slug
        number += 1


def _is_course_address(slug: str) -> bool:
    try:
        return all(
            resolve(reverse(f"courses:{name}", args=[slug])).url_name == name for name in ("course", "edit")
        )
    except Resolver404:
        return False


def _checked_citation(row: dict[str, str]) -> dict[str, str]:
    document, article = row.get("document", "").strip(), row.get("article", "").strip()
    if not document:
        raise WritingError(_("Chị ghi số văn bản."), code="citation_document", field="citations")
    try:
        day = dt.date.fromisoformat(row.get("date", ""))
    except ValueError:
        raise WritingError(
            _("Chị ghi ngày đã xem lại điều luật."), code="citation_date", field="citations"
        ) from None
    return {"document": document[:60], "article": article[:40], "date": day.isoformat()}


def _checked_task(settings: dict[str, Any]) -> dict[str, Any]:
    kind, count = settings.get("kind", ""), settings.get("count") or 1
    if kind and kind not in OutcomeKind.values:
        raise WritingError(_("Chị chọn bài thực hành trong danh sách."), code="task_kind", field="task_kind")
    if not 1 <= count <= 50:
        raise WritingError(_("Số lần từ 1 đến 50."), code="task_count", field="task_count")
    return {"kind": kind, "count": count} if kind else {}
