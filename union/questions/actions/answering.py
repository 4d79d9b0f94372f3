"""Answer: write, let a second person read, send. An answer cites law in force that was read, or refers to a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import nfc
from backend.law.citing.places import Row, cite_of, refusal
from backend.law.library.standings import find_standings
from backend.law.situations.stock import stock
from members.acting import Actor
from members.rules import is_officer_of, require
from union.questions.actions.records import append_question, locked_answer, locked_question, typed_words
from union.questions.actions.telling import tell_asker, tell_handlers
from union.questions.enums import AnswerState, Capacity, QuestionState
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.models import Answer, PublicAnswer, Question
from union.questions.rules import may_handle, may_read_answer
from union.questions.terms import capacities, terms
from union.roles.enums import UnionRoleName
from union.roles.rules import holds

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed. place: id of a place of help to which the answer refers, or ""."""

    text: str
    capacity: str
    citations: Sequence[Row] = field(default_factory=list)
    place: str = ""
    card_number: str = ""


def needs_reader(question: Question, capacity: str) -> bool:
    """Return True if a second person reads before the answer goes out."""
    return capacity in terms().needs_reader or question.topic in terms().read_topics


@transaction.atomic
def write_answer(*, actor: Actor, question: Question, draft: Draft, sends: bool) -> Answer:
    """Store an answer; with `sends`, send it, or let a second person read it where the duty says so.

    Raises NotAllowed, QuestionMoved, QuestionRefused.
    """
    row = locked_question(question)
    require(not actor.is_helping and may_handle(actor.member, row))
    known = Answer.objects.filter(question=row).first()
    if row.state != QuestionState.ASKED or (known is not None and known.state != AnswerState.DRAFT):
        raise QuestionMoved(_("Câu hỏi này đã có người trả lời."), code="question_over")
    _require_capacity(actor, row, draft)
    answer = known or Answer(question=row)
    answer.text, answer.citations = (
        typed_words(draft.text, "text", LONGEST),
        [dict(each) for each in draft.citations],
    )
    answer.place, answer.capacity, answer.card_number = (
        draft.place,
        draft.capacity,
        nfc(draft.card_number)[:40],
    )
    answer.branch, answer.written_by, answer.written_at = row.branch, actor.member, timezone.now()
    answer.read_by = None
    if draft.place and draft.place not in stock().places:
        raise QuestionRefused(_("Chị chọn nơi giúp trong danh sách."), field="place", code="answer_place")
    if sends:
        require_grounds(answer)
        answer.returned_reason = ""
        if needs_reader(row, draft.capacity):
            answer.state = AnswerState.WAITING
        else:
            return _send(actor, row, answer)
    answer.save()
    append_question(
        "question.answer_submitted" if sends else "question.answer_written", row, answer, by=actor.member
    )
    if sends:
        tell_handlers(row, "to_read", gettext_lazy("Có câu trả lời chờ người thứ hai đọc"))
    return answer


@transaction.atomic
def approve_answer(*, actor: Actor, question: Question) -> Answer:
    """Send an answer that another person wrote. Raises NotAllowed, QuestionMoved, QuestionRefused."""
    row = locked_question(question)
    answer = locked_answer(row, AnswerState.WAITING)
    require(
        not actor.is_helping and may_read_answer(actor.member, answer),
        _("Người khác với người viết mới đọc lại được."),
    )
    require_grounds(answer)
    answer.read_by = actor.member
    return _send(actor, row, answer)


@transaction.atomic
def return_answer(*, actor: Actor, question: Question, reason: str) -> Answer:
    """Give an answer back to its writer with a reason. Raises NotAllowed, QuestionMoved, QuestionRefused."""
    row = locked_question(question)
    answer = locked_answer(row, AnswerState.WAITING)
    require(not actor.is_helping and may_read_answer(actor.member, answer))
    answer.returned_reason = nfc(reason)[:400]
    if not answer.returned_reason:
        raise QuestionRefused(_("Chị ghi cần sửa gì."), field="reason", code="answer_no_reason")
    answer.state = AnswerState.DRAFT
    answer.save(update_fields=["state", "returned_reason"])
    append_question("question.answer_returned", row, answer, by=actor.member)
    tell_handlers(row, f"returned:{answer.pk}", gettext_lazy("Câu trả lời cần sửa"))
    return answer


@transaction.atomic
def reuse_answer(*, actor: Actor, question: Question, public: PublicAnswer) -> Answer:
    """Answer with the words of a public answer, as officer or communicator. Raises NotAllowed, QuestionMoved, QuestionRefused."""
    shown = PublicAnswer.objects.visible_to(actor.member).filter(pk=public.pk, review_from_date=None).first()
    if shown is None:
        raise QuestionRefused(_("Câu trả lời này không còn, hoặc đang xem lại."), code="answer_gone")
    is_officer = is_officer_of(actor.member, question.branch)
    capacity = Capacity.OFFICER if is_officer else Capacity.COMMUNICATOR
    draft = Draft(text=shown.text, capacity=capacity, citations=shown.citations, place=shown.place)
    return write_answer(actor=actor, question=question, draft=draft, sends=True)


def require_grounds(answer: Answer | PublicAnswer) -> None:
    """Raise QuestionRefused unless it refers to a place, or cites law that is in force today and was read."""
    cites = [cite_of(row) for row in answer.citations]
    if not cites and not answer.place:
        raise QuestionRefused(
            _("Câu trả lời cần một điều luật làm căn cứ, hoặc một nơi giúp để chỉ chị ấy tới."),
            field="citations",
            code="answer_without_grounds",
        )
    for cite in cites:
        if why := refusal(cite):
            raise QuestionRefused(why, field="citations", code="not_citable")
        if not all(found.is_in_force for found in find_standings([cite])[cite]):
            raise QuestionRefused(
                _("%(cite)s không có hiệu lực hôm nay.") % {"cite": cite},
                field="citations",
                code="not_in_force",
            )


def _require_capacity(actor: Actor, question: Question, draft: Draft) -> None:
    """Raise QuestionRefused for a capacity that the writer doesn't have here."""
    has = {
        Capacity.OFFICER: is_officer_of(actor.member, question.branch),
        Capacity.COMMUNICATOR: holds(actor.member, UnionRoleName.COMMUNICATOR, question.branch),
        Capacity.ADVISER: bool(nfc(draft.card_number)),
    }
    if draft.capacity not in capacities() or not has[Capacity(draft.capacity)]:
        raise QuestionRefused(
            _("Chị chọn đúng tư cách của mình; người có thẻ thì ghi số thẻ."),
            field="capacity",
            code="answer_capacity",
        )


def _send(actor: Actor, question: Question, answer: Answer) -> Answer:
    """Send `answer`, and tell the asker and the askers of doubles."""
    now = timezone.now()
    answer.state, answer.sent_at = AnswerState.SENT, now
    answer.save()
    question.state, question.answered_at = QuestionState.ANSWERED, now
    question.save(update_fields=["state", "answered_at"])
    append_question("question.answered", question, answer, by=actor.member)
    doubles = Question.objects.filter(merged_into=question).select_related("asker")
    for each in [question, *doubles]:
        tell_asker(each, "answered", gettext_lazy("Hội đã trả lời chị"))
    return answer
