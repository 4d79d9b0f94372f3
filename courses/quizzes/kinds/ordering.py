"""Items to be put in order."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.draw import fnv1a32, mixed
from courses.quizzes.excel_cells import Cells, ReadRow
from courses.quizzes.field_checks import check_rows, check_text
from courses.quizzes.gift_rows import escape
from courses.quizzes.importing import Problem
from courses.quizzes.kinds.base import Kind
from courses.quizzes.rendering import Line, lines_of
from courses.quizzes.responses import ResponseInvalid, keys_of, some_of


class Ordering(Kind):
    name = "ordering"
    words = gettext_lazy("Xếp thứ tự")
    excel_words = "Xếp thứ tự"
    place = 80
    fields = {"items": []}
    rows = "items"
    row_fields = ("key", "text")
    keyed_by = "text"
    template = "courses/quizzes/kinds/ordering.html"
    script = "courses/quizzes/kinds/ordering.js"
    empty_rows = 3
    row_inputs = ("text",)
    has_gift_twin = True

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        if not check_rows(question, "items", errors, least=2):
            return
        for number, row in enumerate(question["items"]):
            check_text(row, "text", errors, at=f"items.{number}.", needed=_("Chị viết mục này."), limit=1000)

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        keys = keys_of(question["items"])
        order = some_of(response.get("order"), keys, keep_order=True)
        if len(order) != len(keys):
            raise ResponseInvalid(_("Chị xếp đủ các mục."), field="order", code="response_incomplete")
        return {"order": order}

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        places = {item["key"]: fields.get(f"place-{item['key']}", "") for item in question["items"]}
        if not any(places.values()):
            return {}
        if sorted(places.values()) != sorted(str(place) for place in range(1, len(places) + 1)):
            raise ResponseInvalid(
                _("Mỗi mục một số khác nhau, từ 1 đến %(last)s.") % {"last": len(places)},
                code="response_incomplete",
            )
        return {"order": sorted(places, key=lambda key: int(places[key]))}

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        wanted = [item["key"] for item in question["items"]]
        given = response.get("order", [])
        return Fraction(sum(a == b for a, b in zip(given, wanted, strict=False)), len(wanted))

    def right_response(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"order": [item["key"] for item in question["items"]]}

    def show(
        self, question: dict[str, Any], response: dict[str, Any], *, attempt_id: str, shuffle: bool
    ) -> dict[str, Any]:
        items = {item["key"]: item for item in question["items"]}
        order = response.get("order") or mixed(attempt_id, question["key"], list(items))
        return {
            "items": [
                {**items[key], "place": place if response else 0} for place, key in enumerate(order, start=1)
            ],
            "places": range(1, len(items) + 1),
        }

    def answer_lines(self, question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
        texts = {item["key"]: item["text"] for item in question["items"]}
        return lines_of(*(f"{place}. {texts[key]}" for place, key in enumerate(response["order"], start=1)))

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        return lines_of(
            *(f"{place}. {item['text']}" for place, item in enumerate(question["items"], start=1))
        )

    def spoken_lines(self, question: dict[str, Any]) -> list[tuple[str, str | None]]:
        return [(str(item["text"]), None) for item in question.get("items", [])]

    def with_silent_keys(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return the question with item keys that don't reveal the order, unlike 1, 2, 3 or a, b, c."""
        items = [
            {**item, "key": f"{fnv1a32(question['key'] + ':' + item['key']):08x}"}
            for item in question["items"]
        ]
        return {**question, "items": items}

    def without_key(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return `items` in the order of their keys."""
        return {"items": sorted(question["items"], key=lambda item: item["key"])}

    def on_phone(self, question: dict[str, Any], *, with_key: bool) -> dict[str, Any]:
        return {"items": [item["key"] for item in question["items"]]}

    # --- Files ----------------------------------------------------------------------------------------------------
    def gift_rows(self, question: dict[str, Any]) -> list[str]:
        """Return a matching of the places 1, 2, 3 with the items; a comment names the real kind."""
        return [
            f"={place} -> {escape(item['text'])}" for place, item in enumerate(question["items"], start=1)
        ]

    def from_gift_twin(self, twin: dict[str, Any]) -> dict[str, Any] | None:
        if "pairs" not in twin:
            return None
        return {**twin, "kind": self.name, "items": [{"text": pair["right"]} for pair in twin["pairs"]]}

    def excel_answers(self, question: dict[str, Any]) -> list[Cells]:
        return [{"answer": item["text"]} for item in question["items"]]

    def read_excel(self, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
        return {"items": [{"text": row.cells["answer"].strip()} for row in rows]}
