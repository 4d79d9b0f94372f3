"""Choices of model fields. Migrations name them by their path, so this module doesn't move."""

from typing import Any

from courses.quizzes.kinds import kind_choices


def question_kinds() -> list[tuple[str, Any]]:
    """Return the discovered kinds of questions, so that a new kind needs no migration."""
    return kind_choices()
