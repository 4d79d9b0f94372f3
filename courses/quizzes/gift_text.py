"""The smallest parts of GIFT: escapes, formats, and positions of unescaped signs."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Without a format it is Moodle's own: HTML if there are tags, else plain text.
FORMATS = {"html": "html", "moodle": "plain", "plain": "plain", "markdown": "markdown"}
FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]", re.IGNORECASE)
# Formats in which spaces and breaks are significant.
KEEPING = ("plain", "markdown")
_TAGGED = re.compile(r"</?[a-zA-Z][^<>]*>")
_ESCAPED = re.compile(r"\\([~=#{}:\\n])")


class Broken(Exception):
    """Unreadable question, with the position in its text and the reason."""

    def __init__(self, at: int, text: str) -> None:
        self.at, self.text = at, text


def unescape(raw: str) -> str:
    return _ESCAPED.sub(lambda match: "\n" if match[1] == "n" else match[1], raw)


def words_of(raw: str, *, keep: bool = False) -> str:
    """Return unescaped text.

    Breaks and spaces become one space, except in plain and Markdown texts (`keep`).
    """
    return unescape(raw.strip() if keep else " ".join(raw.split()))


def find(text: str, sign: str, start: int = 0) -> int:
    """Return the position of an unescaped `sign`, or -1."""
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


def text_fields(name: str, parsed: tuple[str, str]) -> dict[str, str]:
    """Return the field `name` and, if its format differs, <name>_format.

    `parsed`: text and format from `Written.words`.
    """
    words, text_format = parsed
    return {name: words, f"{name}_format": text_format} if text_format else {name: words}


@dataclass(frozen=True, slots=True)
class Written:
    """Format of a GIFT question.

    `name`: its format mark, "moodle" without one. `text_format`: the format of its text.
    """

    name: str
    text_format: str

    @property
    def keep(self) -> bool:
        return self.name in KEEPING

    def words(self, raw: str) -> tuple[str, str]:
        """Return (text, format) of a feedback or of half a pair.

        The format is "" if it equals the question's.
        """
        name, raw = self.name, raw.lstrip()
        given = FORMAT.match(raw)
        if given:
            name, raw = given[1].lower(), raw[given.end() :]
        own = format_of(name, raw)
        words = words_of(raw, keep=name in KEEPING)
        is_other = own != self.text_format and (given is not None or own == "html")
        return words, own if is_other and words else ""
