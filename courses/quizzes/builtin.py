"""Write the quizzes of the courses that come with Piêu."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from courses.authoring.enums import AudioSource
from courses.media.media_files import media_of
from courses.media.speech import question_hash, words_of_question
from courses.models import Asset, Quiz, Step
from courses.quizzes.actions.quizzes import put_quiz


def set_builtin_quiz(
    *,
    step: Step,
    data: dict[str, Any],
    picture: Callable[[str | None], Asset | None],
    voice: Callable[[str, str], Asset | None],
) -> Quiz:
    """Write the quiz of `step` from `data`, the `quiz` of its file. Repeating it changes nothing.

    picture: returns the asset for a file's name. voice: returns the asset for a question's key and text.
    Raises QuestionInvalid, QuizInvalid.
    """
    questions = []
    for given in data["questions"]:
        question = dict(given)
        question["citations"] = [
            {**row, "article": str(row.get("article", "")), "date": str(row["date"])}
            for row in given.get("citations") or []
        ]
        question["picture"] = media_of(picture(given.get("picture")))
        if "choices" in given:
            question["choices"] = [_choice(row, picture) for row in given["choices"]]
        if reading := media_of(voice(given["key"], words_of_question(given))):
            question |= {
                "audio": reading,
                "audio_source": AudioSource.MACHINE.value,
                "audio_text_hash": question_hash(given),
            }
        questions.append(question)
    settings = {name: value for name, value in data.items() if name != "questions"}
    return put_quiz(step=step, settings=settings, questions=questions)


def _choice(row: dict[str, Any], picture: Callable[[str | None], Asset | None]) -> dict[str, Any]:
    if not row.get("picture"):
        return {name: value for name, value in row.items() if name != "picture"}
    return {**row, "picture": media_of(picture(row["picture"]))}
