"""The smallest parts of GIFT: escapes, formats, and where a sign stands that isn't escaped."""

from __future__ import annotations

import re

# Without a format it is Moodle's own: HTML where there are tags, else text as it stands.
FORMATS = {"html": "html", "moodle": "plain", "plain": "plain", "markdown": "markdown"}
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
# Formats whose spaces and breaks mean something.
KEEPING = ("plain", "markdown")
_TAGGED = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")


class Broken(Exception):
    """A question that can't be read: the position in its text, and why."""

    def __init__(self, at: int, text: str) -> None:
        self.at, self.text = at, text


def unescape(raw: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], raw)


def words_of(raw: str, *, keep: bool = False) -> str:
    """Text as meant. Breaks and spaces of the file are one space, but in plain and Markdown texts (`keep`)."""
    return unescape(raw.strip() if keep else " ".join(raw.split()))


def find(text: str, sign: str, start: int = 0) -> int:
    """Where `sign` stands without a backslash before it, or -1."""
    at = start
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(sign, at):
            return at
        else:
            at += 1
    return -1


def format_of(name: str, raw: str) -> str:
    return "html" if name == "moodle" and _TAGGED.search(raw) else FORMATS[name]
