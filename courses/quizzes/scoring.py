"""How much of a question an answer is worth. Pure, and the same on the server, in reports and in the tests.

A response by kind: {"choice": key} | {"choices": [keys]} | {"value": true} | {"text": "…"} |
{"pairs": {pair key: right half}} | {"order": [item keys]}; {} is no answer.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from courses.quizzes.checks import MAX_ROWS, decimal_of, is_text
from courses.quizzes.enums import CHOICE_KINDS, UNSCORED_KINDS, QuestionKind
from courses.quizzes.words import format_of_said

MAX_ESSAY = 4_000
MAX_SHORT = 300
# The five marks that say the tone of a syllable: hoà and hòa are one word.
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")


class ResponseInvalid(DomainError):
    """An answer this question can't have; nothing was kept."""


def score(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    """The share of the points, 0 to 1. Wrong choices that cost points take from right ones, never below nothing.

    Several choices: what is chosen, of the sum of the right ones. Matching and ordering: the share that is right.
    """
    kind = question["kind"]
    if not response or kind in UNSCORED_KINDS:
        return Fraction(0)
    return max(Fraction(0), min(Fraction(1), _SCORES[kind](question, response)))


def is_scored(question: dict[str, Any]) -> bool:
    return question["kind"] not in UNSCORED_KINDS and question["points"] > 0


def is_graded(question: dict[str, Any]) -> bool:
    """Whether a trainer gives the points."""
    return question["kind"] == QuestionKind.ESSAY and question["points"] > 0


def total_score(questions: list[dict[str, Any]], shares: dict[str, Fraction]) -> Fraction:
    """All questions by their points, 0 to 1; `shares` by question key, unanswered ones left out.

    A quiz that nothing can be scored of is done by handing it in: 1.
    """
    scored = [question for question in questions if is_scored(question) or is_graded(question)]
    points = sum((_exact(question["points"]) for question in scored), Fraction(0))
    if not points:
        return Fraction(1)
    got = sum((_exact(q["points"]) * shares.get(q["key"], Fraction(0)) for q in scored), Fraction(0))
    return got / points


def feedback_of(question: dict[str, Any], response: dict[str, Any]) -> list[tuple[str, str]]:
    """What the author says to this answer, with its format: of what was chosen, then of the question as a whole."""
    kind = question["kind"]
    said: list[tuple[dict[str, Any], str]] = []
    if kind in CHOICE_KINDS:
        chosen = _chosen(response)
        said = [(row, "feedback") for row in question["choices"] if row["key"] in chosen]
    elif kind == QuestionKind.TRUE_FALSE and "value" in response:
        said = [(question, "feedback_true" if response["value"] else "feedback_false")]
    elif kind in (QuestionKind.SHORT_ANSWER, QuestionKind.NUMERICAL):
        answer = _best(question, response)
        said = [(answer, "feedback")] if answer else []
    said.append((question, "feedback"))
    return [(holder[name], format_of_said(question, holder, name)) for holder, name in said if holder[name]]


def clean_response(question: dict[str, Any], response: Any) -> dict[str, Any]:
    """`response` with nothing but what this question can be answered with; {} when empty. Raises ResponseInvalid.

    Works on a question without its keys (courses/quizzes/publishing.py) as well as on one with them.
    """
    if not isinstance(response, dict):
        raise _invalid()
    if not response:
        return {}
    kind = question["kind"]
    if kind in (QuestionKind.ONE_CHOICE, QuestionKind.PICTURE_CHOICE):
        return {"choice": _one_of(response.get("choice"), _keys(question["choices"]))}
    if kind == QuestionKind.SEVERAL_CHOICE:
        return {"choices": _some_of(response.get("choices"), _keys(question["choices"]))}
    if kind == QuestionKind.TRUE_FALSE:
        if not isinstance(response.get("value"), bool):
            raise _invalid()
        return {"value": response["value"]}
    if kind == QuestionKind.ORDERING:
        keys = _keys(question["items"])
        order = _some_of(response.get("order"), keys, keep_order=True)
        if len(order) != len(keys):
            raise ResponseInvalid(_("Chị xếp đủ các mục."), field="order", code="response_incomplete")
        return {"order": order}
    if kind == QuestionKind.MATCHING:
        return _clean_pairs(question, response.get("pairs"))
    if kind == QuestionKind.DESCRIPTION:
        return {}
    limit = MAX_ESSAY if kind == QuestionKind.ESSAY else MAX_SHORT
    return _clean_text(kind, response.get("text"), limit)


def _clean_text(kind: str, text: Any, limit: int) -> dict[str, Any]:
    if not is_text(text):
        raise _invalid()
    text = unicodedata.normalize("NFC", text).strip()
    if len(text) > limit:
        raise ResponseInvalid(
            _("Câu trả lời dài quá %(limit)s ký tự.") % {"limit": limit},
            field="text",
            code="response_too_long",
        )
    if text and kind == QuestionKind.NUMERICAL and not numbers_read(text):
        raise ResponseInvalid(_("Chị viết số, như 12,5."), field="text", code="response_not_a_number")
    return {"text": text} if text else {}


def _clean_pairs(question: dict[str, Any], pairs: Any) -> dict[str, Any]:
    lefts, rights = _keys(question["pairs"]), set(rights_of(question))
    if not isinstance(pairs, dict) or len(pairs) > MAX_ROWS:
        raise _invalid()
    kept = {key: right for key, right in pairs.items() if right != ""}
    if not all(key in lefts and isinstance(right, str) and right in rights for key, right in kept.items()):
        raise _invalid()
    return {"pairs": dict(sorted(kept.items()))} if kept else {}


def rights_of(question: dict[str, Any]) -> list[str]:
    """Every right half once, those that fit nowhere among them, by their letters: the order tells nothing."""
    if "rights" in question:
        return list(question["rights"])
    return sorted({*(pair["right"] for pair in question["pairs"]), *question["extra_rights"]})


def _keys(rows: list[dict[str, Any]]) -> set[str]:
    return {row["key"] for row in rows}


def _one_of(value: Any, known: set[str]) -> str:
    if not isinstance(value, str) or value not in known:
        raise _invalid()
    return value


def _some_of(values: Any, known: set[str], *, keep_order: bool = False) -> list[str]:
    if not isinstance(values, list) or len(values) > MAX_ROWS:
        raise _invalid()
    kept = [_one_of(value, known) for value in values]
    if len(set(kept)) != len(kept):
        raise _invalid()
    return kept if keep_order else sorted(kept)


def _invalid() -> ResponseInvalid:
    return ResponseInvalid(_("Câu trả lời này không có trong câu hỏi."), code="response_invalid")


def _exact(number: float) -> Fraction:
    return Fraction(str(number))


def _chosen(response: dict[str, Any]) -> set[str]:
    return {response["choice"]} if "choice" in response else set(response.get("choices", []))


def _score_one(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    chosen = _chosen(response)
    return (
        sum((_exact(row["fraction"]) for row in question["choices"] if row["key"] in chosen), Fraction(0))
        / 100
    )


def _score_several(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    chosen, rows = _chosen(response), question["choices"]
    whole = sum((_exact(row["fraction"]) for row in rows if row["fraction"] > 0), Fraction(0))
    won = sum(
        (_exact(row["fraction"]) for row in rows if row["key"] in chosen and row["fraction"] > 0), Fraction(0)
    )
    lost = sum(
        (_exact(row["fraction"]) for row in rows if row["key"] in chosen and row["fraction"] < 0), Fraction(0)
    )
    return won / whole + lost / 100


def _score_true_false(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    return Fraction(response.get("value") is question["correct"])


def _score_best(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    answer = _best(question, response)
    return _exact(answer["fraction"]) / 100 if answer else Fraction(0)


def _best(question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any] | None:
    """Of the author's answers that fit, the one that gives most; the first of equals."""
    fits = _number_fits if question["kind"] == QuestionKind.NUMERICAL else _words_fit
    fitting = [answer for answer in question["answers"] if fits(question, answer, response.get("text", ""))]
    return max(fitting, key=lambda answer: answer["fraction"], default=None)


def spelled(text: str, *, forgive_accents: bool, forgive_case: bool) -> str:
    """What is compared of a word: composed or not, hoà or hòa, single spaces; accents and case only if they count."""
    if forgive_case:
        text = text.casefold()
    words = []
    for word in unicodedata.normalize("NFD", text).split():
        letters = "".join(c for c in word if c not in _TONES)
        if forgive_accents:
            letters = "".join(c for c in letters if unicodedata.category(c) != "Mn")
            words.append(letters.replace("đ", "d").replace("Đ", "D"))
        else:
            words.append(letters + "".join(sorted(c for c in word if c in _TONES)))
    return " ".join(words)


def _words_fit(question: dict[str, Any], answer: dict[str, Any], text: str) -> bool:
    def compared(part: str) -> str:
        return spelled(
            part, forgive_accents=question["forgive_accents"], forgive_case=question["forgive_case"]
        )

    if "*" not in answer["text"]:
        return compared(answer["text"]) == compared(text)
    # A tone moved to the end of its word would part from a star, so stars are matched letter by letter.
    parts = [part.replace("\\*", "*") for part in re.split(r"(?<!\\)\*", answer["text"])]
    if len(parts) == 1:
        return compared(parts[0]) == compared(text)

    def plain(part: str) -> str:
        folded = unicodedata.normalize("NFC", part.casefold() if question["forgive_case"] else part)
        folded = re.sub(r"\s+", " ", folded)
        if question["forgive_accents"]:
            marks = unicodedata.normalize("NFD", folded)
            folded = "".join(c for c in marks if unicodedata.category(c) != "Mn")
            folded = folded.replace("đ", "d").replace("Đ", "D")
        return folded

    return _stars_fit([plain(part) for part in parts], plain(text.strip()))


def _stars_fit(parts: list[str], text: str) -> bool:
    """Whether `text` is `parts` with anything between them. Linear: no pattern can make it slow."""
    first, *middle, last = parts
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def numbers_read(text: str) -> list[Decimal]:
    """What `text` can mean as a number, decimals by comma or point; "120.000" is read both ways. [] if none.

    With both signs, the last one is the decimal's: 1.234,5 and 1,234.5 are the same.
    """
    text = re.sub(r"[\s_]", "", text).replace("\u2212", "-").replace("\u2013", "-")
    found = [decimal_of(text)]
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", text):
        found.append(decimal_of(text.replace(".", "")))
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        found.append(decimal_of(text.replace(",", "")))
    return [number for number in found if number is not None]


def _number_fits(question: dict[str, Any], answer: dict[str, Any], text: str) -> bool:
    readings = [Fraction(number) for number in numbers_read(text)]
    if answer.get("value") == "*":
        return bool(readings)
    if "min" in answer:
        low, high = _number(answer["min"]), _number(answer["max"])
    else:
        value, tolerance = _number(answer["value"]), _number(answer["tolerance"])
        low, high = value - tolerance, value + tolerance
    return any(low <= number <= high for number in readings)


def _number(text: str) -> Fraction:
    number = decimal_of(text)
    assert number is not None  # checked when the question was written
    return Fraction(number)


def _score_matching(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    given = response.get("pairs", {})
    right = sum(given.get(pair["key"]) == pair["right"] for pair in question["pairs"])
    return Fraction(right, len(question["pairs"]))


def _score_ordering(question: dict[str, Any], response: dict[str, Any]) -> Fraction:
    wanted = [item["key"] for item in question["items"]]
    given = response.get("order", [])
    return Fraction(sum(a == b for a, b in zip(given, wanted, strict=False)), len(wanted))


_SCORES: dict[str, Any] = {
    QuestionKind.ONE_CHOICE: _score_one,
    QuestionKind.PICTURE_CHOICE: _score_one,
    QuestionKind.SEVERAL_CHOICE: _score_several,
    QuestionKind.TRUE_FALSE: _score_true_false,
    QuestionKind.SHORT_ANSWER: _score_best,
    QuestionKind.NUMERICAL: _score_best,
    QuestionKind.MATCHING: _score_matching,
    QuestionKind.ORDERING: _score_ordering,
}
