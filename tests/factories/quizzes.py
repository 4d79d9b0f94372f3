"""A published course whose first lesson ends in a quiz.

version = quiz_version(attempts_allowed=2)     step "hoi" of lesson "mot"; questions "q1" (one choice: right "a"), "q2"
(true), "q3" (the number 120) and "q4" (order "x", "y", "z"); a quarter of the points each
"""

from __future__ import annotations

from typing import Any

from courses.authoring.actions.publishing import freeze_course
from courses.authoring.enums import StepKind
from courses.models import Course, CourseVersion, Quiz, Step, StepText
from courses.quizzes.actions.quizzes import put_quiz
from tests.factories.courses import make_course

QUESTIONS: list[dict[str, Any]] = [
    {
        "key": "q1",
        "kind": "one_choice",
        "text": "Mận chín tháng mấy?",
        "feedback": "Mận hậu chín từ tháng 5.",
        "choices": [
            {"key": "a", "text": "Tháng 5", "fraction": 100, "feedback": "Đúng mùa."},
            {"key": "b", "text": "Tháng 11", "fraction": 0, "feedback": "Trái mùa."},
        ],
    },
    {"key": "q2", "kind": "true_false", "text": "Tem có mã QR.", "correct": True, "feedback_false": "Có chứ."},
    {"key": "q3", "kind": "numerical", "text": "Một tạ hai là bao nhiêu ki-lô-gam?", "answers": [{"value": "120", "fraction": 100}]},
    {
        "key": "q4",
        "kind": "ordering",
        "text": "Xếp các việc làm chè.",
        "items": [{"key": "x", "text": "Hái"}, {"key": "y", "text": "Sao"}, {"key": "z", "text": "Gói"}],
    },
]  # fmt: skip


def make_quiz(
    course: Course | None = None, *, questions: list[dict[str, Any]] | None = None, **settings: Any
) -> Quiz:
    course = course or make_course()
    lesson = course.modules.get().lessons.get(key="mot")
    step = Step.objects.create(lesson=lesson, key="hoi", kind=StepKind.QUIZ, position=9)
    StepText.objects.create(step=step, title="Mấy câu hỏi", text="Chị thử trả lời.")
    return put_quiz(step=step, settings=settings, questions=QUESTIONS if questions is None else questions)


def quiz_version(
    *, author: Any = None, questions: list[dict[str, Any]] | None = None, **settings: Any
) -> CourseVersion:
    quiz = make_quiz(make_course(author=author), questions=questions, **settings)
    return freeze_course(course=quiz.step.lesson.module.course)
