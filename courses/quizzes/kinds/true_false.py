"""A sentence that is true or false."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import fold
from courses.quizzes.excel_cells import COLUMNS, YES, Cells, ReadRow
from courses.quizzes.field_checks import check_text
from courses.quizzes.gift_rows import Braces, marked, split_feedback, upto
from courses.quizzes.gift_text import text_fields
from courses.quizzes.importing import Problem
from courses.quizzes.kinds.base import Kind, Option
from courses.quizzes.rendering import Line, lines_of
from courses.quizzes.responses import invalid_response

_TRUTH = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class TrueFalse(Kind):
    name = "true_false"
    words = gettext_lazy("Đúng hay sai")
    excel_words = "Đúng sai"
    place = 40
    fields = {"correct": True, "feedback_true": "", "feedback_false": ""}
    feedbacks = ("feedback", "feedback_true", "feedback_false")
    template = "courses/quizzes/kinds/true_false.html"
    script = "courses/quizzes/kinds/true_false.js"
    gift_rank = 30
    suits_contests = True

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        if not isinstance(question.get("correct"), bool):
            errors["correct"] = _("Chị chọn đúng hay sai.")
        check_text(question, "feedback_true", errors)
        check_text(question, "feedback_false", errors)

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        if not isinstance(response.get("value"), bool):
            raise invalid_response()
        return {"value": response["value"]}

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        answer = fields.get("answer", "")
        return {"value": answer == "true"} if answer in ("true", "false") else {}

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        return Fraction(response.get("value") is question["correct"])

    def right_response(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"value": question["correct"]}

    def feedback(
        self, question: dict[str, Any], response: dict[str, Any]
    ) -> list[tuple[dict[str, Any], str]]:
        if "value" not in response:
            return []
        return [(question, "feedback_true" if response["value"] else "feedback_false")]

    def show(
        self, question: dict[str, Any], response: dict[str, Any], *, attempt_id: str, shuffle: bool
    ) -> dict[str, Any]:
        return {"own_answer": response.get("value")}

    def answer_lines(self, question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
        return lines_of(_("Đúng") if response["value"] else _("Sai"))

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        return lines_of(_("Đúng") if question["correct"] else _("Sai"))

    def options(self, question: dict[str, Any]) -> list[Option]:
        return [Option("true", _("Đúng")), Option("false", _("Sai"))]

    def right_options(self, question: dict[str, Any]) -> set[str]:
        return {"true" if question["correct"] else "false"}

    def wrong_options(self, question: dict[str, Any]) -> dict[str, str]:
        if "correct" not in question:
            return {}
        return {"false": _("Sai")} if question["correct"] else {"true": _("Đúng")}

    def picked_options(self, response: dict[str, Any]) -> set[str]:
        return {"true" if response["value"] else "false"} if "value" in response else set()

    def response_of_options(self, keys: list[str]) -> dict[str, Any]:
        return {"value": keys[0] == "true"}

    def on_phone(self, question: dict[str, Any], *, with_key: bool) -> dict[str, Any]:
        return {"correct": question["correct"]} if with_key else {}

    def read_editor(self, fields: QueryDict) -> dict[str, Any]:
        return {**super().read_editor(fields), "correct": fields.get("correct") == "true"}

    # --- Files ----------------------------------------------------------------------------------------------------
    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        if braces is None or (truth := _TRUTH.get(upto(braces.bare, "#").strip().upper())) is None:
            return None
        nothing = ("", "")
        read = [braces.written.words(part) for part in split_feedback(braces.bare)[1:3]]
        wrong, right = [*read, nothing, nothing][:2]
        of_true, of_false = (wrong, right) if not truth else (right, wrong)
        return {
            "correct": truth,
            **text_fields("feedback_true", of_true),
            **text_fields("feedback_false", of_false),
        }

    def gift_body(self, question: dict[str, Any], text: str, general: str) -> str:
        names = ("feedback_true", "feedback_false")
        right, wrong = (
            marked(question, name, question["format"])
            for name in (names if question["correct"] else reversed(names))
        )
        answer = "TRUE" if question["correct"] else "FALSE"
        if right:
            answer = f"{answer}#{wrong}#{right}"
        elif wrong:
            answer = f"{answer}#{wrong}"
        return f"{text} {{{answer}{general}}}"

    def excel_answers(self, question: dict[str, Any]) -> list[Cells]:
        answers = ((True, "Đúng", "feedback_true"), (False, "Sai", "feedback_false"))
        return [
            {
                "answer": word,
                "fraction": "Đúng" if question["correct"] is value else "",
                "feedback": question[name],
            }
            for value, word, name in answers
        ]

    def read_excel(self, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
        made: dict[str, Any] = {}
        marks: list[bool] = []
        for row in rows:
            word = fold(row.cells["answer"])
            if word not in ("dung", "sai"):
                problems.append(Problem(row.line, _("Trả lời của câu này là Đúng hoặc Sai.")))
                continue
            made["feedback_true" if word == "dung" else "feedback_false"] = row.cells["feedback"].strip()
            fraction = row.cells["fraction"].strip()
            if fold(row.cells["fraction"]) in YES or fraction == "100" or len(rows) == 1:
                marks.append(word == "dung")
        if len(marks) == 1:
            made["correct"] = marks[0]
        elif rows and not problems:
            text = _("Chị ghi “Đúng” vào cột “%(column)s” ở một dòng.") % {"column": COLUMNS["fraction"]}
            problems.append(Problem(rows[0].line, text))
        elif not rows:
            made["correct"] = None
        return made
