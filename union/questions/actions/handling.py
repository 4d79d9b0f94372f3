"""Hand questions on, with a reason and a new term; merge doubles. The clock hands on what nobody answered in time."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from backend.common.text import nfc
from members.acting import Actor
from members.branches.paths import paths_to
from members.models import Branch, User
from members.rules import require
from union.alarms.actions.taking import take_alarm
from union.issues.models import Succession
from union.models import Alarm
from union.questions.actions.asking import first_branch, write_handover
from union.questions.actions.records import append_question, locked_question
from union.questions.actions.telling import tell_asker, tell_handlers
from union.questions.enums import QuestionState
from union.questions.errors import QuestionMoved, QuestionRefused
from union.questions.hearing import PREFIX, may_hear, remind_duty
from union.questions.models import Question
from union.questions.rules import may_handle
from union.questions.terms import due_at

REMIND_EVERY = dt.timedelta(days=1)


def targets_of(question: Question) -> list[Branch]:
    """Return the branches to which it can be handed on: those on the way from where it was asked to the province."""
    rows = Branch.objects.filter(path__in=paths_to(question.asked_branch), is_active=True)
    return [branch for branch in rows.order_by("path") if branch.pk != question.branch_id]


@transaction.atomic
def hand_on(*, actor: Actor, question: Question, to: Branch, reason: str) -> Question:
    """Give an unanswered question to another branch. The asker reads the reason. Raises NotAllowed, QuestionRefused."""
    row = _open(actor, question)
    if to not in targets_of(row):
        raise QuestionRefused(_("Chị chọn nơi nhận trong danh sách."), field="to", code="question_target")
    words = nfc(reason)[:400]
    if not words:
        raise QuestionRefused(
            _("Chị ghi vì sao chuyển. Người hỏi đọc được."), field="reason", code="question_no_reason"
        )
    _move(row, to, words, by=actor.member)
    return row


@transaction.atomic
def merge_question(*, actor: Actor, question: Question, into: Question) -> Question:
    """Let a double wait for the answer to another question, and tell its asker. Raises NotAllowed, QuestionRefused.

    `into` has no answer yet: one that was written for a single woman may have something of hers.
    """
    row = _open(actor, question)
    other = locked_question(into)
    require(may_handle(actor.member, other))
    if other.pk == row.pk or other.state != QuestionState.ASKED:
        raise QuestionRefused(
            _("Chị chọn một câu khác còn chờ trả lời."), field="into", code="question_merge"
        )
    row.state, row.merged_into = QuestionState.MERGED, other
    row.save(update_fields=["state", "merged_into"])
    doubles = list(Question.objects.filter(merged_into=row))
    for each in doubles:
        each.merged_into = other
        each.save(update_fields=["merged_into"])
    append_question("question.merged", row, *doubles, by=actor.member)
    tell_asker(row, "merged", gettext_lazy("Hội gộp câu hỏi của chị với câu giống thế, sẽ trả lời chung"))
    return row


@transaction.atomic
def call_ordinary(*, actor: Actor, question: Question) -> Question:
    """Give a spoken question that names no danger to those who answer. The officer on duty who listened takes the alarm.

    Its term starts now. Does nothing the second time. Raises NotAllowed, and AlarmError if the alarm was erased.
    """
    row = locked_question(question)
    if row.state == QuestionState.ASKED:
        return row
    require(not actor.is_helping and may_hear(actor.by, row))
    alarm = Alarm.objects.get(key=f"{PREFIX}{row.ref}")
    if not alarm.is_taken:
        take_alarm(actor=actor, alarm=alarm)
    row.state, row.branch = QuestionState.ASKED, first_branch(row.branch)
    row.due_at = due_at(row.branch, row.asked_at, timezone.now())
    row.save(update_fields=["state", "branch", "due_at"])
    append_question("question.heard", row, by=actor.by)
    tell_handlers(row, "asked", gettext_lazy("Có câu hỏi mới chờ trả lời"))
    return row


def move_merged(*, succession: Succession, actor: Actor) -> None:
    """Answer the port questions_merged: what waits at the branch goes on at its successor, with the same term."""
    to = succession.successor
    for pk in list(_waiting_at(succession.branch).values_list("pk", flat=True)):
        row = locked_question(Question(pk=pk))
        row.branch = to
        row.save(update_fields=["branch"])
        with override("vi"):
            reason = _("%(name)s đã nhập vào %(successor)s.") % {
                "name": succession.branch.name,
                "successor": to.name,
            }
        write_handover(row, to, reason, by=actor.by)
        if not row.is_unheard:
            tell_handlers(row, "handed_on", gettext_lazy("Có câu hỏi chuyển đến, chờ trả lời"))
        tell_asker(row, f"handed_on:{to.pk}", gettext_lazy("Câu hỏi của chị đã chuyển nơi khác trả lời"))


def count_waiting(*, branch: Branch) -> int:
    """Answer the port questions_to_move."""
    return _waiting_at(branch).count()


def _waiting_at(branch: Branch) -> QuerySet[Question]:
    waiting = [QuestionState.UNHEARD, QuestionState.ASKED]
    return Question.objects.filter(branch=branch, state__in=waiting).order_by("pk")


def follow_up_questions() -> int:
    """Hand late questions to the next branch above; in the province remind once a day. Return how many. Run by the clock."""
    now, count = timezone.now(), 0
    late = Question.objects.late().filter(Q(late_told_at=None) | Q(late_told_at__lte=now - REMIND_EVERY))
    for pk in list(late.values_list("pk", flat=True)):
        with transaction.atomic():
            row = locked_question(Question(pk=pk))
            if not row.is_late:
                continue
            row.late_told_at = now
            row.save(update_fields=["late_told_at"])
            above = row.branch.parent
            if above is not None:
                with override("vi"):
                    reason = _("Quá hạn trả lời, Piêu tự chuyển lên trên.")
                row.late_told_at = None
                _move(row, above, reason, by=None)
            else:
                day = timezone.localdate(now).isoformat()
                tell_handlers(row, f"late:{day}", gettext_lazy("Có câu hỏi quá hạn trả lời"))
            count += 1
    return count


def remind_of_unheard() -> int:
    """Remind those on duty once a day of spoken questions past their term about which nobody decided. Return how many. Run by the clock."""
    now, count = timezone.now(), 0
    rows = Question.objects.filter(state=QuestionState.UNHEARD, due_at__lte=now, erased_at=None)
    rows = rows.filter(Q(late_told_at=None) | Q(late_told_at__lte=now - REMIND_EVERY))
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            row = locked_question(Question(pk=pk))
            if row.is_unheard:
                row.late_told_at = now
                row.save(update_fields=["late_told_at"])
                remind_duty(row, timezone.localdate(now))
                count += 1
    return count


def _open(actor: Actor, question: Question) -> Question:
    """Return the locked, unanswered question. Raises NotAllowed, QuestionMoved."""
    row = locked_question(question)
    require(not actor.is_helping and may_handle(actor.member, row))
    if row.state != QuestionState.ASKED:
        raise QuestionMoved(_("Câu hỏi này đã xong."), code="question_over")
    return row


def _move(row: Question, to: Branch, reason: str, *, by: User | None) -> None:
    row.branch, row.due_at = to, due_at(to, row.asked_at, timezone.now())
    row.save(update_fields=["branch", "due_at", "late_told_at"])
    write_handover(row, to, reason, by=by)
    tell_handlers(row, "handed_on", gettext_lazy("Có câu hỏi chuyển đến, chờ trả lời"))
    tell_asker(row, f"handed_on:{to.pk}", gettext_lazy("Câu hỏi của chị đã chuyển nơi khác trả lời"))
