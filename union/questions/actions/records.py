"""Rows of questions under a lock, their ledger entries, and typed words."""

from __future__ import annotations

import unicodedata

from django.db import models
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.models import User
from union.questions.enums import QuestionState
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.models import Answer, Question

RELATED = ("branch__parent", "asked_branch", "asker", "taken_by", "merged_into")


def locked_question(question: Question) -> Question:
    """Return the row under a lock, with its branch."""
    rows = Question.objects.select_for_update(of=("self",)).select_related(*RELATED)
    return rows.get(pk=question.pk)


def locked_answer(question: Question, state: str) -> Answer:
    """Return the answer of a question that is locked. Raises QuestionMoved unless it is in `state`."""
    rows = Answer.objects.select_related("question__branch", "written_by", "read_by", "branch")
    row = rows.filter(question=question).first()
    if row is None or row.state != state:
        raise QuestionMoved(_("Câu trả lời vừa đổi. Chị mở lại trang."), code="answer_state")
    return row


def append_question(kind: str, question: Question, *rows: models.Model, by: User | None) -> None:
    """Append the ledger entry of an act with a question, without any text. by: None for somebody without an account."""
    append_entry(
        kind=kind,
        subject=f"question:{question.pk}",
        payload=states(question, *rows),
        by=by.ref if by else None,
    )


def free_doubles(question: Question) -> list[Question]:
    """Let each double of `question`, which gets no answer, wait on its own. Return them, saved; the caller states them."""
    doubles = list(Question.objects.filter(merged_into=question, state=QuestionState.MERGED).order_by("pk"))
    for each in doubles:
        each.state, each.merged_into = QuestionState.ASKED, None
        each.save(update_fields=["state", "merged_into"])
    return doubles


def typed_words(text: str, field: str, longest: int) -> str:
    """Return what was typed, with its lines. Raises QuestionRefused if it is empty or too long."""
    words = unicodedata.normalize("NFC", text).replace("\0", "").strip()
    if not words:
        raise QuestionRefused(_("Chị viết vài lời."), field=field, code="question_empty")
    if len(words) > longest:
        raise QuestionRefused(
            _("Dài quá. Chị viết trong %(most)s chữ cái.") % {"most": longest},
            field=field,
            code="question_long",
        )
    return words
