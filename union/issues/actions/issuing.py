"""Issue to branches, deliver, and close."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.text import nfc
from backend.common.working_days import add_working_days
from backend.ledger.actions import append_entry
from backend.ledger.row_states import states, write_states
from members.acting import Actor
from members.models import Branch
from members.rules import require
from union.issues.enums import OPEN, Asks, ReceiptState
from union.issues.errors import IssueError
from union.issues.kinds import kinds
from union.issues.models import Issue, Receipt, Succession
from union.issues.rules import is_below, may_close, may_issue
from union.issues.tasks import deliver_issue

MOST_TITLE, MOST_WHAT, MOST_REASON = 300, 4000, 300
BATCH = 500


@dataclass(frozen=True, slots=True)
class Content:
    """What is issued. working_days: until the due day, counted from today; None for `due_date`, if any."""

    kind: str
    title: str
    what: str = ""
    asks: str = Asks.DO
    working_days: int | None = None
    due_date: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """To whom: the named `branches`, or all active ones below `below`, only of `level` unless it is empty."""

    branches: Collection[Branch] = ()
    below: Branch | None = None
    level: str = ""


@transaction.atomic
def issue(*, actor: Actor, branch: Branch, content: Content, target: Target) -> Issue:
    """Issue in the name of `branch`, with a waiting receipt for each target, and enqueue the delivery.

    Writes all receipts with one insert. Raises NotAllowed, IssueError.
    """
    require(may_issue(actor.member, branch))
    title, what = nfc(content.title).strip(), nfc(content.what).strip()
    _check(content, title, what)
    if kinds()[content.kind].is_followed:
        raise _unknown_kind()
    return _write(
        actor, branch, replace(content, title=title, what=what), target, _branches_of(branch, target)
    )


@transaction.atomic
def issue_by_clock(*, branch: Branch, content: Content, below: Branch, level: str = "") -> Issue:
    """Issue what the clock begins, such as a period of reports, without receipts; `add_receipts` makes them."""
    title = nfc(content.title).strip()[:MOST_TITLE]
    return _write(None, branch, replace(content, title=title), Target(below=below, level=level), [])


@transaction.atomic
def add_receipts(*, issue: Issue, branches: Collection[Branch]) -> list[Receipt]:
    """Issue to more branches, which got no receipt yet, and enqueue the delivery. Writes them with one insert."""
    receipts = _add(None, issue, branches)
    if receipts:
        deliver_issue.enqueue(issue_id=issue.pk)
    return receipts


def _write(
    actor: Actor | None, branch: Branch, content: Content, target: Target, targets: Collection[Branch]
) -> Issue:
    now = timezone.now()
    made = Issue.objects.create(
        kind=content.kind,
        branch=branch,
        issued_by=actor.by if actor else None,
        issued_at=now,
        title=content.title,
        what=content.what,
        asks=Asks(content.asks),
        due_date=_due(content, timezone.localdate(now)),
        below=target.below,
        level=target.level,
    )
    append_entry(
        kind="union.issued",
        subject=made.subject,
        payload={"branch": branch.pk, "receipts": len(targets), **states(made)},
        **_refs(actor),
    )
    if _add(actor, made, targets):
        deliver_issue.enqueue(issue_id=made.pk)
    return made


def _add(actor: Actor | None, made: Issue, branches: Collection[Branch]) -> list[Receipt]:
    receipts = Receipt.objects.bulk_create(
        [
            Receipt(issue=made, branch=each, issued_to=each, issued_name=each.name, due_date=made.due_date)
            for each in branches
        ],
        batch_size=BATCH,
    )
    write_states("union.receipt_made", receipts, **_refs(actor))
    return receipts


def _refs(actor: Actor | None) -> dict[str, Any]:
    return actor.ledger_refs() if actor else {"by": None}


@transaction.atomic
def close_issue(*, actor: Actor, issue: Issue, reason: str) -> Issue:
    """Ask nothing more of the branches that are not done yet. Does nothing if it is closed.

    Raises NotAllowed, or IssueError without a reason.
    """
    issue = Issue.objects.select_for_update(of=("self",)).select_related("branch").get(pk=issue.pk)
    require(may_close(actor.member, issue))
    if issue.kind_facts.is_followed:
        raise IssueError(_("Việc này đóng khi khoá kỳ báo cáo."), code="followed")
    reason = nfc(reason).strip()[:MOST_REASON]
    if not reason:
        raise IssueError(_("Chị viết lý do để cơ sở biết."), field="reason", code="no_reason")
    if issue.closed_at:
        return issue
    issue.closed_at, issue.closed_by, issue.closed_reason = timezone.now(), actor.by, reason
    issue.save(update_fields=["closed_at", "closed_by", "closed_reason"])
    append_entry(
        kind="union.issue_closed",
        subject=issue.subject,
        payload=states(issue),
        **actor.ledger_refs(),
    )
    open_ = Receipt.objects.filter(issue=issue, state__in=OPEN).order_by("pk").select_for_update(of=("self",))
    keys = [row.pk for row in open_]
    Receipt.objects.filter(pk__in=keys).update(state=ReceiptState.CLOSED)
    write_states(
        "union.receipt_closed",
        Receipt.objects.filter(pk__in=keys).with_people(),
        by=actor.by_ref,
        on_behalf_of=actor.on_behalf_ref,
    )
    return issue


def _check(content: Content, title: str, what: str) -> None:
    kind = kinds().get(content.kind)
    if kind is None or content.asks not in kind.asks:
        raise _unknown_kind()
    if len(title) < 5:
        raise IssueError(_("Chị viết trích yếu, ít nhất 5 chữ cái."), field="title", code="no_title")
    if len(title) > MOST_TITLE or len(what) > MOST_WHAT:
        raise IssueError(_("Dài quá. Chị viết ngắn lại."), field="title", code="too_long")
    if content.working_days is not None and not 0 <= content.working_days <= 250:
        raise IssueError(_("Hạn từ 0 đến 250 ngày làm việc."), field="working_days", code="wrong_due")


def _due(content: Content, today: dt.date) -> dt.date | None:
    return content.due_date if content.working_days is None else add_working_days(today, content.working_days)


def _branches_of(branch: Branch, target: Target) -> list[Branch]:
    """Return the target's branches in the order of the tree. Raises IssueError."""
    if target.below is not None:
        if target.below.pk != branch.pk and not is_below(target.below, branch):
            raise _not_below()
        level = Q(level=target.level) if target.level else Q()
        found = list(
            Branch.objects.under(target.below)
            .exclude(pk=target.below.pk)
            .exclude(pk__in=Succession.objects.values("branch"))
            .filter(level, is_active=True)
            .order_by("path")
        )
    else:
        found = sorted({each.pk: each for each in target.branches}.values(), key=lambda each: each.path)
        if not all(each.is_active and is_below(each, branch) for each in found):
            raise _not_below()
        if Succession.objects.filter(branch__in=found).exists():
            raise IssueError(
                _("Có cơ sở đã nhập vào cơ sở khác. Chị chọn lại."), field="branches", code="merged_branch"
            )
    if not found:
        raise IssueError(_("Chị chọn ít nhất một cơ sở."), field="branches", code="no_branches")
    return found


def _unknown_kind() -> IssueError:
    return IssueError(_("Piêu chưa có loại việc này."), field="asks", code="unknown_kind")


def _not_below() -> IssueError:
    return IssueError(
        _("Chỉ giao được cho cơ sở đang hoạt động ở bên dưới."), field="branches", code="not_below"
    )
