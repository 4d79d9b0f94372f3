"""How much of a question an answer is worth. Pure, and the same on the server, in reports and in the tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from courses.quizzes.kinds import kind_of
from courses.quizzes.kinds.matching import rights_of
from courses.quizzes.kinds.numerical import numbers_read
from courses.quizzes.responses import ResponseInvalid, exact, invalid_response
from courses.quizzes.spelling import spelled
from courses.quizzes.words import format_of_said

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
    """The share of the points, 0 to 1. Wrong choices that cost points take from right ones, never below nothing.

    Several choices: what is chosen, of the sum of the right ones. Matching and ordering: the share that is right.
    """
    kind = kind_of(question)
    if not response or not kind.is_scored:
        return Fraction(0)
    return max(Fraction(0), min(Fraction(1), kind.score(question, response)))


def is_scored(question: dict[str, Any]) -> bool:
    return kind_of(question).is_scored and question["points"] > 0


def is_graded(question: dict[str, Any]) -> bool:
    """Whether a trainer gives the points."""
    return kind_of(question).is_graded and question["points"] > 0


def total_score(questions: list[dict[str, Any]], shares: dict[str, Fraction]) -> Fraction:
    """All questions by their points, 0 to 1; `shares` by question key, unanswered ones left out.

    A quiz that nothing can be scored of is done by handing it in: 1.
    """
    scored = [question for question in questions if is_scored(question) or is_graded(question)]
    points = sum((exact(question["points"]) for question in scored), Fraction(0))
    if not points:
        return Fraction(1)
    got = sum((exact(q["points"]) * shares.get(q["key"], Fraction(0)) for q in scored), Fraction(0))
    return got / points


def feedback_of(question: dict[str, Any], response: dict[str, Any]) -> list[tuple[str, str]]:
    """What the author says to this answer, with its format: of what was chosen, then of the question as a whole."""
    said = [*kind_of(question).feedback(question, response), (question, "feedback")]
    return [(holder[name], format_of_said(question, holder, name)) for holder, name in said if holder[name]]


def clean_response(question: dict[str, Any], response: Any) -> dict[str, Any]:
    """`response` with nothing but what this question can be answered with; {} when empty. Raises ResponseInvalid.

    Works on a question without its keys (courses/quizzes/publishing.py) as well as on one with them.
    """
    if not isinstance(response, dict):
        raise invalid_response()
    return kind_of(question).clean(question, response) if response else {}
