"""Convert a question's texts to plain text, and find the format of its parts."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import nh3

from courses.authoring.markdown import spoken_text

_BREAK = re.compile(r"</(?:p|div|li|h\d|tr|blockquote|pre)\s*>|<br\s*/?>", re.IGNORECASE)


def in_words(text: str, text_format: str) -> str:
    """Return the plain text without tags or marks, for an option, a cell or a line of a result."""
    if text_format == "markdown":
        return spoken_text(text)
    if text_format != "html":
        return text
    bare = unescape(nh3.clean(_BREAK.sub("\n", text), tags=set(), clean_content_tags={"script", "style"}))
    lines = (" ".join(line.split()) for line in bare.splitlines())
    return "\n".join(line for line in lines if line)


def question_words(question: dict[str, Any]) -> str:
    """Return a question's name in a list: its title, else its text as plain text."""
    return str(question.get("title") or in_words(question.get("text", ""), question.get("format", "")))


def choice_words(question: dict[str, Any], choice: dict[str, Any]) -> str:
    """Return a choice as plain text; it may have a format of its own."""
    return in_words(choice["text"], choice.get("format") or question.get("format", ""))


def feedback_format(question: dict[str, Any], holder: dict[str, Any], name: str = "feedback") -> str:
    """Return the format of a feedback: its own, else the question's.

    `holder`: the question or one of its rows.
    """
    return str(holder.get(f"{name}_format") or question.get("format", ""))


def format_of_left(question: dict[str, Any], pair: dict[str, Any]) -> str:
    """Return the format of a left half: its own, else HTML if the question is HTML, else plain text."""
    return str(pair.get("left_format") or ("html" if question.get("format") == "html" else "plain"))
