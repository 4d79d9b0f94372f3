"""Deliver issues to officers, and remind of due days by the clock."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from backend.common.background import task
from backend.common.dates import format_date
from backend.common.working_days import add_working_days
from backend.ledger.row_states import write_states
from members.models import RoleGrant, User
from members.notices.actions.notices import notify
from members.roles.enums import Role
from union.issues.enums import ReceiptState
from union.issues.models import Receipt

AT_ONCE = 50
SOON_WORKING_DAYS = 2


@task(name="deliver_union_issue")
def deliver_issue(issue_id: int) -> int:
    """Notify the officers of each waiting branch, and mark it as delivered. Return how many branches were reached.

    A branch without an officer stays waiting, so that the issuing branch sees whom to telephone. Safe to run twice.
    """
    keys = list(
        Receipt.objects.filter(issue=issue_id, state=ReceiptState.WAITING)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    reached = 0
    for start in range(0, len(keys), AT_ONCE):
        reached += _deliver(keys[start : start + AT_ONCE])
    return reached


@task(name="deliver_union_waiting")
def deliver_waiting() -> int:
    """Deliver what is still waiting: a branch may have got its first officer since. Return how many were reached."""
    keys = Receipt.objects.filter(state=ReceiptState.WAITING, issue__closed_at=None).order_by("pk")
    issues = set(keys.values_list("issue", flat=True))
    return sum(deliver_issue.call(issue_id=pk) for pk in sorted(issues))


@task(name="remind_union_due")
def remind_of_due() -> int:
    """Remind branches two working days before the due day, and once when it is over. Return how many receipts."""
    today = timezone.localdate()
    soon = add_working_days(today, SOON_WORKING_DAYS)
    open_ = Receipt.objects.open().exclude(due_date=None)
    late = open_.filter(late_reminded_at=None, due_date__lt=today)
    near = open_.filter(soon_reminded_at=None, due_date__gte=today, due_date__lte=soon)
    count = 0
    for rows, column in ((late, "late_reminded_at"), (near, "soon_reminded_at")):
        keys = list(rows.order_by("pk").values_list("pk", flat=True))
        for start in range(0, len(keys), AT_ONCE):
            count += _remind(keys[start : start + AT_ONCE], column)
    return count


@transaction.atomic
def _deliver(keys: list[int]) -> int:
    rows = list(
        Receipt.objects.filter(pk__in=keys, state=ReceiptState.WAITING)
        .with_people()
        .select_related("issue")
        .select_for_update(of=("self",))
    )
    officers, now, reached = officers_of(row.branch_id for row in rows), timezone.now(), []
    for row in rows:
        for person in officers[row.branch_id]:
            _tell(person, row, "union.issued", gettext_lazy("Hội cấp trên giao việc mới"), "new")
        if officers[row.branch_id]:
            row.state, row.delivered_at = ReceiptState.DELIVERED, now
            reached.append(row)
    Receipt.objects.bulk_update(reached, ["state", "delivered_at"])
    write_states("union.receipt_delivered", reached)
    return len(reached)


@transaction.atomic
def _remind(keys: list[int], column: str) -> int:
    rows = list(
        Receipt.objects.open()
        .filter(pk__in=keys, **{column: None})
        .select_related("issue", "assigned_to")
        .select_for_update(of=("self",))
    )
    officers, is_late = officers_of(row.branch_id for row in rows), column == "late_reminded_at"
    title = (
        gettext_lazy("Quá hạn một việc của Hội") if is_late else gettext_lazy("Sắp đến hạn một việc của Hội")
    )
    for row in rows:
        people = {person.pk: person for person in officers[row.branch_id]}
        if row.assigned_to is not None and row.assigned_to.is_active:
            people[row.assigned_to.pk] = row.assigned_to
        for person in people.values():
            _tell(person, row, "union.due", title, column)
    Receipt.objects.filter(pk__in=[row.pk for row in rows]).update(**{column: timezone.now()})
    return len(rows)


def officers_of(branches: Iterable[int]) -> dict[int, list[User]]:
    """Return the active officers of exactly these branches, by branch. One query."""
    found: dict[int, list[User]] = defaultdict(list)
    grants = RoleGrant.objects.open().filter(
        role=Role.OFFICER, branch__in=set(branches), user__is_active=True
    )
    for grant in grants.select_related("user").order_by("pk"):
        found[grant.branch_id].append(grant.user)
    return found


def _tell(person: User, receipt: Receipt, kind: str, title: object, what: str) -> None:
    notify(
        user=person,
        kind=kind,
        title=title,
        body=_body(receipt),
        url=reverse("union:receipt", args=[receipt.pk]),
        key=f"union.receipt:{receipt.pk}:{what}{_again(receipt)}",
    )


def _again(receipt: Receipt) -> str:
    """Return what tells the reminders of a later due day from those of the first one."""
    is_moved = receipt.due_date is not None and receipt.due_date != receipt.issue.due_date
    return f":{receipt.due_date}" if is_moved else ""


def _body(receipt: Receipt) -> str:
    due: dt.date | None = receipt.due_date
    return receipt.issue.title[:300] + (f" ({format_date(due)})" if due else "")
