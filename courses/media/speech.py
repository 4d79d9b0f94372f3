"""The words that a recording reads.

A voice stores their hash: if the words change, it is marked as outdated.
"""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import nh3

from courses.authoring.markdown import spoken_text
from courses.quizzes.kinds import kind_of


def words_to_read(title: str, text: str) -> str:
    """Return the words of a step that are read aloud: the title, then the text without marks.

    Each paragraph, line and list item is one line.
    """
    return "\n".join(part for part in (title.strip(), spoken_text(text)) if part)


def text_hash(title: str, text: str) -> str:
    """Return the SHA-256 in hex of the spoken words, composed (NFC).

    A changed comma changes the hash; changed Markdown marks don't.
    """
    return hashlib.sha256(unicodedata.normalize("NFC", words_to_read(title, text)).encode()).hexdigest()


def words_of_question(question: dict[str, Any]) -> str:
    """Return the words of a question that are read aloud, one item per line.

    They are its text, then the items to choose from, to match or to order.
    """
    written = question.get("format", "")

    def to_speech(text: Any, text_format: str = written) -> str:
        return spoken_text(nh3.clean(str(text), tags=set()) if text_format == "html" else str(text))

    spoken = kind_of(question).spoken_lines(question)
    lines = [to_speech(question.get("text", ""))]
    lines += [text if written_in is None else to_speech(text, written_in) for text, written_in in spoken]
    return "\n".join(line for line in lines if line)


def question_hash(question: dict[str, Any]) -> str:
    """Return the `text_hash` of the words of a question that are read aloud."""
    return text_hash("", words_of_question(question))
