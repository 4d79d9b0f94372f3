"""What a member reads of an entry once the results are published: each question, the right answer, the law behind it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from courses.contests.papers import Paper
from courses.law.stale import law_states
from courses.models import ContestEntry
from courses.quizzes.enums import Verdict
from courses.quizzes.kinds import kind_of
from courses.quizzes.scoring import feedback_of, score
from courses.quizzes.showing import answer_lines, render_words


def review_of(entry: ContestEntry, paper: Paper, day: dt.date | None = None) -> list[dict[str, Any]]:
    """Return the rows of courses/quizzes/question_result.html, in the entry's order. About four queries.

    The paper is frozen. What the law says of its citations is that of `day` (today).
    """
    questions = [paper.questions[key] for key in paper.drawn(str(entry.pk))]
    law = law_states(questions, day or timezone.localdate())
    return [
        _row(question, entry.answers.get(question["key"], {})) | {"law": law.get(question["key"])}
        for question in questions
    ]


def _row(question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
    share = score(question, response)
    state = Verdict.RIGHT if share == 1 else Verdict.PARTLY if share else Verdict.WRONG
    return {
        "question": question,
        "html": render_words(question["text"], question["format"]),
        "own_answer": answer_lines(question, response),
        "state": state,
        "right": [] if state == Verdict.RIGHT else kind_of(question).right_lines(question),
        "feedback": [render_words(*feedback) for feedback in feedback_of(question, response)],
    }
