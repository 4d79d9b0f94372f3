"""Open periods with the reports that are expected, lock them, and reopen them."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from backend.ledger.actions import append_entry
from backend.ledger.row_states import state_rows, states, write_states
from members.acting import Actor
from members.models import Branch
from members.rules import require
from union.issues.actions.following import Followed, follow_records
from union.issues.actions.issuing import Content, add_receipts, issue_by_clock
from union.issues.enums import Asks, ReceiptState
from union.issues.models import Issue, Receipt
from union.reports.checking import ReportOver
from union.reports.enums import OPEN, ReportState
from union.reports.models import Report, ReportForm, ReportPeriod
from union.reports.periods import period_of
from union.reports.rules import may_run_period
from union.reports.sending import is_on
from union.reports.tasks import send_report_values


@transaction.atomic
def open_period(*, form: ReportForm, day: dt.date) -> ReportPeriod:
    """Open the period of a published form that contains `day`, and expect a report of each branch in use.

    A branch that is new since then gets its report. Changes nothing in a locked period. The clock calls it daily.
    """
    form = ReportForm.objects.select_for_update(of=("self",)).select_related("branch").get(pk=form.pk)
    span = period_of(form.period_kind, day)
    period, _is_new = ReportPeriod.objects.select_related("issue").get_or_create(
        form=form,
        start_date=span.start,
        defaults={
            "code": span.code,
            "end_date": span.end,
            "due_date": span.end + dt.timedelta(days=form.due_days),
            "closing_date": span.end + dt.timedelta(days=form.closing_days),
        },
    )
    if period.is_locked:
        return period
    if period.issue is None:
        period.issue = _issue(period)
        period.save(update_fields=["issue"])
        state_rows(period)
    _expect_reports(period)
    return period


def _issue(period: ReportPeriod) -> Issue:
    """Ask the branches for their reports: reminders and the matrix come from the issue."""
    form = period.form
    with override("vi"):
        title = f"{form.title}: {period.words}"
    content = Content("report", title, form.about, Asks.REPORT, due_date=period.due_date)
    return issue_by_clock(branch=form.branch, content=content, below=form.branch, level=form.level)


def _expect_reports(period: ReportPeriod) -> None:
    branches = Branch.objects.under(period.form.branch).filter(level=period.form.level, is_active=True)
    missing = branches.exclude(pk__in=Report.objects.filter(period=period).values("branch"))
    rows = [
        Report(
            period=period,
            branch=branch,
            counts_for=branch,
            due_date=period.due_date,
            closing_date=period.closing_date,
        )
        for branch in missing
    ]
    Report.objects.bulk_create(rows)
    write_states("report.expected", rows)
    if period.issue is None:
        return
    known = set(Receipt.objects.filter(issue=period.issue).values_list("issued_to", flat=True))
    reports = period.reports.filter(state__in=OPEN).select_related("branch").order_by("branch__path")
    asked = [each.branch for each in reports if each.branch_id not in known]
    add_receipts(issue=period.issue, branches=asked)


def open_periods() -> int:
    """Open today's period of each published form, and return the number of forms. The clock calls it."""
    forms = list(ReportForm.objects.published())
    for form in forms:
        open_period(form=form, day=timezone.localdate())
    return len(forms)


@transaction.atomic
def lock_period(*, actor: Actor, period: ReportPeriod) -> ReportPeriod:
    """Lock a period with its accepted reports, and send its figures on if a receiver is set. What is missing stays missing.

    Raises NotAllowed, and ReportOver while reports wait for a decision.
    """
    row = _locked(actor, period)
    if row.is_locked:
        return row
    if row.reports.filter(state=ReportState.SENT).exists():
        raise ReportOver(_("Còn báo cáo đã gửi chờ nhận hoặc trả lại."), code="report_undecided")
    row.locked_at, row.locked_by = timezone.now(), actor.member
    row.save(update_fields=["locked_at", "locked_by"])
    _append(actor, "report.period_locked", row)
    _move(actor, row, ReportState.ACCEPTED, ReportState.LOCKED)
    _follow_missing(actor, row, ReceiptState.CLOSED)
    if is_on():
        send_report_values.enqueue(period_id=row.pk)
    return row


@transaction.atomic
def reopen_period(*, actor: Actor, period: ReportPeriod) -> ReportPeriod:
    """Unlock a period; its reports are accepted again. Raises NotAllowed."""
    row = _locked(actor, period)
    if not row.is_locked:
        return row
    row.locked_at = row.locked_by = None
    row.save(update_fields=["locked_at", "locked_by"])
    _append(actor, "report.period_reopened", row)
    _move(actor, row, ReportState.LOCKED, ReportState.ACCEPTED)
    _follow_missing(actor, row, None)
    return row


def _locked(actor: Actor, period: ReportPeriod) -> ReportPeriod:
    row = (
        ReportPeriod.objects.select_for_update(of=("self",))
        .select_related("form__branch", "locked_by", "issue")
        .get(pk=period.pk)
    )
    require(may_run_period(actor.member, row))
    return row


def _append(actor: Actor, kind: str, period: ReportPeriod) -> None:
    append_entry(
        kind=kind,
        subject=f"report_form:{period.form.ref}",
        payload={"period": period.code, **states(period)},
        **actor.ledger_refs(),
    )


def _follow_missing(actor: Actor, period: ReportPeriod, state: ReceiptState | None) -> None:
    """Close, or open again, the receipts of the reports that are missing."""
    if period.issue is None:
        return
    missing = period.reports.filter(state__in=OPEN).order_by("pk").select_for_update(of=("self",))
    records = [Followed(each.branch_id, state, each.due_date) for each in missing]
    follow_records(actor=actor, issue=period.issue, records=records)


def _move(actor: Actor, period: ReportPeriod, before: ReportState, after: ReportState) -> None:
    """Move the reports of the period from one state to another, and state each."""
    rows = list(
        period.reports.select_for_update(of=("self",))
        .filter(state=before)
        .select_related("saved_by", "sent_by", "decided_by")
    )
    for row in rows:
        row.state = after
    Report.objects.bulk_update(rows, ["state"], batch_size=200)
    write_states(f"report.{after}", rows, by=actor.by_ref, on_behalf_of=actor.on_behalf_ref)
