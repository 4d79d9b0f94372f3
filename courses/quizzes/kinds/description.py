"""A text between questions that asks nothing."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.quizzes.gift_rows import Braces
from courses.quizzes.kinds.writing import Writing


class Description(Writing):
    name = "description"
    words = _("Lời dẫn (không hỏi)")
    excel_words = "Lời dẫn"
    place = 100
    is_asked = False
    is_scored = False
    template = "courses/quizzes/kinds/description.html"
    gift_rank = 5

    def clean(self, question: dict[str, Any], response: dict[str, Any]) -> dict[str, Any]:
        return {}

    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        return {} if braces is None else None

    def gift_body(self, question: dict[str, Any], text: str, general: str) -> str:
        return text
