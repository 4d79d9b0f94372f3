"""The quiz of a published step as the server asks and scores it.

Cached in the process, since versions never change.
"""

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
    """A quiz and its questions by key.

    `full_questions` have the answers. `public_questions` have them only if the quiz gives feedback at once.
    """

    version_id: int
    lesson_key: str
    step_key: str
    quiz: QuizContent
    public_questions: dict[str, dict[str, Any]]
    full_questions: dict[str, dict[str, Any]]


def keys_name(lesson_key: str, step_key: str) -> str:
    """Return "lesson/step", a step's name in CourseVersion.keys.

    Step keys are unique within a lesson only.
    """
    return f"{lesson_key}/{step_key}"


# As many as courses.authoring.versions caches.
_answer_keys: WeakKeyDictionary[Published, dict[str, Any]] = WeakKeyDictionary()


def _keys_of(version: Published) -> dict[str, Any]:
    if version not in _answer_keys:
        _answer_keys[version] = CourseVersion.objects.values_list("keys", flat=True).get(pk=version.id)
    return _answer_keys[version]


def asked_quiz(version_id: int, lesson_key: str, step_key: str) -> AskedQuiz | None:
    """Return the quiz of a published step; None if the step has none.

    Two queries the first time in a process, none afterwards.
    """
    version = published(version_id)
    step = version.step(lesson_key, step_key)
    quiz = step.get("quiz") if step else None
    if quiz is None:
        return None
    public_questions = {question["key"]: question for question in quiz["questions"]}
    if quiz["feedback"] == FeedbackTime.AT_ONCE:
        return AskedQuiz(version_id, lesson_key, step_key, quiz, public_questions, public_questions)
    full_questions = _keys_of(version).get(keys_name(lesson_key, step_key), {})
    return AskedQuiz(version_id, lesson_key, step_key, quiz, public_questions, full_questions)


def has_immediate_feedback(asked: AskedQuiz, key: str) -> bool:
    """Return whether question `key` shows its result before the hand-in. Then its first answer counts.

    True for scored questions of a quiz that gives feedback at once.
    """
    return asked.quiz["feedback"] == FeedbackTime.AT_ONCE and is_scored(asked.full_questions[key])
