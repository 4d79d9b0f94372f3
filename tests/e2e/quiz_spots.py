"""The pages of quizzes for test_accessibility.py: the visitor of each, and its expected content."""

from __future__ import annotations

from typing import Any

from courses.models import Question, Quiz
from courses.quizzes.actions.attempts import finish_attempt, save_answer, start_attempt
from members.acting import Actor
from members.models import User
from tests.factories.quizzes import QUESTIONS, quiz_version

_PAIRS = [{"key": "x", "left": "mận", "right": "Mộc Châu"}, {"key": "y", "left": "chè", "right": "Tà Xùa"}]
_MORE = [
    {"key": "m1", "kind": "matching", "text": "Ghép quả với nơi trồng.", "pairs": _PAIRS},
    {"key": "s1", "kind": "short_answer", "text": "Chợ nào gần nhất?", "answers": [{"text": "Mộc", "fraction": 100}]},
    {"key": "e1", "kind": "essay", "text": "Kể về vườn nhà chị."},
]  # fmt: skip
QUIZ_SPOTS: list[tuple[str, ...]] = [
    ("lan", "courses:quiz", "quiz_course", "mot", "hoi"),
    *(("lan", "courses:quiz_question", "attempt_open", str(number)) for number in range(1, 8)),
    ("lan", "courses:quiz_hand_in", "attempt_open"),
    ("lan", "courses:quiz_result", "attempt_done"),
    ("van", "courses:try_question", "quiz_course", "mot", "hoi", "1"),
    ("van", "courses:grading"),
    ("van", "courses:grade", "attempt_done"),
    ("van", "courses:banks"),
    ("van", "courses:bank", "bank"),
    *(("van", "courses:question_new", "bank", kind) for kind in ("one_choice", "picture_choice", "matching", "ordering")),
    ("van", "courses:question_edit", "bank", "question"),
    ("van", "courses:questions_import", "bank"),
    ("van", "courses:quiz_settings", "quiz_step"),
]  # fmt: skip
QUIZ_WITHOUT_PAGE = {
    *(f"courses:{name}" for name in ("excel_form", "questions_arrange", "questions_export")),
    *(f"courses:question_{name}" for name in ("put_away", "voice", "voice_off")),
}


def furnish_quizzes(lan: User, trainer: User) -> dict[str, Any]:
    """A trainer's course with a quiz: Lan finished one attempt and has another one open."""
    version = quiz_version(
        author=trainer, questions=[*QUESTIONS, *_MORE], feedback="at_once", time_limit_seconds=3600
    )
    actor = Actor.of(lan)
    done = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
    save_answer(
        actor=actor, attempt=done, question_key="q1", response={"choice": "b"}, device="thu", sequence=1
    )
    save_answer(
        actor=actor,
        attempt=done,
        question_key="e1",
        response={"text": "Ba sào mận hậu."},
        device="thu",
        sequence=2,
    )
    finish_attempt(actor=actor, attempt=done)
    attempt = start_attempt(actor=actor, version=version, lesson_key="mot", step_key="hoi")
    save_answer(
        actor=actor, attempt=attempt, question_key="q2", response={"value": False}, device="thu", sequence=1
    )
    quiz = Quiz.objects.get(step__lesson__module__course=version.course)
    return {
        "quiz_course": version.course.slug,
        "attempt_done": done.pk,
        "attempt_open": attempt.pk,
        "bank": quiz.bank_id,
        "question": Question.objects.filter(bank=quiz.bank)[0].pk,
        "quiz_step": quiz.step_id,
    }
