"""A number, compared with the author's numbers and ranges."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.field_checks import decimal_of
from courses.quizzes.gift_rows import Braces, rows_in, weight, with_feedback
from courses.quizzes.gift_text import Broken, unescape
from courses.quizzes.kinds.writing import Comparing
from courses.quizzes.responses import ResponseInvalid


class Numerical(Comparing):
    name = "numerical"
    words = gettext_lazy("Viết số")
    excel_words = "Số"
    place = 60
    template = "courses/quizzes/kinds/numerical.html"
    gift_rank = 20
    gift_opening = "{#"

    def complete_row(self, row: dict[str, Any]) -> dict[str, Any]:
        made = super().complete_row(row)
        return made if "min" in made else {"tolerance": "0", **made}

    def check_answer(self, row: dict[str, Any], at: str, errors: dict[str, str]) -> None:
        names = ("min", "max") if "min" in row or "max" in row else ("value", "tolerance")
        read = {}
        for name in names:
            value = row.get(name)
            if name == "value" and value == "*":
                continue
            read[name] = decimal_of(value) if isinstance(value, str) else None
            if read[name] is None:
                errors[f"{at}{name}"] = _("Chị viết số, như 12,5.")
        if (low := read.get("min")) is not None and (high := read.get("max")) is not None and low > high:
            errors[f"{at}max"] = _("Số lớn nhất phải không nhỏ hơn số nhỏ nhất.")
        if (tolerance := read.get("tolerance")) is not None and tolerance < 0:
            errors[f"{at}tolerance"] = _("Sai số không được âm.")

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        made = super().clean(question, response)
        if made and not numbers_read(made["text"]):
            raise ResponseInvalid(_("Chị viết số, như 12,5."), field="text", code="response_not_a_number")
        return made

    def fits(self, question: dict[str, Any], answer: dict[str, Any], text: str) -> bool:
        readings = [Fraction(number) for number in numbers_read(text)]
        if answer.get("value") == "*":
            return bool(readings)
        if "min" in answer:
            low, high = _number(answer["min"]), _number(answer["max"])
        else:
            value, tolerance = _number(answer["value"]), _number(answer["tolerance"])
            low, high = value - tolerance, value + tolerance
        return any(low <= number <= high for number in readings)

    def right_response(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"text": question["answers"][0]["value"]}

    def answer_words(self, answer: dict[str, Any]) -> str:
        if "min" in answer:
            return _("từ %(low)s đến %(high)s") % {"low": answer["min"], "high": answer["max"]}
        return answer["value"].replace(".", ",")

    def answer_in_file(self, answer: dict[str, Any]) -> str:
        if "min" in answer:
            return f"{answer['min']}..{answer['max']}"
        return answer["value"] if answer["tolerance"] == "0" else f"{answer['value']}:{answer['tolerance']}"

    def answer_in_gift(self, answer: dict[str, Any]) -> str:
        return self.answer_in_file(answer)

    def row_from_editor(self, typed: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
        row = super().row_from_editor(typed, made)
        if ".." in row.get("value", ""):
            row["min"], _dots, row["max"] = row.pop("value").partition("..")
            row.pop("tolerance", None)
        else:
            row["tolerance"] = row.get("tolerance") or "0"
        return row

    # --- Files ----------------------------------------------------------------------------------------------------
    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        if braces is None or not braces.bare.startswith("#"):
            return None
        begin = braces.raw.index("#") + 1
        raw, start = braces.raw[begin:], braces.start + begin
        rows = rows_in(raw, start) if raw.lstrip()[:1] in ("=", "~") else [("=", raw, start)]
        answers = []
        for sign, row, at in rows:
            fraction, rest = weight(row, at, 100 if sign == "=" else 0)
            words, feedback = with_feedback(rest, braces.written)
            number = unescape("".join(words.split()))
            value = _value_read("*" if sign == "~" and not number else number)
            errors: dict[str, str] = {}
            self.check_answer(value, "", errors)
            if errors:
                raise Broken(at, next(iter(errors.values())))
            answers.append({**value, "fraction": fraction, **feedback})
        return {"answers": answers}

    def answer_from_excel(self, read: dict[str, Any]) -> dict[str, Any]:
        number = "".join(read.pop("text").split()).replace("±", ":")
        return {**_value_read(number), **read}


def _value_read(number: str) -> dict[str, str]:
    """Return the fields of an answer: "3..5" is a range, "4:1" a value with its tolerance."""
    if ".." in number:
        low, _dots, high = number.partition("..")
        return {"min": low, "max": high}
    value, _colon, tolerance = number.partition(":")
    return {"value": value, "tolerance": tolerance or "0"}


def numbers_read(text: str) -> list[Decimal]:
    """Return the numbers that `text` can mean, with a decimal comma or point.

    "120.000" is read both ways; [] if there are none. With both signs, the last one is the decimal sign:
    1.234,5 and 1,234.5 are equal.
    """
    text = re.sub(r"[\s_]", "", text).replace("\u2212", "-").replace("\u2013", "-")
    found = [decimal_of(text)]
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d+)?", text):
        found.append(decimal_of(text.replace(".", "")))
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        found.append(decimal_of(text.replace(",", "")))
    return [number for number in found if number is not None]


def _number(text: str) -> Fraction:
    number = decimal_of(text)
    assert number is not None  # checked when the question was written
    return Fraction(number)
