"""The steps of one branch with an issue: open, assign, finish, be excused; and what an officer above records by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.text import nfc
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states
from members.acting import Actor
from members.models import User
from members.notices.actions.notices import notify
from members.rules import is_officer_of, require
from union.issues.enums import Means, ReceiptState
from union.issues.errors import ReceiptError
from union.issues.models import Receipt
from union.issues.rules import may_answer, may_excuse, may_record
from union.roles.enums import UnionRoleName
from union.roles.rules import holds

MOST_PROOF, MOST_REASON, MOST_TOLD_BY = 1000, 300, 120


@dataclass(frozen=True, slots=True)
class Proof:
    """That something was done: a text, or a stored file (its name in the store), or both."""

    text: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class ByHand:
    """How an officer above learnt it, and who in the branch said so."""

    means: str
    told_by: str


@transaction.atomic
def open_receipt(*, actor: Actor, receipt: Receipt) -> Receipt:
    """Write down that the branch has seen the issue. If it only asks to know, that is all. Repeating changes nothing.

    Raises NotAllowed, ReceiptError.
    """
    receipt = _locked(receipt)
    require(may_answer(actor.member, receipt))
    if receipt.opened_at:
        return receipt
    _require_open(receipt)
    _set_opened(receipt, actor)
    return _saved(actor, receipt, "union.receipt_opened")


@transaction.atomic
def assign_receipt(*, actor: Actor, receipt: Receipt, person: User) -> Receipt:
    """Give the work to a person of the branch: an officer of it or above, or somebody with a role there.

    Raises NotAllowed, ReceiptError.
    """
    receipt = _locked(receipt)
    require(may_answer(actor.member, receipt))
    _require_open(receipt)
    if not may_be_assigned(person, receipt):
        raise ReceiptError(
            _("Chị ấy chưa là cán bộ hay người được phân công ở cơ sở này."),
            field="person",
            code="not_of_branch",
        )
    if receipt.assigned_to_id == person.pk:
        return receipt
    if receipt.opened_at is None:
        receipt.opened_by, receipt.opened_at = actor.by, timezone.now()
    receipt.state = ReceiptState.ASSIGNED
    receipt.assigned_to, receipt.assigned_by, receipt.assigned_at = person, actor.by, timezone.now()
    _saved(actor, receipt, "union.receipt_assigned")
    if person.pk != actor.by.pk:
        notify(
            user=person,
            kind="union.assigned",
            title=gettext_lazy("Chị được giao một việc của Hội"),
            body=receipt.issue.title[:200],
            url=reverse("union:receipt", args=[receipt.pk]),
        )
    return receipt


@transaction.atomic
def finish_receipt(*, actor: Actor, receipt: Receipt, proof: Proof) -> Receipt:
    """Write down that the branch has done it. Raises NotAllowed, or ReceiptError without a proof that is needed."""
    receipt = _locked(receipt)
    require(may_answer(actor.member, receipt))
    _finish(actor, receipt, proof)
    return _saved(actor, receipt, "union.receipt_done")


@transaction.atomic
def record_opened(*, actor: Actor, receipt: Receipt, by_hand: ByHand) -> Receipt:
    """Write down that the branch got the issue on paper or by telephone. Raises NotAllowed, ReceiptError."""
    receipt = _locked(receipt)
    require(may_record(actor.member, receipt))
    _require_open(receipt, by_hand=True)
    _set_by_hand(receipt, actor, by_hand)
    if receipt.opened_at is None:
        _set_opened(receipt, actor)
    return _saved(actor, receipt, "union.receipt_opened")


@transaction.atomic
def record_done(*, actor: Actor, receipt: Receipt, by_hand: ByHand, proof: Proof) -> Receipt:
    """Write down what the branch reported on paper or by telephone as done. Raises NotAllowed, ReceiptError."""
    receipt = _locked(receipt)
    require(may_record(actor.member, receipt))
    _set_by_hand(receipt, actor, by_hand)
    _finish(actor, receipt, proof)
    return _saved(actor, receipt, "union.receipt_done")


@transaction.atomic
def excuse_receipt(*, actor: Actor, receipt: Receipt, reason: str) -> Receipt:
    """Excuse the branch, with a reason that it reads. Raises NotAllowed, ReceiptError."""
    receipt = _locked(receipt)
    require(may_excuse(actor.member, receipt))
    _require_open(receipt, by_hand=True)
    reason = nfc(reason).strip()[:MOST_REASON]
    if not reason:
        raise ReceiptError(_("Chị viết lý do để cơ sở biết."), field="reason", code="no_reason")
    receipt.state, receipt.reason = ReceiptState.EXCUSED, reason
    receipt.excused_by, receipt.excused_at = actor.by, timezone.now()
    return _saved(actor, receipt, "union.receipt_excused")


def may_be_assigned(person: User, receipt: Receipt) -> bool:
    return person.is_active and (
        is_officer_of(person, receipt.branch)
        or any(holds(person, role, receipt.branch) for role in UnionRoleName)
    )


def _locked(receipt: Receipt) -> Receipt:
    rows = Receipt.objects.with_people().select_related("issue__branch", "branch")
    return rows.select_for_update(of=("self",)).get(pk=receipt.pk)


def _require_open(receipt: Receipt, *, by_hand: bool = False) -> None:
    if by_hand and receipt.issue.kind_facts.is_followed:
        raise ReceiptError(_("Chị làm ngay trên báo cáo. Việc này theo báo cáo."), code="followed")
    if not receipt.is_open:
        raise ReceiptError(_("Việc này đã xong hoặc đã đóng."), code="not_open")


def _set_opened(receipt: Receipt, actor: Actor) -> None:
    now = timezone.now()
    receipt.opened_by, receipt.opened_at = actor.by, now
    receipt.delivered_at = receipt.delivered_at or now
    if receipt.issue.is_to_know:
        _set_done(receipt, actor, now)
    elif receipt.is_unseen:
        receipt.state = ReceiptState.OPENED


def _set_done(receipt: Receipt, actor: Actor, now: dt.datetime) -> None:
    receipt.state, receipt.done_by, receipt.done_at = ReceiptState.DONE, actor.by, now
    receipt.was_late = receipt.was_late or is_after(now, receipt.due_date)


def is_after(moment: dt.datetime, due: dt.date | None) -> bool:
    """Return True if `moment` is after the day `due` in Vietnam's time; False without a due day."""
    return due is not None and timezone.localdate(moment) > due


