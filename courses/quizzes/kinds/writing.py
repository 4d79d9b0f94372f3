"""Shared behaviour of kinds answered in writing, with or without comparison to the author's answers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from courses.quizzes.excel_cells import Cells, ReadRow, read_answer, worth
from courses.quizzes.field_checks import check_fractions, check_rows
from courses.quizzes.gift_rows import feedback_in_gift, percent
from courses.quizzes.importing import Problem
from courses.quizzes.kinds.base import Kind
from courses.quizzes.kinds.choosing import feedback_html
from courses.quizzes.rendering import Line, lines_of
from courses.quizzes.responses import MAX_SHORT, clean_text, exact
from courses.quizzes.typed_numbers import number_typed


class Writing(Kind):
    """Base of kinds whose response is a text."""

    script = "courses/quizzes/kinds/writing.js"
    most_letters = MAX_SHORT

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        return clean_text(response.get("text"), self.most_letters)

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        answer = fields.get("answer", "")
        return {"text": answer} if answer.strip() else {}

    def answer_lines(self, question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
        return lines_of(response["text"])


class Comparing(Writing):
    """Base of kinds whose text is compared with the author's answers; the best match earns the points."""

    fields = {"answers": []}
    rows = "answers"
    row_fields = ("text", "value", "tolerance", "min", "max", "fraction", "feedback", "feedback_format")
    row_defaults = {"fraction": 0, "feedback": ""}
    template = "courses/quizzes/kinds/short_answer.html"
    empty_rows = 1
    row_inputs = ("text", "value", "tolerance", "feedback")
    first_row_is_right = True

    def fits(self, question: dict[str, Any], answer: dict[str, Any], text: str) -> bool:
        """Return whether `text` matches `answer`, one of the author's accepted answers."""
        raise NotImplementedError

    def answer_words(self, answer: dict[str, Any]) -> str:
        """Return an answer of the author as text."""
        raise NotImplementedError

    def answer_in_file(self, answer: dict[str, Any]) -> str:
        """Return an answer of the author as an Excel cell contains it."""
        raise NotImplementedError

    def answer_in_gift(self, answer: dict[str, Any]) -> str:
        raise NotImplementedError

    def check_answer(self, row: dict[str, Any], at: str, errors: dict[str, str]) -> None:
        raise NotImplementedError

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        if not check_rows(question, "answers", errors, least=1):
            return
        for number, row in enumerate(question["answers"]):
            self.check_answer(row, f"answers.{number}.", errors)
        check_fractions(question["answers"], "answers", errors)
        if not errors and not any(row["fraction"] == 100 for row in question["answers"]):
            errors["answers"] = _("Cần một câu trả lời được trọn điểm.")

    def best(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any] | None:
        """Return the matching answer of the author that earns most; None if none matches.

        The first of equal ones is returned.
        """
        text = response.get("text", "")
        fitting = [answer for answer in question["answers"] if self.fits(question, answer, text)]
        return max(fitting, key=lambda answer: answer["fraction"], default=None)

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        answer = self.best(question, response)
        return exact(answer["fraction"]) / 100 if answer else Fraction(0)

    def feedback(
        self, question: dict[str, Any], response: dict[str, Any]
    ) -> list[tuple[dict[str, Any], str]]:
        answer = self.best(question, response)
        return [(answer, "feedback")] if answer else []

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        best = next(row for row in question["answers"] if row["fraction"] == 100)
        return lines_of(self.answer_words(best))

    def on_phone(self, question: dict[str, Any], *, with_key: bool) -> dict[str, Any]:
        if not with_key:
            return {}
        answers = [{**row, "feedback": feedback_html(question, row)} for row in question["answers"]]
        return {"answers": answers, **{name: question[name] for name in self.own_fields if name in question}}

    def row_from_editor(self, typed: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
        return {**made, "fraction": number_typed(typed.get("fraction", ""), 0)}

    # --- Files ----------------------------------------------------------------------------------------------------
    def gift_rows(self, question: dict[str, Any]) -> list[str]:
        return [
            f"={percent(row['fraction'], 100, self.answer_in_gift(row))}{self.answer_in_gift(row)}"
            f"{feedback_in_gift(row, question['format'])}"
            for row in question["answers"]
        ]

    def excel_answers(self, question: dict[str, Any]) -> list[Cells]:
        return [{"answer": self.answer_in_file(row), **worth(row)} for row in question["answers"]]

    def read_excel(self, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
        answers = [self.answer_from_excel(read_answer(row, problems)) for row in rows]
        # A trainer who writes a single answer means that it is right.
        if answers and not any(row["fraction"] for row in answers):
            answers[0]["fraction"] = 100
        return {"answers": answers}

    def answer_from_excel(self, read: dict[str, Any]) -> dict[str, Any]:
        return read
