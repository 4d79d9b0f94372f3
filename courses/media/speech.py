"""Which words a recording reads. A voice is bound to their hash: when the words change, it is outdated and says so."""

from __future__ import annotations

import hashlib
import unicodedata
from typing import Any

import nh3

from courses.authoring.markdown import spoken_text


def words_to_read(title: str, text: str) -> str:
    """What is read aloud of a step: its title, then its words without marks, a sentence a line."""
    return "\n".join(part for part in (title.strip(), spoken_text(text)) if part)


def text_hash(title: str, text: str) -> str:
    """SHA-256 in hex of the words as read, composed (NFC): another comma changes it, other Markdown marks don't."""
    return hashlib.sha256(unicodedata.normalize("NFC", words_to_read(title, text)).encode()).hexdigest()


def words_of_question(question: dict[str, Any]) -> str:
    """What a voice reads of a question: its text, then what there is to choose from, to match or to order, a line each.

    Right halves are read by the alphabet: in the order of the pairs they would tell which belongs to which.
    """
    written = question.get("format", "")

    def said(text: Any, text_format: str = written) -> str:
        return spoken_text(nh3.clean(str(text), tags=set()) if text_format == "html" else str(text))

    pairs = question.get("pairs", [])
    lines = [said(question.get("text", ""))]
    lines += [said(row.get("text", ""), row.get("format") or written) for row in question.get("choices", [])]
    lines += [str(row["text"]) for row in question.get("items", [])]
    # A half without a format of its own is read as it stands, unless the question is HTML.
    halves = [
        (pair["left"], pair.get("left_format") or ("html" if written == "html" else "")) for pair in pairs
    ]
    lines += [said(left, own) if own in ("html", "markdown") else str(left) for left, own in halves]
    lines += sorted({*(str(pair["right"]) for pair in pairs), *question.get("extra_rights", [])})
    return "\n".join(line for line in lines if line)


def question_hash(question: dict[str, Any]) -> str:
    """As `text_hash`, of what a voice reads of a question."""
    return text_hash("", words_of_question(question))
