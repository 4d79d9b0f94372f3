"""A quiz in an offline page: every question rendered once, and the data for the phone's script."""

from __future__ import annotations

from typing import Any

from courses.quizzes.enums import FeedbackTime
from courses.quizzes.kinds import kind_of
from courses.quizzes.published_quizzes import AskedQuiz
from courses.quizzes.scoring import is_scored
from courses.quizzes.showing import question_context, render_words, right_words
from courses.quizzes.words import feedback_format


def drawn_once(asked: AskedQuiz) -> list[dict[str, Any]]:
    """Return the template contexts of all questions of the quiz, unanswered, in the author's order."""
    unmixed = AskedQuiz(
        asked.version_id,
        asked.lesson_key,
        asked.step_key,
        {**asked.quiz, "shuffle": False},
        asked.public_questions,
        asked.full_questions,
    )
    return [question_context(unmixed, "", key, {}) for key in asked.public_questions]


def quiz_data(asked: AskedQuiz) -> dict[str, Any]:
    """Return the quiz's settings and questions for the phone's script.

    Right answers and feedback are included only if they are given at once.
    """
    quiz = asked.quiz
    at_once = quiz["feedback"] == FeedbackTime.AT_ONCE
    return {
        "pass_percent": quiz["pass_percent"],
        "attempts_allowed": quiz["attempts_allowed"],
        "time_limit_seconds": quiz["time_limit_seconds"],
        "feedback": quiz["feedback"],
        "shuffle": quiz["shuffle"],
        "draws": quiz["draws"],
        "questions": [_question(question, at_once=at_once) for question in asked.public_questions.values()],
    }


def _question(question: dict[str, Any], *, at_once: bool) -> dict[str, Any]:
    kind = kind_of(question)
    made: dict[str, Any] = {
        "key": question["key"],
        "kind": kind.name,
        "bank": question.get("bank", ""),
        "points": question["points"],
        **kind.on_phone(question, with_key=at_once),
    }
    if not at_once:
        return made
    for name in kind.feedbacks:
        if question.get(name):
            made[name] = render_words(question[name], feedback_format(question, question, name))
    if is_scored(question):
        made["right"] = right_words(question)
    return made
