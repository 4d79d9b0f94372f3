"""A lesson's questions as a whole room answers them, by hands for each choice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from courses.authoring.enums import StepKind
from courses.authoring.versions import published, words_of
from courses.models import Meeting, MeetingHands
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.kinds import kind_of
from courses.quizzes.published_quizzes import AskedQuiz, asked_quiz
from courses.quizzes.showing import render_words


def choices_of(question: dict[str, Any] | None) -> list[tuple[str, str]]:
    """Return (key, text or HTML) of the choices to count hands for; [] if a question is only discussed."""
    if question is None:
        return []
    return [
        (option.key, render_words(option.text, option.format) if option.format else option.text)
        for option in kind_of(question).options(question)
    ]


def screens_of(meeting: Meeting) -> list[dict[str, Any]]:
    """Return the lesson's screens, one per step, each with the step's questions.

    A screen is {"number", "step", "words", "questions"}.
    """
    lesson = published(meeting.version_id).lessons[meeting.lesson_key]
    counted = {(row.step_key, row.question_key): row.counts for row in _counted(meeting)}
    screens = []
    for number, step in enumerate(lesson["steps"], 1):
        asked = (
            asked_quiz(meeting.version_id, meeting.lesson_key, step["key"])
            if step["kind"] == StepKind.QUIZ
            else None
        )
        screens.append(
            {
                "number": number,
                "step": step,
                "words": words_of(step["texts"], "vi")[1],
                "questions": _questions(asked, step["key"], counted) if asked else [],
            }
        )
    return screens


def _counted(meeting: Meeting) -> Iterable[MeetingHands]:
    """Return the counted hands of a meeting.

    A meeting prepared for offline use has no row, and so no hands.
    """
    return MeetingHands.objects.filter(meeting=meeting.pk)


def _questions(
    asked: AskedQuiz, step_key: str, counted: dict[tuple[str, str], dict[str, int]]
) -> list[dict[str, Any]]:
    # If the quiz never shows what was right, the meeting doesn't show it either.
    tells = asked.quiz["feedback"] != FeedbackTime.NONE
    found = []
    for key, question in asked.public_questions.items():
        counts = counted.get((step_key, key))
        right = (
            kind_of(asked.full_questions[key]).right_options(asked.full_questions[key])
            if tells and counts and key in asked.full_questions
            else set()
        )
        most = max(counts.values(), default=0) if counts else 0
        pictures = {row["key"]: row.get("picture") for row in question.get("choices", [])}
        found.append(
            {
                "key": key,
                "html": render_words(question["text"], question["format"]),
                "picture": question.get("picture"),
                "audio": question.get("audio"),
                "audio_source": question.get("audio_source", ""),
                "is_counted": counts is not None,
                "choices": [
                    {
                        "key": choice,
                        "html": words,
                        "picture": pictures.get(choice),
                        "count": (counts or {}).get(choice, 0),
                        "most": max(most, 1),
                        "is_right": choice in right,
                    }
                    for choice, words in choices_of(question)
                ],
            }
        )
    return found
