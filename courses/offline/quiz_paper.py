"""A quiz as a kept page carries it: every question drawn once, and what the phone's script needs to ask and tell."""

from __future__ import annotations

from typing import Any

from courses.quizzes.asked import AskedQuiz
from courses.quizzes.enums import CHOICE_KINDS, FeedbackTime, QuestionKind
from courses.quizzes.scoring import is_scored
from courses.quizzes.showing import render_words, right_words, shown_question
from courses.quizzes.words import format_of_said

# What scoring needs of a question; only there where the quiz tells at once what was right.
_KEYS = ("correct", "answers", "forgive_accents", "forgive_case")


def drawn_once(asked: AskedQuiz) -> list[dict[str, Any]]:
    """Every question of the quiz for courses/quizzes/fields.html, unanswered, in the order of the author."""
    unmixed = AskedQuiz(
        asked.version_id,
        asked.lesson_key,
        asked.step_key,
        {**asked.quiz, "shuffle": False},
        asked.told,
        asked.whole,
    )
    return [shown_question(unmixed, "", key, {}) for key in asked.told]


def quiz_data(asked: AskedQuiz) -> dict[str, Any]:
    """The settings and, by question, its kind and keys; right answers and feedback only where they are told at once."""
    quiz = asked.quiz
    at_once = quiz["feedback"] == FeedbackTime.AT_ONCE
    return {
        "pass_percent": quiz["pass_percent"],
        "attempts_allowed": quiz["attempts_allowed"],
        "time_limit_seconds": quiz["time_limit_seconds"],
        "feedback": quiz["feedback"],
        "shuffle": quiz["shuffle"],
        "draws": quiz["draws"],
        "questions": [_question(question, at_once=at_once) for question in asked.told.values()],
    }


def _question(question: dict[str, Any], *, at_once: bool) -> dict[str, Any]:
    kind = question["kind"]
    made: dict[str, Any] = {
        "key": question["key"],
        "kind": kind,
        "bank": question.get("bank", ""),
        "points": question["points"],
    }
    if kind in CHOICE_KINDS:
        made["choices"] = [_choice(row, question, at_once=at_once) for row in question["choices"]]
    elif kind == QuestionKind.MATCHING:
        made["pairs"] = [
            {"key": pair["key"], **({"right": pair["right"]} if at_once else {})}
            for pair in question["pairs"]
        ]
    elif kind == QuestionKind.ORDERING:
        made["items"] = [item["key"] for item in question["items"]]
    if not at_once:
        return made
    made |= {name: question[name] for name in _KEYS if name in question}
    for name in ("feedback", "feedback_true", "feedback_false"):
        if question.get(name):
            made[name] = render_words(question[name], format_of_said(question, question, name))
    if "answers" in made:
        made["answers"] = [{**row, "feedback": _said(question, row)} for row in question["answers"]]
    if is_scored(question):
        made["right"] = right_words(question)
    return made


def _choice(row: dict[str, Any], question: dict[str, Any], *, at_once: bool) -> dict[str, Any]:
    if not at_once:
        return {"key": row["key"]}
    return {"key": row["key"], "fraction": row["fraction"], "feedback": _said(question, row)}


def _said(question: dict[str, Any], row: dict[str, Any]) -> str:
    return render_words(row["feedback"], format_of_said(question, row)) if row.get("feedback") else ""
