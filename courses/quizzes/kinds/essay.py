"""A text that a trainer reads and grades."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from courses.quizzes.gift_rows import Braces
from courses.quizzes.kinds.writing import Writing
from courses.quizzes.responses import MAX_ESSAY


class Essay(Writing):
    name = "essay"
    words = _("Viết bài (giảng viên chấm)")
    excel_words = "Viết bài"
    place = 90
    is_scored = False
    is_graded = True
    most_letters = MAX_ESSAY
    template = "courses/quizzes/kinds/essay.html"
    gift_rank = 10

    def read_gift(self, braces: Braces | None) -> dict[str, Any] | None:
        return {} if braces is not None and not braces.bare else None
