"""What stands between the braces of a GIFT question."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from courses.quizzes.checks import validate_question
from courses.quizzes.enums import QuestionKind
from courses.quizzes.gift_text import (
    FORMAT,
    KEEPING,
    Broken,
    Written,
    find,
    format_of,
    told,
    unescape,
    words_of,
)
from courses.quizzes.questions import complete

_WEIGHT = re.compile(r"%(-?\d{1,3}(?:[.,]\d{1,20})?)%")
_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


def read_answers(raw: str, start: int, written: Written) -> dict[str, Any]:
    """What stands between the braces."""
    made: dict[str, Any] = {}
    if (general := find(raw, "####")) >= 0:
        made |= told("feedback", written.words(raw[general + 4 :]))
        raw = raw[:general]
    bare = raw.strip()
    if not bare:
        return made | {"kind": QuestionKind.ESSAY}
    if bare.startswith("#"):
        begin = raw.index("#") + 1
        return made | _numbers(raw[begin:], start + begin, written)
    if (truth := _TRUTH.get(_upto(bare, "#").strip().upper())) is not None:
        nothing = ("", "")
        wrong, right = [*(written.words(part) for part in _split_feedback(bare)[1:3]), nothing, nothing][:2]
        of_true, of_false = (wrong, right) if not truth else (right, wrong)
        return made | {
            "kind": QuestionKind.TRUE_FALSE,
            "correct": truth,
            **told("feedback_true", of_true),
            **told("feedback_false", of_false),
        }
    rows = _rows(raw, start)
    if any(sign == "~" for sign, _row, _at in rows):
        choices = [_choice(sign, row, at, written) for sign, row, at in rows]
        single = any(sign == "=" for sign, _row, _at in rows)
        kind = QuestionKind.ONE_CHOICE if single else QuestionKind.SEVERAL_CHOICE
        return made | {"kind": kind, "choices": choices}
    if any(find(row, "->") >= 0 for _sign, row, _at in rows):
        return made | _pairs(rows, written)
    answers = [_short_answer(row, at, written) for _sign, row, at in rows]
    return made | {"kind": QuestionKind.SHORT_ANSWER, "answers": answers}


def _upto(raw: str, sign: str) -> str:
    at = find(raw, sign)
    return raw if at < 0 else raw[:at]


def _split_feedback(raw: str) -> list[str]:
    parts, rest = [], raw
    while (at := find(rest, "#")) >= 0:
        parts.append(rest[:at])
        rest = rest[at + 1 :]
    return [*parts, rest]


def _rows(raw: str, start: int) -> list[tuple[str, str, int]]:
    """(sign, text, position) of every answer; each begins with = or ~.

    What stands before the first sign is one, too, as Moodle reads it: wrong among choices (~), right elsewhere (=).
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


def _weight(raw: str, at: int, default: float) -> tuple[float, str]:
    """The fraction in per cent signs at the beginning, and what follows it."""
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


def _feedback(raw: str, written: Written) -> tuple[str, dict[str, str]]:
    """What is before the first #, and the fields of what is said after it."""
    parts = _split_feedback(raw)
    return parts[0], told("feedback", written.words("#".join(parts[1:])))


def _choice(sign: str, raw: str, at: int, written: Written) -> dict[str, Any]:
    fraction, rest = _weight(raw, at, 100 if sign == "=" else 0)
    words, feedback = _feedback(rest, written)
    made: dict[str, Any] = {}
    name, words = written.name, words.lstrip()
    if given := FORMAT.match(words):
        words, name = words[given.end() :], given[1].lower()
    own = format_of(name, words) if given or name == "moodle" else written.text_format
    if own != written.text_format and (given or own == "html"):
        made["format"] = own
    if not words.strip():
        raise Broken(at, _("Lựa chọn này không có chữ."))
    text = words_of(words, keep=name in KEEPING)
    return {"text": text, "fraction": fraction, **feedback, **made}


def _short_answer(raw: str, at: int, written: Written) -> dict[str, Any]:
    fraction, rest = _weight(raw, at, 100)
    words, feedback = _feedback(rest, written)
    if not words.strip():
        raise Broken(at, _("Câu trả lời này không có chữ."))
    return {"text": words_of(words), "fraction": fraction, **feedback}


def _pairs(rows: list[tuple[str, str, int]], written: Written) -> dict[str, Any]:
    pairs, extras = [], []
    for _sign, raw, at in rows:
        arrow = find(raw, "->")
        if arrow < 0:
            raise Broken(at, _("Cặp này thiếu dấu -> giữa hai vế."))
        left, right = written.words(raw[:arrow]), words_of(raw[arrow + 2 :])
        if not right:
            raise Broken(at, _("Cặp này thiếu vế phải."))
        if left[0]:
            pairs.append({**told("left", left), "right": right})
        else:
            extras.append(right)
    return {"kind": QuestionKind.MATCHING, "pairs": pairs, "extra_rights": extras}


def _numbers(raw: str, start: int, written: Written) -> dict[str, Any]:
    bare = raw.lstrip()
    rows = _rows(raw, start) if bare[:1] in ("=", "~") else [("=", raw, start)]
    answers = []
    for sign, row, at in rows:
        fraction, rest = _weight(row, at, 100 if sign == "=" else 0)
        words, feedback = _feedback(rest, written)
        number = unescape("".join(words.split()))
        if sign == "~" and not number:
            number = "*"
        if ".." in number:
            low, _dots, high = number.partition("..")
            value = {"min": low, "max": high}
        else:
            exact, _colon, tolerance = number.partition(":")
            value = {"value": exact, "tolerance": tolerance or "0"}
        made = {"kind": "numerical", "key": "x", "text": "x", "answers": [{**value, "fraction": 100}]}
        if errors := validate_question(complete(made)):
            raise Broken(at, next(iter(errors.values())))
        answers.append({**value, "fraction": fraction, **feedback})
    return {"kind": QuestionKind.NUMERICAL, "answers": answers}
