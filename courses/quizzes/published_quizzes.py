"""The quiz of a published step as the server asks and scores it: kept in the process, since a version never changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from courses.authoring.content_shape import QuizContent
from courses.authoring.versions import Published, published
from courses.models import CourseVersion
from courses.quizzes.enums import FeedbackTime
from courses.quizzes.scoring import is_scored


@dataclass(frozen=True, eq=False)
class AskedQuiz:
    """`told`: questions as members see them; `whole`: with what is right; both by key."""

    version_id: int
    lesson_key: str
    step_key: str
    quiz: QuizContent
    told: dict[str, dict[str, Any]]
    whole: dict[str, dict[str, Any]]


def keys_name(lesson_key: str, step_key: str) -> str:
    """Under which CourseVersion.keys holds a step's answer keys: step keys are unique within a lesson only."""
    return f"{lesson_key}/{step_key}"


# As long as courses.authoring.versions keeps the version itself.
_answer_keys: WeakKeyDictionary[Published, dict[str, Any]] = WeakKeyDictionary()


def _keys_of(version: Published) -> dict[str, Any]:
    if version not in _answer_keys:
        _answer_keys[version] = CourseVersion.objects.values_list("keys", flat=True).get(pk=version.id)
    return _answer_keys[version]


def asked_quiz(version_id: int, lesson_key: str, step_key: str) -> AskedQuiz | None:
    """None where that step is no quiz. Two queries the first time in a process, none afterwards."""
    version = published(version_id)
    step = version.step(lesson_key, step_key)
    quiz = step.get("quiz") if step else None
    if quiz is None:
        return None
    told = {question["key"]: question for question in quiz["questions"]}
    if quiz["feedback"] == FeedbackTime.AT_ONCE:
        return AskedQuiz(version_id, lesson_key, step_key, quiz, told, told)
    whole = _keys_of(version).get(keys_name(lesson_key, step_key), {})
    return AskedQuiz(version_id, lesson_key, step_key, quiz, told, whole)


def is_told_at_once(asked: AskedQuiz, key: str) -> bool:
    """Whether who answers this question is told what was right before she hands in: then her first answer stays."""
    return asked.quiz["feedback"] == FeedbackTime.AT_ONCE and is_scored(asked.whole[key])
