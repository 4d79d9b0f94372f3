"""A period is an issue: each branch's receipt follows its report, and reminders come from issues."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from members.models import Notice
from tests.union.issues.issuing import faults
from tests.union.reports.conftest import NOVEMBER, typed
from union.issues.actions.issuing import close_issue
from union.issues.actions.receipts import Proof, assign_receipt, excuse_receipt, finish_receipt, open_receipt
from union.issues.errors import IssueError, ReceiptError
from union.issues.models import Issue, Receipt
from union.issues.tasks import deliver_issue, remind_of_due
from union.reports.actions.periods import lock_period, open_period, reopen_period
from union.reports.actions.reports import (
    accept_report,
    excuse_report,
    expect_report,
    return_report,
    save_report,
)
from union.reports.models import Report
from union.reports.rates import rates_of

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FIGURES = typed(hoi_vien="9", buoi_hop="1")


def receipt(office, name="near") -> Receipt:
    return office.period.issue.receipts.select_related("issue").get(issued_to=getattr(office, name))


def send(office, name="near") -> Report:
    actor = {"near": office.by.van, "far": office.by.xa}[name]
    return save_report(actor=actor, report=getattr(office.report, name), typed=FIGURES, sends=True)


def test_a_period_asks_each_branch_once_and_the_receipt_follows_the_report(office):
    issue = office.period.issue
    assert (issue.kind, issue.asks, issue.title, issue.due_date, issue.branch) == (
        "report", "report", "Báo cáo tháng: Tháng 11/2026", dt.date(2026, 12, 5), office.form.branch,
    )  # fmt: skip
    open_period(form=office.form, day=NOVEMBER)
    assert Issue.objects.count() == 1 and Receipt.objects.count() == 2
    deliver_issue.call(issue_id=issue.pk)
    assert receipt(office).state == "delivered"
    save_report(actor=office.by.van, report=office.report.near, typed=typed(hoi_vien="9"))
    assert (receipt(office).state, receipt(office).opened_by) == ("opened", office.people.van)
    send(office)
    done = receipt(office)
    assert (done.state, done.done_by, done.was_late) == ("done", office.people.van, False)
    return_report(actor=office.by.huong, report=office.report.near, reason="Thiếu bản Áng")
    assert (receipt(office).state, receipt(office).done_at) == ("opened", None)
    send(office)
    accept_report(actor=office.by.huong, report=office.report.near)
    excuse_report(actor=office.by.huong, report=office.report.far, reason="Mưa lũ")
    far = receipt(office, "far")
    assert (receipt(office).state, far.state, far.reason, far.excused_by) == (
        "done", "excused", "Mưa lũ", office.people.huong,
    )  # fmt: skip
    expect_report(actor=office.by.huong, report=office.report.far)
    assert (receipt(office, "far").state, receipt(office, "far").reason) == ("delivered", "")
    lock_period(actor=office.by.huong, period=office.period)
    assert [receipt(office, name).state for name in ("near", "far")] == ["done", "closed"]
    reopen_period(actor=office.by.huong, period=office.period)
    assert receipt(office, "far").state == "delivered" and faults() == []


def test_a_receipt_of_a_report_is_not_finished_excused_or_closed_by_hand(office, client):
    mine = open_receipt(actor=office.by.van, receipt=receipt(office))
    assign_receipt(actor=office.by.van, receipt=mine, person=office.people.van)
    with pytest.raises(ReceiptError):
        finish_receipt(actor=office.by.van, receipt=mine, proof=Proof("Đã gửi"))
    with pytest.raises(ReceiptError):
        excuse_receipt(actor=office.by.huong, receipt=mine, reason="Lũ")
    with pytest.raises(IssueError):
        close_issue(actor=office.by.huong, issue=office.period.issue, reason="Thôi")
    assert receipt(office).state == "assigned" and not Issue.objects.exclude(closed_at=None).exists()
    client.force_login(office.people.van)
    page = client.get(reverse("union:receipt", args=[mine.pk])).text
    assert reverse("union:report", args=[office.report.near.ref]) in page
    assert reverse("union:finish_receipt", args=[mine.pk]) not in page
    client.force_login(office.people.huong)
    page = client.get(reverse("union:issue", args=[mine.issue_id])).text
    assert reverse("union:report_period", args=[office.period.pk]) in page
    assert reverse("union:close_issue", args=[mine.issue_id]) not in page


def test_reports_are_reminded_of_and_again_after_a_return(office, today):
    def reminded() -> int:
        remind_of_due.call()
        return Notice.objects.filter(user=office.people.van, kind="union.due").count()

    assert [reminded(), reminded()] == [0, 0]
    today.move_to("2026-12-04T05:00:00Z")
    assert [reminded(), reminded()] == [1, 1]
    send(office)
    today.move_to("2026-12-10T05:00:00Z")
    assert reminded() == 1
    return_report(actor=office.by.huong, report=office.report.near, reason="Sai")
    assert receipt(office).due_date == dt.date(2026, 12, 13)
    today.move_to("2026-12-14T05:00:00Z")
    assert [reminded(), reminded()] == [2, 2]


def test_in_time_means_the_due_day_that_held_when_it_was_sent(office, today):
    """The near one is sent late and corrected in time, so it stays late; the far one the other way round is timely."""
    send(office, "far")
    today.move_to("2026-12-08T05:00:00Z")
    send(office, "near")
    for report in (office.report.near, office.report.far):
        return_report(actor=office.by.huong, report=report, reason="Sai một số")
    today.move_to("2026-12-10T05:00:00Z")
    send(office, "near")
    send(office, "far")
    # What held at each sending, from the ledger alone.
    late = set()
    for entry in Entry.objects.filter(kind="report.sent"):
        row = next(
            state
            for label, _key, state in json.loads(entry.body)["payload"]["states"]
            if label == "union.Report"
        )
        if timezone.localdate(dt.datetime.fromisoformat(row["sent_at"])).isoformat() > row["due_date"]:
            late.add(entry.subject)
    assert late == {f"report:{office.report.near.ref}"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT branch_id FROM union_report WHERE state = 'sent' AND NOT was_late")
        assert cursor.fetchall() == [(office.far.pk,)]
        cursor.execute("SELECT issued_to_id FROM union_receipt WHERE state = 'done' AND NOT was_late")
        assert cursor.fetchall() == [(office.far.pk,)]
    rates = rates_of(office.period.reports.all())
    assert (rates.expected, rates.received, rates.on_time) == (2, 2, 1) and faults() == []
