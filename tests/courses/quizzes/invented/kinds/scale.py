"""A kind that Piêu lacks: a number on a scale; a neighbour of the right number earns half."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import QueryDict

from courses.quizzes.kinds.base import Kind
from courses.quizzes.rendering import Line, lines_of
from courses.quizzes.responses import ResponseInvalid


class Scale(Kind):
    name = "scale"
    words = "Chọn trên thang"
    excel_words = "Thang"
    place = 200
    fields = {"most": 5, "right": 1}
    template = "courses/quizzes/kinds/scale.html"
    script = "courses/quizzes/kinds/scale.js"

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        if not 1 <= question["right"] <= question["most"]:
            errors["right"] = "Số đúng nằm trên thang."

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        if response.get("number") not in range(1, question["most"] + 1):
            raise ResponseInvalid("Số này không có trên thang.", code="response_invalid")
        return {"number": response["number"]}

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        return {"number": int(str(fields["answer"]))} if fields.get("answer") else {}

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        away = abs(response["number"] - question["right"])
        return Fraction(max(0, 2 - away), 2)

    def show(
        self, question: dict[str, Any], response: dict[str, Any], *, attempt_id: str, shuffle: bool
    ) -> dict[str, Any]:
        return {"numbers": range(1, question["most"] + 1), "own_answer": response.get("number")}

    def answer_lines(self, question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
        return lines_of(f"Bậc {response['number']}")

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        return lines_of(f"Bậc {question['right']}")

    def spoken_lines(self, question: dict[str, Any]) -> list[tuple[str, str | None]]:
        return [(f"Từ 1 đến {question['most']}", None)]

    def without_key(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"most": question["most"]}

    def on_phone(self, question: dict[str, Any], *, with_key: bool) -> dict[str, Any]:
        return {name: question[name] for name in (("most", "right") if with_key else ("most",))}

    def from_editor(self, values: dict[str, Any]) -> dict[str, Any]:
        return {"most": int(values["most"]), "right": int(values["right"])}
