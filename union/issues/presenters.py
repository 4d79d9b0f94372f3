"""What the pages of issues show: the inbox, one receipt, and the matrix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.dates import format_date
from backend.common.text import name_key
from backend.common.working_days import working_days_between
from members.models import User
from members.roles.enums import Role
from union.issues.enums import OPEN, ReceiptState
from union.issues.models import Issue, Receipt
from union.issues.rules import may_answer, may_excuse, may_record


def due_words(due: dt.date | None, today: dt.date) -> str:
    """Return "còn 2 ngày làm việc, đến 05/12/2026", "quá hạn 1 ngày làm việc", or "không có hạn"."""
    if due is None:
        return _("không có hạn")
    if today > due:
        count = working_days_between(due, today)
        return ngettext("quá hạn %(count)d ngày làm việc", "quá hạn %(count)d ngày làm việc", count) % {
            "count": count
        }
    count = working_days_between(today, due)
    if not count:
        return _("hạn hôm nay")
    words = ngettext(
        "còn %(count)d ngày làm việc, đến %(day)s", "còn %(count)d ngày làm việc, đến %(day)s", count
    )
    return words % {"count": count, "day": format_date(due)}


@dataclass(frozen=True, slots=True)
class InboxRow:
    """can_finish: its kind has a page to say that it is done; others need to be known only, or follow a record."""

    receipt: Receipt
    due: str
    is_late: bool
    can_finish: bool


def inbox_rows(receipts: Iterable[Receipt], today: dt.date | None = None) -> list[InboxRow]:
    today = today or timezone.localdate()
    return [
        InboxRow(each, due_words(each.due_date, today), each.is_late(today), _is_finished_by_hand(each.issue))
        for each in receipts
    ]


def _is_finished_by_hand(issue: Issue) -> bool:
    return not issue.is_to_know and not issue.kind_facts.is_followed


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """steps: what has happened, oldest first, as (words, moment, who)."""

    receipt: Receipt
    due: str
    is_late: bool
    can_open: bool
    can_work: bool
    can_finish: bool
    can_record: bool
    can_excuse: bool
    steps: tuple[tuple[str, dt.datetime, str], ...]


def receipt_page(receipt: Receipt, user: Any) -> ReceiptPage:
    today = timezone.localdate()
    answers = receipt.is_open and may_answer(user, receipt)
    by_hand = receipt.is_open and not receipt.issue.kind_facts.is_followed
    return ReceiptPage(
        receipt=receipt,
        due=due_words(receipt.due_date, today),
        is_late=receipt.is_late(today),
        can_open=answers and receipt.opened_at is None,
        can_work=answers and not receipt.issue.is_to_know,
        can_finish=by_hand and answers and not receipt.issue.is_to_know,
        can_record=by_hand and may_record(user, receipt),
        can_excuse=by_hand and may_excuse(user, receipt),
        steps=tuple(_steps(receipt)),
    )


def _steps(receipt: Receipt) -> Iterable[tuple[str, dt.datetime, str]]:
    for state, moment, person in (
        (ReceiptState.DELIVERED, receipt.delivered_at, None),
        (ReceiptState.OPENED, receipt.opened_at, receipt.opened_by),
        (ReceiptState.ASSIGNED, receipt.assigned_at, receipt.assigned_to),
        (ReceiptState.DONE, receipt.done_at, receipt.done_by),
        (ReceiptState.EXCUSED, receipt.excused_at, receipt.excused_by),
    ):
        if moment is not None:
            yield str(state.label), moment, str(person or "")


def assignable(receipt: Receipt) -> Any:
    """Return the people to whom the branch may give the work: its officers, and those with a role there."""
    return (
        User.objects.filter(
            Q(
                role_grants__role=Role.OFFICER,
                role_grants__ended_at=None,
                role_grants__branch=receipt.branch_id,
            )
            | Q(union_roles__ended_at=None, union_roles__branch=receipt.branch_id),
            is_active=True,
        )
        .distinct()
        .order_by("full_name", "pk")
    )


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One branch. cells: delivered, opened, assigned, done: a day as text, or "". note: excused, closed, late, moved."""

    key: int
    name: str
    cells: tuple[str, str, str, str]
    is_late: bool
    note: str
    assigned_to: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """counts: of delivered, opened, assigned, done, late."""

    rows: tuple[MatrixRow, ...]
    counts: tuple[int, int, int, int, int]


def matrix_of(issue: Issue, today: dt.date | None = None) -> Matrix:
    """Return what each branch did with the issue. One query.

    Branches of one level are in the order of a Vietnamese dictionary, others in the order of the tree.
    """
    today = today or timezone.localdate()
    found = list(
        issue.receipts.select_related("branch", "issued_to", "assigned_to").order_by("issued_to__path", "pk")
    )
    if len({each.issued_to.level for each in found}) == 1:
        found.sort(key=lambda each: name_key(each.issued_name))
    rows = []
    for receipt in found:
        receipt.issue = issue
        rows.append(_matrix_row(receipt, today))
    return Matrix(tuple(rows), _counts(rows))


def _matrix_row(receipt: Receipt, today: dt.date) -> MatrixRow:
    moments = (receipt.delivered_at, receipt.opened_at, receipt.assigned_at, receipt.done_at)
    notes = []
    if receipt.state in (ReceiptState.EXCUSED, ReceiptState.CLOSED):
        notes.append(str(receipt.get_state_display()))
    if receipt.has_moved:
        notes.append(_("nay là %(name)s") % {"name": receipt.branch.name})
    elif receipt.branch.name != receipt.issued_name:
        notes.append(_("nay tên là %(name)s") % {"name": receipt.branch.name})
    if receipt.means:
        notes.append(str(receipt.get_means_display()))
    return MatrixRow(
        key=receipt.pk,
        name=receipt.issued_name,
        cells=tuple(_day(each) for each in moments),  # type: ignore[arg-type]
        is_late=receipt.is_late(today),
        note=", ".join(notes),
        assigned_to=str(receipt.assigned_to or ""),
    )


def _day(moment: dt.datetime | None) -> str:
    return f"{timezone.localtime(moment):%d/%m}" if moment else ""


def _counts(rows: Sequence[MatrixRow]) -> tuple[int, int, int, int, int]:
    columns = [sum(bool(row.cells[place]) for row in rows) for place in range(4)]
    return (columns[0], columns[1], columns[2], columns[3], sum(row.is_late for row in rows))


@dataclass(frozen=True, slots=True)
class IssuedRow:
    issue: Issue
    due: str
    done: int
    late: int
    count: int


def issued_rows(issues: Sequence[Issue], today: dt.date | None = None) -> list[IssuedRow]:
    """Return the issues with how many branches are done and late. One query."""
    today = today or timezone.localdate()
    open_late = Q(receipts__state__in=OPEN, receipts__due_date__lt=today)
    counted = {
        row["pk"]: row
        for row in Issue.objects.filter(pk__in=[each.pk for each in issues])
        .order_by()
        .values("pk")
        .annotate(
            count=Count("receipts"),
            done=Count("receipts", filter=Q(receipts__state=ReceiptState.DONE)),
            late=Count("receipts", filter=open_late),
        )
    }
    return [
        IssuedRow(
            each,
            _("đã đóng") if each.is_closed else due_words(each.due_date, today),
            counted[each.pk]["done"],
            counted[each.pk]["late"],
            counted[each.pk]["count"],
        )
        for each in issues
    ]