def _set_by_hand(receipt: Receipt, actor: Actor, by_hand: ByHand) -> None:
    told_by = nfc(by_hand.told_by).strip()[:MOST_TOLD_BY]
    if by_hand.means not in Means.values:
        raise ReceiptError(_("Chị chọn: giấy, điện thoại hay gặp trực tiếp."), field="means", code="no_means")
    if not told_by:
        raise ReceiptError(_("Chị ghi ai ở cơ sở đã báo."), field="told_by", code="no_name")
    receipt.means, receipt.told_by, receipt.recorded_by = by_hand.means, told_by, actor.by


def _finish(actor: Actor, receipt: Receipt, proof: Proof) -> None:
    _require_open(receipt, by_hand=True)
    text = nfc(proof.text).strip()[:MOST_PROOF]
    if receipt.issue.kind_facts.needs_proof and not receipt.issue.is_to_know and not (text or proof.file):
        raise ReceiptError(
            _("Chị viết một câu đã làm gì, hoặc gửi ảnh, tệp."), field="proof_text", code="no_proof"
        )
    if receipt.opened_at is None:
        _set_opened(receipt, actor)
    _set_done(receipt, actor, timezone.now())
    receipt.proof_text = text
    if proof.file:
        receipt.proof_file.name = proof.file


def _saved(actor: Actor, receipt: Receipt, kind: str) -> Receipt:
    receipt.save()
    append_entry(kind=kind, subject=receipt.issue.subject, payload=states(receipt), **actor.ledger_refs())
    return receipt
