"""Access to trainers' pages and their objects. Others get Http404, as for objects that don't exist."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404

from backend.common.text import to_id
from courses.authoring.rules import may_edit_course
from courses.models import Course, Lesson, Module, Question, Step
from courses.quizzes.rules import may_edit_bank
from members.acting import ActorRequest


def course_for(request: ActorRequest, slug: str) -> Course:
    course = get_object_or_404(Course.objects.edited_by(request.actor.member), slug=slug)
    if not may_edit_course(request.actor.member, course):
        raise Http404
    return course


def module_for(course: Course, pk: int) -> Module:
    return get_object_or_404(Module.objects.select_related("course"), course=course, pk=pk)


def lesson_for(course: Course, pk: int) -> Lesson:
    return get_object_or_404(Lesson.objects.select_related("module__course"), module__course=course, pk=pk)


def step_for(course: Course, pk: int) -> Step:
    rows = Step.objects.select_related(
        "lesson__module__course", "picture", "media", "captions"
    ).prefetch_related("texts__audio")
    return get_object_or_404(rows, lesson__module__course=course, pk=pk)


def question_for(request: ActorRequest, pk: int, **place: Any) -> Question:
    """Return a question of a bank that the user may edit. Raises Http404 for all others."""
    rows = Question.objects.visible_to(request.actor.member).select_related("bank__course")
    row = get_object_or_404(rows, pk=pk, **place)
    if not may_edit_bank(request.actor.member, row.bank):
        raise Http404
    return row


def outline_of(course: Course) -> list[Module]:
    """Return the course's modules with lessons, steps and texts. Four queries."""
    steps = Step.objects.prefetch_related("texts").select_related("picture", "media", "captions", "quiz")
    lessons = Lesson.objects.prefetch_related(Prefetch("steps", steps))
    return list(course.modules.prefetch_related(Prefetch("lessons", lessons)))


def part_for(course: Course, what: str, pk: Any) -> Module | Lesson | Step:
    number = to_id(str(pk))
    if number is None:
        raise Http404
    if what == "module":
        return module_for(course, number)
    return lesson_for(course, number) if what == "lesson" else step_for(course, number)
