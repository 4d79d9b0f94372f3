"""Ask a question, withdraw it, and say or take back that others may read the answer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.phones import parse_mobile
from backend.common.storing import store_whole
from backend.common.voice_files import Voice
from backend.law.situations.stock import stock
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import Branch, User
from members.rules import is_officer_of, require
from union.questions.actions.records import append_question, free_doubles, locked_question, typed_words
from union.questions.actions.telling import tell_handlers
from union.questions.enums import AskedWay, QuestionState
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.hearing import is_watched, ring_for
from union.questions.models import Handover, Question
from union.questions.reach import handlers_of
from union.questions.terms import due_at

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks, and whom. phone: of somebody without an account. voice: as prepared before the transaction."""

    text: str
    topic: str
    branch: Branch
    phone: str = ""
    voice: Voice | None = None
    way: str = AskedWay.TYPED


@transaction.atomic
def ask_question(*, asked: Asked, actor: Actor | None, is_phone_proven: bool = False) -> Question:
    """Store a question and notify those who answer. Its branch has until `due_at`.

    actor: the asker; in làm hộ the officer writes for her; None for somebody without an account. An officer who copies
    a paper of a woman without an account uses `take_down_question`. Raises QuestionRefused.
    """
    phone = _phone(asked.phone) if asked.phone or actor is None else ""
    if actor is None and not is_phone_proven:
        raise QuestionRefused(_("Chị xác nhận số điện thoại trước."), field="phone", code="phone_unproven")
    way = AskedWay.OFFICER if actor and actor.is_helping else asked.way
    taken_by = actor.by if actor and actor.is_helping else None
    return _store(
        asked,
        way=way,
        phone=phone,
        is_proven=is_phone_proven,
        asker=actor.member if actor else None,
        taken_by=taken_by,
    )


@transaction.atomic
def take_down_question(*, actor: Actor, asked: Asked) -> Question:
    """Store what an officer copies from a paper, or hears, of a woman without an account. Raises NotAllowed, QuestionRefused."""
    require(not actor.is_helping and is_officer_of(actor.member, asked.branch))
    phone = _phone(asked.phone) if asked.phone else ""
    return _store(asked, way=AskedWay.PAPER, phone=phone, is_proven=False, asker=None, taken_by=actor.member)


@transaction.atomic
def withdraw_question(*, question: Question, asker: User | None) -> Question:
    """Let the asker take an unanswered question back; its words are erased.

    Questions that waited for the same answer wait on their own again. Raises QuestionMoved.
    """
    row = locked_question(question)
    if not row.is_waiting:
        raise QuestionMoved(_("Câu hỏi này đã có trả lời."), code="question_over")
    if row.voice:
        transaction.on_commit(partial(default_storage.delete, str(row.voice)))
    row.state, row.text, row.phone, row.voice, row.voice_type = QuestionState.WITHDRAWN, "", "", "", ""
    row.save(update_fields=["state", "text", "phone", "voice", "voice_type"])
    doubles = free_doubles(row)
    append_question("question.withdrawn", row, *doubles, by=asker)
    for each in doubles:
        tell_handlers(each, "asked:again", gettext_lazy("Có câu hỏi mới chờ trả lời"))
    return row


def _phone(raw: str) -> str:
    try:
        return parse_mobile(raw)
    except DomainError as error:
        raise QuestionRefused(error.message, field="phone", code="question_phone") from error


def _store(
    asked: Asked, *, way: str, phone: str, is_proven: bool, asker: User | None, taken_by: User | None
) -> Question:
    text = "" if asked.voice and not asked.text.strip() else typed_words(asked.text, "text", LONGEST)
    if asked.topic not in stock().topics:
        raise QuestionRefused(_("Chị chọn một mục."), field="topic", code="question_topic")
    now, branch = timezone.now(), first_branch(asked.branch)
    # An officer who helps has heard her.
    is_unheard = not text and taken_by is None and is_watched(asked.branch, asker)
    question = Question(
        state=QuestionState.UNHEARD if is_unheard else QuestionState.ASKED,
        way=way,
        text=text,
        topic=asked.topic,
        phone=phone,
        is_phone_proven=is_proven,
        asker=asker,
        taken_by=taken_by,
        asked_branch=asked.branch,
        branch=branch,
        asked_at=now,
        due_at=due_at(branch, now, now),
    )
    if asked.voice:
        question.voice = f"questions/{uuid4().hex}.{asked.voice.extension}"
        question.voice_type = asked.voice.content_type
        store_whole(question.voice.name, ContentFile(asked.voice.data))
    question.save(force_insert=True)
    append_question("question.asked", question, by=taken_by or asker)
    if branch != asked.branch:
        write_handover(question, branch, str(gettext_lazy("Nơi chị chọn chưa có người trả lời.")), by=None)
    if is_unheard:
        ring_for(question)
    else:
        tell_handlers(question, "asked", gettext_lazy("Có câu hỏi mới chờ trả lời"))
    return question


def first_branch(branch: Branch) -> Branch:
    """Return the branch, or the nearest one above it that somebody answers for; the province, if nobody does."""
    current = branch
    while current.parent is not None and not handlers_of(current):
        current = current.parent
    return current


def write_handover(question: Question, branch: Branch, reason: str, *, by: User | None) -> Handover:
    """Store one step of the way of `question`, which is at `branch` already, in the caller's transaction."""
    row = Handover.objects.create(
        question=question, branch=branch, reason=reason, at=timezone.now(), due_at=question.due_at, by=by
    )
    append_entry(
        kind="question.handed_on",
        subject=f"question:{question.pk}",
        payload=states(question, row),
        by=by.ref if by else None,
    )
    return row
