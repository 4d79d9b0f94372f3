"""Read and write rows between the braces of a GIFT question: signs, weights and feedback."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.quizzes.gift_text import Broken, Written, find, text_fields

_WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{1,20})?)%")


@dataclass(frozen=True, slots=True)
class Braces:
    """The content of the braces, without general feedback. `start`: its offset in the question's text."""

    raw: str
    start: int
    written: Written

    @property
    def bare(self) -> str:
        return self.raw.strip()

    @property
    def rows(self) -> list[tuple[str, str, int]]:
        """Return (sign, text, position) of every answer."""
        return rows_in(self.raw, self.start)


def upto(raw: str, sign: str) -> str:
    at = find(raw, sign)
    return raw if at < 0 else raw[:at]


def split_feedback(raw: str) -> list[str]:
    parts, rest = [], raw
    while (at := find(rest, "#")) >= 0:
        parts.append(rest[:at])
        rest = rest[at + 1 :]
    return [*parts, rest]


def rows_in(raw: str, start: int) -> list[tuple[str, str, int]]:
    """Return (sign, text, position) of every answer; each begins with = or ~.

    Text before the first sign is an answer too, as in Moodle: wrong among choices (~), right elsewhere (=).
    """
    signs = []
    at = 0
    while at < len(raw):
        if raw[at] == "\\":
            at += 2
            continue
        if raw[at] in "=~":
            signs.append(at)
        at += 1
    ends = [*signs[1:], len(raw)] if signs else []
    rows = [(raw[a], raw[a + 1 : b], start + a) for a, b in zip(signs, ends, strict=True)]
    first = raw[: signs[0]] if signs else raw
    if not first.strip():
        return rows
    return [("~" if any(sign == "~" for sign, _row, _at in rows) else "=", first, start), *rows]


def weight(raw: str, at: int, default: float) -> tuple[float, str]:
    """Return the weight in per cent signs at the beginning, else `default`, and the text after it.

    Raises Broken for an invalid weight.
    """
    raw = raw.lstrip()
    if not raw.startswith("%"):
        return default, raw
    given = _WEIGHT.match(raw)
    if given is None:
        raise Broken(at, _("Phần điểm viết giữa hai dấu %, như %50%."))
    number = float(given[1].replace(",", "."))
    if not -100 <= number <= 100:
        raise Broken(at, _("Phần điểm là số từ -100 đến 100."))
    return (int(number) if number.is_integer() else number), raw[given.end() :]


def with_feedback(raw: str, written: Written) -> tuple[str, dict[str, str]]:
    """Return the text before the first #, and the fields of the feedback after it."""
    parts = split_feedback(raw)
    return parts[0], text_fields("feedback", written.words("#".join(parts[1:])))


def escape(text: str) -> str:
    r"""Return `text` with its signs escaped by backslashes, a line break as \n."""
    text = re.sub(r"([\\~=#{}:])", r"\\\1", text)
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def marked(holder: dict[str, Any], name: str, text_format: str) -> str:
    """Return the escaped text `holder[name]`, prefixed with its format if that differs from `text_format`.

    A text that begins with a bracket always gets the prefix, because the bracket would be read as a format.
    """
    text, own = holder[name], holder.get(f"{name}_format", "")
    mark = f"[{own or text_format}]" if own or text.lstrip().startswith("[") else ""
    return mark + escape(text)


def percent(fraction: float, default: float, text: str = "") -> str:
    """Return a fraction as a GIFT weight such as "%50%"; "" if it equals `default`.

    If `text` begins with %, the weight is always written.
    """
    if fraction == default and not text.lstrip().startswith("%"):
        return ""
    return f"%{fraction:g}%" if float(f"{fraction:g}") == fraction else f"%{fraction:.10f}".rstrip("0") + "%"


def feedback_in_gift(row: dict[str, Any], text_format: str) -> str:
    return f"#{marked(row, 'feedback', text_format)}" if row["feedback"] else ""
