"""Score a response. Pure functions, the same on the server, in reports and in tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from courses.quizzes.kinds import kind_of
from courses.quizzes.kinds.matching import rights_of
from courses.quizzes.kinds.numerical import numbers_read
from courses.quizzes.responses import ResponseInvalid, exact, invalid_response
from courses.quizzes.spelling import spelled
from courses.quizzes.words import feedback_format

__all__ = [
    "ResponseInvalid",
    "clean_response",
    "feedback_of",
    "is_graded",
    "is_scored",
    "numbers_read",
    "rights_of",
    "score",
    "spelled",
    "total_score",
]


def score(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    """Return the share of the points, 0 to 1. Wrong choices with a negative weight reduce it, never below 0.

    Several choices: the sum of the chosen right weights, divided by the sum of all right weights. Matching
    and ordering: the share of rows that are right.
    """
    kind = kind_of(question)
    if not response or not kind.is_scored:
        return Fraction(0)
    return max(Fraction(0), min(Fraction(1), kind.score(question, response)))


def is_scored(question: dict[str, Any]) -> bool:
    return kind_of(question).is_scored and question["points"] > 0


def is_graded(question: dict[str, Any]) -> bool:
    """Return whether a trainer gives the points."""
    return kind_of(question).is_graded and question["points"] > 0


def total_score(questions: list[dict[str, Any]], shares: dict[str, Fraction]) -> Fraction:
    """Return the reached share of all points, 0 to 1. A quiz without scored or graded questions gives 1.

    shares: {question key: reached share}, without unanswered questions.
    """
    scored = [question for question in questions if is_scored(question) or is_graded(question)]
    points = sum((exact(question["points"]) for question in scored), Fraction(0))
    if not points:
        return Fraction(1)
    got = sum((exact(q["points"]) * shares.get(q["key"], Fraction(0)) for q in scored), Fraction(0))
    return got / points


def feedback_of(question: dict[str, Any], response: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the author's feedback with its format: to the chosen answer, then to the question as a whole."""
    holders = [*kind_of(question).feedback(question, response), (question, "feedback")]
    return [
        (holder[name], feedback_format(question, holder, name)) for holder, name in holders if holder[name]
    ]


def clean_response(question: dict[str, Any], response: Any) -> dict[str, Any]:
    """Return `response` with only what this question accepts; {} if empty. Raises ResponseInvalid.

    Works on a question with or without its keys (courses/quizzes/publishing.py).
    """
    if not isinstance(response, dict):
        raise invalid_response()
    return kind_of(question).clean(question, response) if response else {}
