"""What the pages of questions show."""

from __future__ import annotations

from django.urls import reverse

from courses.models import Question


def voice_place(row: Question) -> str:
    """Return the address of the question's editor page, at the section for its voice."""
    return reverse("courses:question_edit", args=[row.bank_id, row.pk]) + "#tieng"
