"""Several right choices that share the points."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.excel_cells import ReadRow
from courses.quizzes.importing import Problem
from courses.quizzes.kinds.choosing import Choosing
from courses.quizzes.rendering import Line
from courses.quizzes.responses import exact, keys_of, picked_keys, some_of


class SeveralChoice(Choosing):
    name = "several_choice"
    words = gettext_lazy("Chọn nhiều")
    excel_words = "Chọn nhiều"
    place = 20
    empty_rows = 4
    gift_rank = 50
    is_several = True
    suits_contests = True

    def check_right(self, rows: list[dict[str, Any]], errors: dict[str, str]) -> None:
        total = sum(row["fraction"] for row in rows if row["fraction"] > 0)
        if not 99 <= total <= 101:  # three thirds of 33.333 are a whole
            errors["choices"] = _("Các lựa chọn đúng phải cộng lại đủ 100%%, bây giờ là %(total)s%%.") % {
                "total": f"{total:g}".replace(".", ",")
            }

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        return {"choices": some_of(response.get("choices"), keys_of(question["choices"]))}

    def read_form(self, question: dict[str, Any], fields: QueryDict) -> dict[str, Any]:
        picked = fields.getlist("answer")
        return {"choices": picked} if picked else {}

    def score(self, question: dict[str, Any], response: dict[str, Any]) -> Fraction:
        picked, rows = picked_keys(response), question["choices"]
        rights = [exact(row["fraction"]) for row in rows if row["fraction"] > 0]
        given = [exact(row["fraction"]) for row in rows if row["key"] in picked]
        won = sum((fraction for fraction in given if fraction > 0), Fraction(0))
        lost = sum((fraction for fraction in given if fraction < 0), Fraction(0))
        return won / sum(rights, Fraction(0)) + lost / 100

    def is_wholly_right(self, question: dict[str, Any], response: dict[str, Any]) -> bool:
        """Return whether exactly the right choices are picked.

        Files may give wrong ones no negative weight.
        """
        return set(response.get("choices", [])) == self.right_options(question)

    def right_response(self, question: dict[str, Any]) -> dict[str, Any]:
        return {"choices": [row["key"] for row in question["choices"] if row["fraction"] > 0]}

    def right_lines(self, question: dict[str, Any]) -> list[Line]:
        return self._lines(question, self.right_options(question))

    def response_of_options(self, keys: list[str]) -> dict[str, Any]:
        return {"choices": keys}

    def read_excel(self, rows: list[ReadRow], problems: list[Problem]) -> dict[str, Any]:
        """Read choices; several with the full fraction share the points evenly."""
        made = super().read_excel(rows, problems)
        right = [row for row in made["choices"] if row["fraction"] == 100]
        if len(right) > 1:
            share = 100 / len(right)
            for row in right:
                row["fraction"] = int(share) if share.is_integer() else round(share, 5)
        return made
