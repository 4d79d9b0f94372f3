"""The quizzes of the courses that come with Piêu."""

from __future__ import annotations

from typing import Any

from courses.markdown import spoken_text


def words_of_question(question: dict[str, Any]) -> str:
    """What a voice reads of a question: its text, then what there is to choose from, a line each."""
    lines = [spoken_text(question.get("text", ""))]
    lines += [spoken_text(choice.get("text", "")) for choice in question.get("choices", [])]
    lines += [item["text"] for item in question.get("items", [])]
    return "\n".join(line for line in lines if line)
