"""Answers of the Union to women's questions."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from courses.reports.disclosure import is_closed
from members.models import Branch
from union.questions.enums import AnswerState
from union.questions.models import Answer
from union.reports.kinds.base import KnownFigure, moments


def questions_answered(branch: Branch, start: dt.date, end: dt.date) -> int | None:
    """Return the questions that the branch answered, each once; None for one to four, whose askers could be recognised."""
    first, after = moments(start, end)
    rows = Answer.objects.filter(branch__path__startswith=branch.path, state=AnswerState.SENT)
    count = rows.filter(sent_at__gte=first, sent_at__lt=after).count()
    return None if is_closed(count) else count


KNOWN = (
    KnownFigure(
        "questions", _("Câu hỏi đã trả lời"), _("câu trả lời đã gửi trên Piêu trong kỳ"), questions_answered
    ),
)
