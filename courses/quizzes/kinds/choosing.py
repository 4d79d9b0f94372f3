"""Shared behaviour of kinds that are answered by picking choices."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, ClassVar

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.quizzes.draw import in_drawn_order
from courses.quizzes.excel_cells import Cells, ReadRow, read_answer, worth
from courses.quizzes.field_checks import check_format, check_fractions, check_rows, check_text, is_media
from courses.quizzes.gift_rows import Braces, escape, feedback_in_gift, percent, weight, with_feedback
from courses.quizzes.gift_text import FORMAT, KEEPING, Broken, Written, format_of, words_of
from courses.quizzes.importing import Problem
from courses.quizzes.kinds.base import Kind, Option
from courses.quizzes.rendering import Line, on_one_line, render_words
from courses.quizzes.responses import exact, keys_of, one_of, picked_keys
from courses.quizzes.typed_numbers import number_typed
from courses.quizzes.words import choice_words, feedback_format

_WITHOUT_KEY = ("key", "text", "format", "picture")


class Choosing(Kind):
    """Base of kinds that are answered by picking choices; by default one choice is right."""

    fields = {"choices": []}
    rows = "choices"
    row_fields = ("key", "text", "fraction", "feedback", "feedback_format", "picture", "format")
    row_defaults = {"fraction": 0, "feedback": ""}
    keyed_by = "text"
    template = "courses/quizzes/kinds/choices.html"
    script = "courses/quizzes/kinds/choosing.js"
    row_inputs = ("text", "picture", "feedback")
    first_row_is_right = True
    needs_pictures: ClassVar[bool] = False

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        if not check_rows(question, "choices", errors, least=2):
            return
        rows = question["choices"]
        for number, row in enumerate(rows):
            at = f"choices.{number}."
            has_picture = bool(row.get("picture"))
            needed = "" if has_picture else _("Chị viết lựa chọn này.")
            check_text(row, "text", errors, at=at, needed=needed)
            if not is_media(row.get("picture")):
                errors[f"{at}picture"] = _("Tệp này không dùng được.")
            elif self.needs_pictures and not has_picture:
                errors[f"{at}picture"] = _("Mỗi lựa chọn cần một hình.")
            check_format(row, "format", errors, at=at)
        check_fractions(rows, "choices", errors)
        if not errors:
            self.check_right(rows, errors)

    def check_right(self, rows: list[dict[str, Any]], errors: dict[str, str]) -> None:
        if not any(row["fraction"] == 100 for row in rows):
            errors["choices"] = _("Chị đánh dấu lựa chọn đúng.")

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        return {"choice": one_of(response.get("choice"), keys_of(question["choices"]))}

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        answer = fields.get("answer", "")
        return {"choice": answer} if answer else {}

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        picked = picked_keys(response)
        rows = [row for row in question["choices"] if row["key"] in picked]
        return sum((exact(row["fraction"]) for row in rows), Fraction(0)) / 100

    def right_response(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"choice": max(question["choices"], key=lambda row: row["fraction"])["key"]}

    def feedback(
        self, question: dict[str, Any], response: dict[str, Any]
    ) -> list[tuple[dict[str, Any], str]]:
        picked = picked_keys(response)
        return [(row, "feedback") for row in question["choices"] if row["key"] in picked]

    def show(
        self, question: dict[str, Any], response: dict[str, Any], *, attempt_id: str, shuffle: bool
    ) -> dict[str, Any]:
        picked = picked_keys(response)
        rows = {row["key"]: row for row in question["choices"]}
        order = in_drawn_order(f"{attempt_id}:{question['key']}", rows) if shuffle else list(rows)
        choices = [
            {
                **rows[key],
                "html": on_one_line(rows[key]["text"], rows[key].get("format") or question["format"]),
                "is_picked": key in picked,
            }
            for key in order
        ]
        return {"choices": choices, "is_several": self.is_several, "has_pictures": self.needs_pictures}

    def answer_lines(self, question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
        return self._lines(question, picked_keys(response))

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        return self._lines(question, {row["key"] for row in question["choices"] if row["fraction"] > 99.999})

    def _lines(self, question: dict[str, Any], keys: set[str]) -> list[Line]:
        return [
            {"text": choice_words(question, row), "picture": row.get("picture")}
            for row in question["choices"]
            if row["key"] in keys
        ]

    def spoken_lines(self, question: dict[str, Any]) -> list[tuple[str, str | None]]:
        written = question.get("format", "")
        return [
            (str(row.get("text", "")), row.get("format") or written) for row in question.get("choices", [])
        ]

    def options(self, question: dict[str, Any]) -> list[Option]:
        return [
            Option(row["key"], row["text"], row.get("format") or question.get("format", ""))
            for row in question["choices"]
        ]

    def right_options(self, question: dict[str, Any]) -> set[str]:
        return {row["key"] for row in question["choices"] if row["fraction"] > 0}

    def wrong_options(self, question: dict[str, Any]) -> dict[str, str]:
        return {
            row["key"]: choice_words(question, row)
            for row in question.get("choices", [])
            if row.get("fraction") is not None and row["fraction"] <= 0
        }

    def response_of_options(self, keys: list[str]) -> dict[str, Any]:
        return {"choice": keys[0]}

    def without_key(self, question: dict[str, Any]) -> dict[str, Any]:
        rows = question["choices"]
        return {"choices": [{name: row[name] for name in _WITHOUT_KEY if name in row} for row in rows]}

    def on_phone(self, question: dict[str, Any], *, with_key: bool) -> dict[str, Any]:
        if not with_key:
            return {"choices": [{"key": row["key"]} for row in question["choices"]]}
        return {
            "choices": [
                {"key": row["key"], "fraction": row["fraction"], "feedback": feedback_html(question, row)}
                for row in question["choices"]
            ]
        }

    def row_from_editor(self, typed: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
        row = {**made, "fraction": self.fraction_typed(typed)}
        if typed.get("picture"):
            row["picture"] = {"id": typed["picture"], "files": []}
        if typed.get("format"):
            row["format"] = typed["format"]
        return row

    def fraction_typed(self, typed: dict[str, Any]) -> Any:
        """Return the fraction of a row from the form.

        For a single right answer, the row with the radio button gets 100. A typed 100 of another row becomes
        0. Otherwise the typed number counts.
        """
        fraction = number_typed(typed.get("fraction", ""), 0)
        if not self.is_single:
            return fraction
        if typed.get("is_right"):
            return 100
        return 0 if fraction == 100 else fraction

    # --- Files ----------------------------------------------------------------------------------------------------
    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        if not self.gift_rank or braces is None:
            return None
        rows = braces.rows
        signs = {sign for sign, _row, _at in rows}
        if signs != ({"~"} if self.is_several else {"~", "="}):
            return None
        return {"choices": [_choice_read(sign, row, at, braces.written) for sign, row, at in rows]}

    def gift_rows(self, question: dict[str, Any]) -> list[str]:
        rows = []
        has_right = False
        for row in question["choices"]:
            # If all choices began with =, they would be short answers.
            is_right = not self.is_several and row["fraction"] == 100 and not has_right
            has_right = has_right or is_right
            sign, default = ("=", 100) if is_right else ("~", 0)
            text_format = row.get("format", "")
            if not text_format and row["text"].lstrip().startswith("["):
                text_format = question["format"]
            mark = f"[{text_format}]" if text_format else ""
            text = escape(row["text"] or "-") + feedback_in_gift(row, question["format"])
            rows.append(f"{sign}{percent(row['fraction'], default, row['text'])}{mark}{text}")
        return rows

    def excel_answers(self, question: dict[str, Any]) -> list[Cells]:
        return [{"answer": row["text"], **worth(row)} for row in question["choices"]]

    def is_excel_row(self, row: ReadRow) -> bool:
        """Return whether a row without text counts, such as a picture: it has a weight or a feedback."""
        return any(row.cells[name].strip() for name in ("fraction", "feedback"))

    def read_excel(self, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
        return {"choices": [read_answer(row, problems) for row in rows]}


def feedback_html(question: dict[str, Any], row: dict[str, Any]) -> str:
    """Return the author's feedback to a row of the question as HTML."""
    return render_words(row["feedback"], feedback_format(question, row)) if row.get("feedback") else ""


def _choice_read(sign: str, raw: str, at: int, written: Written) -> dict[str, Any]:
    fraction, rest = weight(raw, at, 100 if sign == "=" else 0)
    words, feedback = with_feedback(rest, written)
    made: dict[str, Any] = {}
    name, words = written.name, words.lstrip()
    if given := FORMAT.match(words):
        words, name = words[given.end() :], given[1].lower()
    own = format_of(name, words) if given or name == "moodle" else written.text_format
    if own != written.text_format and (given or own == "html"):
        made["format"] = own
    if not words.strip():
        raise Broken(at, _("Lựa chọn này không có chữ."))
    return {"text": words_of(words, keep=name in KEEPING), "fraction": fraction, **feedback, **made}
