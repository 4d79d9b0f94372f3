"""A branch is merged into another one: its issues go on there, under the name to which they were issued."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.ledger.actions import append_entry
from backend.ledger.row_states import states, write_states
from members.acting import Actor
from members.branches.actions.branches import change_branch
from members.models import Branch
from members.rules import require
from union.issues import ports
from union.issues.errors import SuccessionError
from union.issues.models import Receipt, Succession
from union.issues.rules import may_merge


@transaction.atomic
def merge_branch(*, actor: Actor, branch: Branch, successor: Branch, merged_date: dt.date) -> Succession:
    """Close `branch`, and let `successor` answer for all that was issued to it, from now on.

    Receipts keep the name of the branch and what it did; an earlier merge into `branch` follows, too. merged_date: from when
    on reports count for the successor. Members and chapters are moved elsewhere. Raises NotAllowed, SuccessionError.
    """
    require(not actor.is_helping and may_merge(actor.member, branch) and may_merge(actor.member, successor))
    locked = {
        each.pk: each
        for each in Branch.objects.select_for_update().filter(pk__in=[branch.pk, successor.pk]).order_by("pk")
    }
    branch, successor = locked[branch.pk], locked[successor.pk]
    _check(branch, successor)
    made = Succession.objects.create(
        branch=branch, successor=successor, merged_date=merged_date, at=timezone.now(), by=actor.by
    )
    change_branch(actor=actor, branch=branch, name=branch.name, is_active=False)
    append_entry(
        kind="union.branch_merged",
        subject=f"branch:{branch.pk}",
        payload={"successor": successor.pk, "mergedDate": merged_date.isoformat(), **states(made)},
        **actor.ledger_refs(),
    )
    # Reports are locked before their receipts, as everywhere.
    ports.branch_merged(succession=made, actor=actor)
    ports.questions_merged(succession=made, actor=actor)
    keys = list(
        Receipt.objects.filter(branch=branch)
        .order_by("pk")
        .select_for_update(of=("self",))
        .values_list("pk", flat=True)
    )
    rows = Receipt.objects.filter(pk__in=keys)
    rows.update(branch=successor)
    write_states("union.receipt_moved", rows.with_people(), by=actor.by_ref, on_behalf_of=actor.on_behalf_ref)
    return made


def successor_of(branch: Branch) -> Branch:
    """Return the branch that answers for `branch` now: itself, or the last of its successors. A query a merge."""
    seen = branch
    while found := Succession.objects.filter(branch=seen).select_related("successor").first():
        seen = found.successor
    return seen


@dataclass(frozen=True, slots=True)
class Moving:
    """What a merger would move: receipts, reports that would count for the successor, waiting questions."""

    receipts: int
    open_receipts: int
    reports: int
    questions: int


def preview_merger(*, branch: Branch, successor: Branch, merged_date: dt.date) -> Moving:
    """Return what merge_branch would move, without changing anything. Raises SuccessionError as it does."""
    _check(branch, successor)
    receipts = Receipt.objects.filter(branch=branch)
    return Moving(
        receipts.count(),
        receipts.open().count(),
        ports.reports_to_move(branch=branch, merged_date=merged_date),
        ports.questions_to_move(branch=branch),
    )


def _check(branch: Branch, successor: Branch) -> None:
    if branch.pk == successor.pk or branch.level != successor.level:
        raise SuccessionError(_("Chị chọn một cơ sở khác cùng cấp."), field="successor", code="not_beside")
    merged = Succession.objects.filter(branch__in=[branch, successor])
    if not (branch.is_active and successor.is_active) or merged.exists():
        raise SuccessionError(
            _("Một trong hai cơ sở đã đóng hoặc đã nhập vào cơ sở khác."), field="successor", code="merged"
        )
