"""Receipts that follow records of another trade: a report that was sent is a receipt that is done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from backend.ledger.row_states import write_states
from members.acting import Actor
from union.issues.actions.receipts import is_after
from union.issues.enums import ReceiptState
from union.issues.models import Issue, Receipt

# {what the record is: act in the ledger}
ACTS = {
    ReceiptState.OPENED: "union.receipt_opened",
    ReceiptState.DONE: "union.receipt_done",
    ReceiptState.EXCUSED: "union.receipt_excused",
    ReceiptState.CLOSED: "union.receipt_closed",
}
_COLUMNS = (
    "state", "due_date", "was_late", "opened_by", "opened_at", "delivered_at", "done_by", "done_at", "excused_by",
    "excused_at", "reason", "soon_reminded_at", "late_reminded_at",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Followed:
    """What the record of the branch to which it was issued is now.

    state: OPENED (begun), DONE, EXCUSED or CLOSED; None if it is open again, as far as the branch got with the issue.
    due_date: the record's own; another one than before is reminded of again. reason: why it is excused.
    """

    issued_to: int
    state: ReceiptState | None
    due_date: dt.date | None
    reason: str = ""


@transaction.atomic
def follow_records(*, actor: Actor, issue: Issue, records: Iterable[Followed]) -> None:
    """Let the receipts of `issue` follow. The caller has checked the rules and has locked the records."""
    by_branch = {each.issued_to: each for each in records}
    rows = list(
        Receipt.objects.filter(issue=issue, issued_to__in=by_branch)
        .with_people()
        .select_related("issue")
        .select_for_update(of=("self",))
    )
    now = timezone.now()
    moved: dict[ReceiptState | None, list[Receipt]] = {}
    for row in rows:
        record = by_branch[row.issued_to_id]
        _follow(row, record, actor, now)
        moved.setdefault(record.state, []).append(row)
    Receipt.objects.bulk_update(rows, _COLUMNS, batch_size=200)
    for state, group in moved.items():
        kind = ACTS[state] if state is not None else "union.receipt_reopened"
        write_states(kind, group, by=actor.by_ref, on_behalf_of=actor.on_behalf_ref)


def _follow(row: Receipt, record: Followed, actor: Actor, now: dt.datetime) -> None:
    if record.due_date != row.due_date:
        row.due_date, row.soon_reminded_at, row.late_reminded_at = record.due_date, None, None
    row.done_by = row.done_at = row.excused_by = row.excused_at = None
    row.reason = ""
    if record.state in (ReceiptState.OPENED, ReceiptState.DONE) and row.opened_at is None:
        row.opened_by, row.opened_at, row.delivered_at = actor.by, now, row.delivered_at or now
    if record.state == ReceiptState.DONE:
        row.done_by, row.done_at = actor.by, now
        row.was_late = row.was_late or is_after(now, row.due_date)
    elif record.state == ReceiptState.EXCUSED:
        row.excused_by, row.excused_at, row.reason = actor.by, now, record.reason[:300]
    if record.state is None or record.state == ReceiptState.OPENED:
        row.state = _reached(row)
    else:
        row.state = record.state


def _reached(row: Receipt) -> ReceiptState:
    """Return how far the branch got while the receipt was open."""
    for moment, state in (
        (row.assigned_at, ReceiptState.ASSIGNED),
        (row.opened_at, ReceiptState.OPENED),
        (row.delivered_at, ReceiptState.DELIVERED),
    ):
        if moment is not None:
            return state
    return ReceiptState.WAITING
