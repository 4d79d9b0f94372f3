"""Prepare questions for pages: rendered texts, choices and halves in the attempt's order, answers as text."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from courses.authoring.content_shape import QuizContent
from courses.models import Attempt
from courses.quizzes.enums import FeedbackTime, Verdict
from courses.quizzes.kinds import kind_of
from courses.quizzes.published_quizzes import AskedQuiz
from courses.quizzes.rendering import Line, on_one_line, render_words
from courses.quizzes.scoring import feedback_of, is_scored

__all__ = [
    "answer_lines",
    "grade_words",
    "may_reveal_answers",
    "render_words",
    "right_words",
    "question_context",
    "question_result",
]


def question_context(asked: AskedQuiz, attempt_id: str, key: str, response: dict[str, Any]) -> dict[str, Any]:
    """Return the template context of one question. `response` is the current answer."""
    question = asked.public_questions[key]
    kind = kind_of(question)
    return {
        "question": question,
        "kind": kind.name,
        "is_asked": kind.is_asked,
        "template": kind.template,
        "html": on_one_line(question["text"], question["format"]),
        **kind.show(question, response, attempt_id=attempt_id, shuffle=asked.quiz["shuffle"]),
    }


def answer_lines(question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
    """Return the answer, one Line per part; [] without an answer."""
    return kind_of(question).answer_lines(question, response) if response else []


def grade_words(question: dict[str, Any], share: int) -> str:
    """Return the points that a trainer gave as text, such as "7,5"."""
    return f"{round(question['points'] * share / 10_000, 2):g}".replace(".", ",")


def may_reveal_answers(quiz: QuizContent, attempt: Attempt) -> bool:
    """Return whether the page may show the right answers.

    True if the quiz gives feedback at once. With feedback after the hand-in, true once the result is recorded
    as shown (courses/quizzes/actions/results.py). Never for a quiz without feedback.
    """
    if quiz["feedback"] == FeedbackTime.AT_ONCE:
        return True
    return quiz["feedback"] == FeedbackTime.AFTER and attempt.told_at is not None


def question_result(
    asked: AskedQuiz, key: str, response: dict[str, Any], hundredths: int | None
) -> dict[str, Any]:
    """Return the template context of one question of a result, with the answer and its verdict.

    `state` is a Verdict; "" if the question is not scored.
    """
    whole = asked.full_questions[key]
    state: Verdict | str = ""
    if is_scored(whole):
        state = Verdict.RIGHT if hundredths == 10_000 else Verdict.PARTLY if hundredths else Verdict.WRONG
    return {
        "question": whole,
        "html": render_words(whole["text"], whole["format"]),
        "own_answer": answer_lines(whole, response),
        "state": state,
        "right": kind_of(whole).right_lines(whole) if state in (Verdict.PARTLY, Verdict.WRONG) else [],
        "feedback": [render_words(*feedback) for feedback in feedback_of(whole, response)],
    }


def right_words(whole: dict[str, Any]) -> list[str]:
    """Return the right answer's lines as text only; a picture without text is named as a picture."""
    return [line["text"] or _("Hình") for line in kind_of(whole).right_lines(whole)]
