"""A question's texts in other forms than their own: as bare words; and the format that a part of it is written in."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import nh3

from courses.authoring.markdown import spoken_text

_BREAK = re.compile(r"</(?:p|div|li|h\d|tr|blockquote|pre)\s*>|<br\s*/?>", re.IGNORECASE)


def in_words(text: str, text_format: str) -> str:
    """The words without tags or marks, for where nothing is drawn: an option, a cell, a line of a result."""
    if text_format == "markdown":
        return spoken_text(text)
    if text_format != "html":
        return text
    bare = unescape(nh3.clean(_BREAK.sub("\n", text), tags=set(), clean_content_tags={"script", "style"}))
    lines = (" ".join(line.split()) for line in bare.splitlines())
    return "\n".join(line for line in lines if line)


def question_words(question: dict[str, Any]) -> str:
    """What a question is called in a list: its title, else its text in words."""
    return str(question.get("title") or in_words(question.get("text", ""), question.get("format", "")))


def choice_words(question: dict[str, Any], choice: dict[str, Any]) -> str:
    """A choice in words; it may have a format of its own."""
    return in_words(choice["text"], choice.get("format") or question.get("format", ""))


def format_of_said(question: dict[str, Any], holder: dict[str, Any], name: str = "feedback") -> str:
    """How a feedback is written: in a format of its own, else in the question's. `holder`: the question or one of its rows."""
    return str(holder.get(f"{name}_format") or question.get("format", ""))


def format_of_left(question: dict[str, Any], pair: dict[str, Any]) -> str:
    """How a left half is written: in a format of its own, else HTML where the question is, else as it stands."""
    return str(pair.get("left_format") or ("html" if question.get("format") == "html" else "plain"))
