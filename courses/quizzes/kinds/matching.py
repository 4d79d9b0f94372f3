"""Two halves that belong together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.draw import in_drawn_order
from courses.quizzes.excel_cells import Cells, ReadRow
from courses.quizzes.field_checks import MAX_ROWS, check_format, check_rows, check_text, is_text
from courses.quizzes.gift_rows import Braces, escape, marked
from courses.quizzes.gift_text import Broken, find, text_fields, words_of
from courses.quizzes.importing import Problem
from courses.quizzes.kinds.base import Kind
from courses.quizzes.rendering import Line, lines_of, on_one_line
from courses.quizzes.responses import invalid_response, keys_of
from courses.quizzes.words import format_of_left, in_words

_WITHOUT_KEY = ("key", "left", "left_format")


class Matching(Kind):
    name = "matching"
    words = gettext_lazy("Ghép đôi")
    excel_words = "Ghép đôi"
    place = 70
    fields = {"pairs": [], "extra_rights": []}
    rows = "pairs"
    row_fields = ("key", "left", "left_format", "right")
    keyed_by = "left"
    template = "courses/quizzes/kinds/matching.html"
    script = "courses/quizzes/kinds/matching.js"
    empty_rows = 3
    row_inputs = ("left", "right")
    gift_rank = 60

    def check(self, question: dict[str, Any], errors: dict[str, str]) -> None:
        extras = question.get("extra_rights")
        if not isinstance(extras, list) or not all(is_text(text) and text.strip() for text in extras):
            errors["extra_rights"] = _("Vế phải thừa là các đoạn chữ.")
        if not check_rows(question, "pairs", errors, least=2):
            return
        for number, row in enumerate(question["pairs"]):
            at = f"pairs.{number}."
            check_text(row, "left", errors, at=at, needed=_("Chị viết vế trái."), limit=1000)
            check_text(row, "right", errors, at=at, needed=_("Chị viết vế phải."), limit=300)
            check_format(row, "left_format", errors, at=at)

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        pairs, lefts, rights = response.get("pairs"), keys_of(question["pairs"]), set(rights_of(question))
        if not isinstance(pairs, dict) or len(pairs) > MAX_ROWS:
            raise invalid_response()
        kept = {key: right for key, right in pairs.items() if right != ""}
        if not all(
            key in lefts and isinstance(right, str) and right in rights for key, right in kept.items()
        ):
            raise invalid_response()
        return {"pairs": dict(sorted(kept.items()))} if kept else {}

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        pairs = {pair["key"]: fields.get(f"pair-{pair['key']}", "") for pair in question["pairs"]}
        return {"pairs": pairs} if any(pairs.values()) else {}

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        given = response.get("pairs", {})
        right = sum(given.get(pair["key"]) == pair["right"] for pair in question["pairs"])
        return Fraction(right, len(question["pairs"]))

    def show(
        self, question: dict[str, Any], response: dict[str, Any], *, attempt_id: str, shuffle: bool
    ) -> dict[str, Any]:
        given = response.get("pairs", {})
        pairs = [
            {
                **pair,
                "html": on_one_line(pair["left"], format_of_left(question, pair)),
                "own_answer": given.get(pair["key"], ""),
            }
            for pair in question["pairs"]
        ]
        rights = in_drawn_order(f"{attempt_id}:{question['key']}", rights_of(question))
        return {"pairs": pairs, "rights": rights}

    def answer_lines(self, question: dict[str, Any], response: dict[str, Any]) -> list[Line]:
        given = response["pairs"]
        return lines_of(
            *(
                f"{_left(question, pair)} → {given[pair['key']]}"
                for pair in question["pairs"]
                if pair["key"] in given
            )
        )

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        return lines_of(*(f"{_left(question, pair)} → {pair['right']}" for pair in question["pairs"]))

    def spoken_lines(self, question: dict[str, Any]) -> list[tuple[str, str | None]]:
        """Return the left halves, then all right halves in alphabetical order.

        The order of the pairs would reveal which belongs to which.
        """
        pairs = question.get("pairs", [])
        rights = {*(str(pair["right"]) for pair in pairs), *question.get("extra_rights", [])}
        formats = [format_of_left(question, pair) for pair in pairs]
        lefts = [
            (str(pair["left"]), None if written == "plain" else written)
            for pair, written in zip(pairs, formats, strict=True)
        ]
        return [*lefts, *((right, None) for right in sorted(rights))]

    def without_key(self, question: dict[str, Any]) -> dict[str, Any]:
        """Return left halves only, and `rights` in alphabetical order."""
        pairs = question["pairs"]
        return {
            "pairs": [{name: pair[name] for name in _WITHOUT_KEY if name in pair} for pair in pairs],
            "rights": rights_of(question),
        }

    def on_phone(self, question: dict[str, Any], *, with_key: bool) -> dict[str, Any]:
        names = ("key", "right") if with_key else ("key",)
        return {"pairs": [{name: pair[name] for name in names} for pair in question["pairs"]]}

    def editor_values(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"extra_rights": "\n".join(question.get("extra_rights", []))}

    def from_editor(self, values: dict[str, Any]) -> dict[str, Any]:
        lines = (line.strip() for line in values["extra_rights"].splitlines())
        return {"extra_rights": [line for line in lines if line]}

    # --- Files ----------------------------------------------------------------------------------------------------
    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        if braces is None or not any(find(row, "->") >= 0 for _sign, row, _at in braces.rows):
            return None
        pairs, extras = [], []
        for _sign, raw, at in braces.rows:
            arrow = find(raw, "->")
            if arrow < 0:
                raise Broken(at, _("Cặp này thiếu dấu -> giữa hai vế."))
            left, right = braces.written.words(raw[:arrow]), words_of(raw[arrow + 2 :])
            if not right:
                raise Broken(at, _("Cặp này thiếu vế phải."))
            if left[0]:
                pairs.append({**text_fields("left", left), "right": right})
            else:
                extras.append(right)
        return {"pairs": pairs, "extra_rights": extras}

    def gift_rows(self, question: dict[str, Any]) -> list[str]:
        pairs = [
            f"={marked(pair, 'left', question['format'])} -> {escape(pair['right'])}"
            for pair in question["pairs"]
        ]
        return [*pairs, *(f"= -> {escape(right)}" for right in question["extra_rights"])]

    def excel_answers(self, question: dict[str, Any]) -> list[Cells]:
        pairs = [{"answer": pair["left"], "right": pair["right"]} for pair in question["pairs"]]
        return [*pairs, *({"right": right} for right in question["extra_rights"])]

    def read_excel(self, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
        halves = [(row.cells["answer"].strip(), row.cells["right"].strip()) for row in rows]
        return {
            "pairs": [{"left": left, "right": right} for left, right in halves if left],
            "extra_rights": [right for left, right in halves if not left],
        }


def rights_of(question: dict[str, Any]) -> list[str]:
    """Return every right half once, distractors included, in alphabetical order, which reveals nothing."""
    if "rights" in question:
        return list(question["rights"])
    return sorted({*(pair["right"] for pair in question["pairs"]), *question["extra_rights"]})


def _left(question: dict[str, Any], pair: dict[str, Any]) -> str:
    return in_words(pair["left"], format_of_left(question, pair))
