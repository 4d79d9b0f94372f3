"""A short text, compared word by word with the author's answers."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.excel_cells import Cells, read_yes, yes_or_no
from courses.quizzes.field_checks import check_text
from courses.quizzes.gift_rows import Braces, escape, weight, with_feedback
from courses.quizzes.gift_text import Broken, Written, words_of
from courses.quizzes.importing import Problem
from courses.quizzes.kinds.writing import Comparing
from courses.quizzes.spelling import words_fit


class ShortAnswer(Comparing):
    name = "short_answer"
    words = gettext_lazy("Viết câu trả lời ngắn")
    excel_words = "Trả lời ngắn"
    place = 50
    fields = {"answers": [], "forgive_accents": False, "forgive_case": True}
    gift_rank = 1_000  # any other content of braces

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        for name in ("forgive_accents", "forgive_case"):
            if not isinstance(question.get(name), bool):
                errors[name] = _("Chị chọn có hay không.")
        super().check(question, errors)

    def check_answer(self, row: dict[str, Any], at: str, errors: dict[str, str]) -> None:
        check_text(row, "text", errors, at=at, needed=_("Chị viết câu trả lời."), limit=300)

    def fits(self, question: dict[str, Any], answer: dict[str, Any], text: str) -> bool:
        return words_fit(question, answer, text)

    def right_response(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"text": question["answers"][0]["text"]}

    def answer_words(self, answer: dict[str, Any]) -> str:
        return answer["text"]

    def answer_in_file(self, answer: dict[str, Any]) -> str:
        return answer["text"]

    def answer_in_gift(self, answer: dict[str, Any]) -> str:
        return escape(answer["text"])

    def read_editor(self, fields: QueryDict) -> dict[str, Any]:
        return {name: name in fields for name in self.own_fields}

    # --- Files ----------------------------------------------------------------------------------------------------
    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        if braces is None:
            return None
        return {"answers": [_answer_read(row, at, braces.written) for _sign, row, at in braces.rows]}

    def excel_first(self, question: dict[str, Any]) -> Cells:
        return {
            "accents": yes_or_no(question["forgive_accents"]),
            "case": yes_or_no(question["forgive_case"]),
        }

    def read_excel_first(self, cells: Cells, line: int, problems: list[Problem]) -> dict[str, Any]:
        return {
            "forgive_accents": read_yes(cells["accents"], False, line, "accents", problems),
            "forgive_case": read_yes(cells["case"], True, line, "case", problems),
        }


def _answer_read(raw: str, at: int, written: Written) -> dict[str, Any]:
    fraction, rest = weight(raw, at, 100)
    words, feedback = with_feedback(rest, written)
    if not words.strip():
        raise Broken(at, _("Câu trả lời này không có chữ."))
    return {"text": words_of(words), "fraction": fraction, **feedback}
