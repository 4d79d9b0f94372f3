"""What the pages of questions show."""

from __future__ import annotations

from django.urls import reverse

from courses.models import Question


def voice_place(row: Question) -> str:
    """Return where a question's voice is played and recorded."""
    return reverse("courses:question_edit", args=[row.bank_id, row.pk]) + "#tieng"
