"""Order modules, lessons and steps; remove and restore them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from courses.authoring.actions.ownership import take_over
from courses.authoring.actions.writing import WritingError
from courses.authoring.rules import may_edit_course
from courses.models import Course, Lesson, Module, Quiz, Removed, Step, StepText
from members.acting import Actor
from members.rules import require

type Part = Module | Lesson | Step

STEP_FIELDS = ("key", "kind", "settings", "citations", "position")
STEP_FILES = ("picture_id", "media_id", "captions_id")
TEXT_FIELDS = ("language", "title", "text", "picture_alt", "audio_source", "audio_text_hash")


def course_of(part: Part) -> Course:
    if isinstance(part, Module):
        return part.course
    return part.module.course if isinstance(part, Lesson) else part.lesson.module.course


@transaction.atomic
def move_part(*, actor: Actor, part: Part, by: int) -> None:
    """Move a module, lesson or step one place up (`by` = -1) or down (1) among its siblings.

    A lesson at the edge of its module moves to the neighbouring module. Raises NotAllowed.
    """
    course = Course.objects.select_for_update().get(pk=course_of(part).pk)
    require(may_edit_course(actor.member, course))
    beside = list(_beside(part))
    at = next(place for place, row in enumerate(beside) if row.pk == part.pk)
    to = at + (1 if by > 0 else -1)
    if 0 <= to < len(beside):
        beside[at], beside[to] = beside[to], beside[at]
        _number(beside)
    elif isinstance(part, Lesson):
        _to_next_module(part, by)
    take_over(course)


@transaction.atomic
def order_parts(*, actor: Actor, part: Part, keys: list[int]) -> None:
    """Put `part` and its siblings in the order of the ids in `keys`. Raises NotAllowed.

    Missing siblings follow in their present order; ids of other rows are ignored.
    """
    course = Course.objects.select_for_update().get(pk=course_of(part).pk)
    require(may_edit_course(actor.member, course))
    beside = {row.pk: row for row in _beside(part)}
    wanted = [beside.pop(key) for key in dict.fromkeys(keys) if key in beside]
    _number([*wanted, *beside.values()])
    take_over(course)


@transaction.atomic
def remove_part(*, actor: Actor, part: Part) -> Removed:
    """Remove a module, lesson or step from the course's draft. Raises NotAllowed.

    restore_part can restore it. Published versions don't change.
    """
    course = course_of(part)
    require(may_edit_course(actor.member, course))
    what = part._meta.model_name or ""
    row = Removed.objects.create(
        course=course,
        what=what,
        title=_title_of(part)[:140],
        data=_written_down(part),
        removed_at=timezone.now(),
        removed_by=actor.by,
    )
    part.delete()
    take_over(course)
    return row


@transaction.atomic
def restore_part(*, actor: Actor, removed: Removed) -> Part:
    """Restore a removed module, lesson or step to its old place, with its keys.

    A lesson whose module is gone goes to the first module.
    Raises NotAllowed, or WritingError if the lesson of a step was removed too.
    """
    removed = Removed.objects.select_for_update().get(pk=removed.pk)
    course = removed.course
    require(may_edit_course(actor.member, course))
    data = removed.data
    if removed.what == "module":
        part: Part = _restore_module(course, data)
    elif removed.what == "lesson":
        module = course.modules.filter(key=data["parent"]).first() or course.modules.first()
        part = _restore_lesson(module or Module.objects.create(course=course, title=_("Các bài")), data)
    else:
        lesson = Lesson.objects.filter(module__course=course, key=data["parent"]).first()
        if lesson is None:
            raise WritingError(
                _("Bài chứa bước này cũng đã bỏ. Chị lấy lại bài trước."), code="lesson_removed"
            )
        part = _restore_step(lesson, data)
    removed.delete()
    take_over(course)
    return part


def _beside(part: Part) -> Any:
    if isinstance(part, Module):
        return part.course.modules.all()
    return part.module.lessons.all() if isinstance(part, Lesson) else part.lesson.steps.all()


def _number(rows: list[Any]) -> None:
    for position, row in enumerate(rows):
        if row.position != position:
            type(row).objects.filter(pk=row.pk).update(position=position)


def _to_next_module(lesson: Lesson, by: int) -> None:
    modules = list(lesson.module.course.modules.all())
    at = next(place for place, module in enumerate(modules) if module.pk == lesson.module_id)
    to = at + (1 if by > 0 else -1)
    if not 0 <= to < len(modules):
        return
    target = modules[to]
    if target.lessons.filter(key=lesson.key).exists():
        return
    rows = list(target.lessons.all())
    rows = [lesson, *rows] if by > 0 else [*rows, lesson]
    Lesson.objects.filter(pk=lesson.pk).update(module=target)
    _number(rows)


def _title_of(part: Part) -> str:
    if isinstance(part, Step):
        text = part.texts.first()
        return (text.title or text.text) if text else part.get_kind_display()
    return part.title


def _written_down(part: Part) -> dict[str, Any]:
    if isinstance(part, Step):
        quiz = Quiz.objects.filter(step=part).first()
        return {
            **{name: getattr(part, name) for name in STEP_FIELDS},
            **{name: _text_of(getattr(part, name)) for name in STEP_FILES},
            "parent": part.lesson.key,
            "texts": [
                {**{name: getattr(text, name) for name in TEXT_FIELDS}, "audio_id": _text_of(text.audio_id)}
                for text in part.texts.all()
            ],
            "quiz": model_to_dict(quiz, exclude=["id", "step"]) if quiz else None,
        }
    data: dict[str, Any] = {
        name: getattr(part, name) for name in ("key", "title", "translations", "position")
    }
    if isinstance(part, Lesson):
        data |= {"minutes": part.minutes, "parent": part.module.key}
        return data | {"steps": [_written_down(step) for step in part.steps.all()]}
    return data | {"lessons": [_written_down(lesson) for lesson in part.lessons.all()]}


def _text_of(key: UUID | None) -> str | None:
    return str(key) if key else None


def _restore_module(course: Course, data: dict[str, Any]) -> Module:
    module = Module.objects.create(
        course=course, **{name: data[name] for name in ("key", "title", "translations", "position")}
    )
    for lesson in data["lessons"]:
        _restore_lesson(module, lesson)
    return module


def _restore_lesson(module: Module, data: dict[str, Any]) -> Lesson:
    names = ("key", "title", "translations", "position", "minutes")
    lesson = Lesson.objects.create(module=module, **{name: data[name] for name in names})
    for step in data["steps"]:
        _restore_step(lesson, step)
    return lesson


def _restore_step(lesson: Lesson, data: dict[str, Any]) -> Step:
    step = Step.objects.create(lesson=lesson, **{name: data[name] for name in (*STEP_FIELDS, *STEP_FILES)})
    for text in data["texts"]:
        StepText.objects.create(step=step, **text)
    if data["quiz"]:
        quiz = dict(data["quiz"])
        Quiz.objects.create(step=step, bank_id=quiz.pop("bank"), **quiz)
    return step
