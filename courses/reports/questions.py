"""Answers to each question of a course's quizzes: which ones many get wrong, and by which choice."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from courses.authoring.enums import StepKind
from courses.authoring.versions import Published
from courses.models import Answer, Attempt
from courses.quizzes.kinds import kind_of
from courses.quizzes.published_quizzes import asked_quiz
from courses.quizzes.words import in_words
from members.models import User

FULL = 10_000


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """Figures of one question over all finished attempts that asked it.

    `share`: per cent of entirely right answers, None without attempts or if `right` is hidden.
    """

    lesson_title: str
    step_key: str
    key: str
    text: str
    asked: int
    right: int | None
    average: int | None
    wrong_choice: str
    wrong_count: int

    @property
    def share(self) -> int | None:
        return self.right * 100 // self.asked if self.asked and self.right is not None else None


def question_figures(
    version: Published, people: QuerySet[User] | None = None, *, least: int = 1
) -> list[QuestionFigures]:
    """Return the figures of every question of the version, in order.

    A question asked of fewer than `least` people looks like a question that was never asked. The other
    figures count attempts, not people. A wrong choice of fewer than `least` attempts isn't named. The number
    of right answers is None if the right or the other answers are fewer. Two queries, one more for keys not
    cached yet. Reads the version's finished attempts and their counting answers.
    """
    attempts = Attempt.objects.filter(version_id=version.id, finished_at__isnull=False)
    if people is not None:
        attempts = attempts.filter(user__in=people)
    scores: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    asked: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    rows = attempts.values_list("user_id", "lesson_key", "step_key", "questions", "results")
    for user_id, lesson_key, step_key, questions, results in rows.iterator():
        for key in questions:
            asked[lesson_key, step_key, key].add(user_id)
            scores[lesson_key, step_key, key].append(int(results.get(key, 0)))
    picks: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    answers = Answer.objects.filter(attempt__in=attempts, counts=True).values_list(
        "attempt__lesson_key", "attempt__step_key", "question_key", "response"
    )
    for lesson_key, step_key, key, response in answers.iterator():
        picks[lesson_key, step_key, key].update(_picked(response))
    for place, users in asked.items():
        if len(users) < least:
            scores.pop(place, None)
            picks.pop(place, None)
    return [
        _figures(version, lesson_key, step_key, question, scores, picks, least)
        for (lesson_key, step_key), step in version.steps.items()
        if step["kind"] == StepKind.QUIZ
        for question in _questions_with_answers(version, lesson_key, step_key)
    ]


def _questions_with_answers(version: Published, lesson_key: str, step_key: str) -> list[dict[str, Any]]:
    """Return a quiz's questions with their answers; [] for a step without a quiz.

    Members' content has the answers only if feedback is given at once.
    """
    asked = asked_quiz(version.id, lesson_key, step_key)
    return (
        [asked.full_questions.get(key, question) for key, question in asked.public_questions.items()]
        if asked
        else []
    )


def _figures(
    version: Published,
    lesson_key: str,
    step_key: str,
    question: dict[str, Any],
    scores: Any,
    picks: Any,
    least: int,
) -> QuestionFigures:
    place = (lesson_key, step_key, question["key"])
    found = scores.get(place, [])
    wrong_choice, wrong_count = _commonest_wrong(question, picks.get(place, Counter()))
    if wrong_count < least:
        wrong_choice, wrong_count = "", 0
    right = sum(score >= FULL for score in found)
    is_closed = any(0 < count < least for count in (right, len(found) - right))
    return QuestionFigures(
        lesson_title=version.lessons[lesson_key]["title"],
        step_key=step_key,
        key=question["key"],
        text=in_words(question["text"], question["format"]),
        asked=len(found),
        right=None if is_closed else right,
        average=sum(found) // len(found) // 100 if found and not is_closed else None,
        wrong_choice=wrong_choice,
        wrong_count=wrong_count,
    )


def _picked(response: Any) -> list[str]:
    """Return the keys chosen, or true or false.

    Other kinds return nothing: their answers are people's own words.
    """
    if "choice" in response:
        return [response["choice"]]
    if isinstance(response.get("value"), bool):
        return ["true" if response["value"] else "false"]
    return list(response.get("choices", []))


def _commonest_wrong(question: dict[str, Any], picked: Counter[str]) -> tuple[str, int]:
    wrong = kind_of(question).wrong_options(question)
    for key, count in picked.most_common():
        if key in wrong:
            return wrong[key], count
    return "", 0
