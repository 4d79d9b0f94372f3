"""Consent to a public answer, publish it in other words, take it back, and mark it when its law changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import nfc
from backend.law.citing.places import Row, cite_of
from backend.ledger.row_states import write_states
from members.acting import Actor
from members.models import User
from members.rules import require
from union.questions.actions.answering import require_grounds
from union.questions.actions.records import append_question, locked_question, typed_words
from union.questions.enums import QuestionState
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.models import PublicAnswer, Question
from union.questions.own_data import withdraw_public
from union.questions.rules import may_publish
from union.questions.warning import warnings_of

LONGEST_TITLE, LONGEST_ASKED, LONGEST = 160, 1_000, 4_000


@dataclass(frozen=True, slots=True)
class Reworded:
    """Question and answer in the officer's words. was_checked: she looked at what may tell who it is."""

    title: str
    asked: str
    text: str
    was_checked: bool = False
    citations: Sequence[Row] = field(default_factory=list)


@transaction.atomic
def give_consent(*, question: Question, asker: User | None) -> Question:
    """Record that others may read the answer, reworded. Raises QuestionMoved before there is an answer."""
    row = locked_question(question)
    if row.state != QuestionState.ANSWERED:
        raise QuestionMoved(_("Câu hỏi này chưa có trả lời riêng."), code="question_unanswered")
    row.consented_at, row.consent_withdrawn_at = timezone.now(), None
    row.save(update_fields=["consented_at", "consent_withdrawn_at"])
    append_question("question.consented", row, by=asker)
    return row


@transaction.atomic
def withdraw_consent(*, question: Question, asker: User | None) -> Question:
    """Take the consent back: the public answer is gone from pages, feed and search, and its words are erased."""
    row = locked_question(question)
    if not row.has_consent:
        return row
    row.consent_withdrawn_at = timezone.now()
    row.save(update_fields=["consent_withdrawn_at"])
    append_question("question.consent_withdrawn", row, by=asker)
    withdraw_public(PublicAnswer.objects.filter(question=row))
    return row


@transaction.atomic
def publish_answer(*, actor: Actor, question: Question, words: Reworded) -> PublicAnswer:
    """Publish the answer in other words, or publish it again after its law changed.

    Words that may tell who she is need `was_checked`. Raises NotAllowed, QuestionMoved, QuestionRefused.
    """
    row = locked_question(question)
    require(not actor.is_helping and may_publish(actor.member, row))
    answer = row.answers.filter(sent_at__isnull=False).first()
    if answer is None or not row.has_consent:
        raise QuestionMoved(_("Chị ấy chưa đồng ý, hoặc đã rút lại."), code="question_no_consent")
    if not words.was_checked and warnings_of(f"{words.title}. {words.asked}. {words.text}"):
        raise QuestionRefused(
            _("Còn chỗ có thể lộ người hỏi. Chị bỏ đi, hoặc xem từng chỗ rồi đánh dấu đã xem."),
            field="was_checked",
            code="answer_tells_who",
        )
    public = PublicAnswer.objects.filter(question=row).first() or PublicAnswer(question=row)
    public.title = nfc(typed_words(words.title, "title", LONGEST_TITLE))
    public.asked = typed_words(words.asked, "asked", LONGEST_ASKED)
    public.text = typed_words(words.text, "text", LONGEST)
    public.topic, public.place = row.topic, answer.place
    public.capacity, public.card_number = answer.capacity, answer.card_number
    public.citations = [dict(each) for each in words.citations]
    public.published_by, public.published_at = actor.member, timezone.now()
    public.withdrawn_at = public.review_from_date = None
    require_grounds(public)
    public.save()
    append_question("question.published", row, public, by=actor.member)
    return public


@transaction.atomic
def unpublish_answer(*, actor: Actor, question: Question) -> None:
    """Take a public answer from all pages, and erase its words. Raises NotAllowed."""
    row = locked_question(question)
    require(not actor.is_helping and may_publish(actor.member, row))
    withdraw_public(PublicAnswer.objects.filter(question=row))
    append_question("question.unpublished", row, by=actor.member)


def mark_changed_answers(*, provisions: Collection[str], day: dt.date) -> None:
    """Answer the port law_changed: public answers that cite one of `provisions` are under review from `day`. Safe to run twice."""
    changed = set(provisions)
    rows = PublicAnswer.objects.visible_to(None).filter(review_from_date=None)
    marked = []
    for row in rows.select_related("published_by"):
        if changed & {cite_of(each) for each in row.citations}:
            row.review_from_date = day
            row.save(update_fields=["review_from_date"])
            marked.append(row)
    write_states("question.review", marked)
