"""Issuing down the tree, delivering, reminding and closing."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.branches.actions.branches import change_branch
from members.models import Branch, Notice, RoleGrant
from members.rules import NotAllowed
from tests.factories.members import (
    HoaFactory,
    LanFactory,
    OfficerFactory,
    StaffFactory,
    chapter,
    commune,
    province,
)
from tests.union.issues.issuing import faults, issued, officers, receipt_of
from union.issues.actions.issuing import Content, Target, close_issue, issue
from union.issues.actions.merging import merge_branch, successor_of
from union.issues.actions.receipts import open_receipt
from union.issues.enums import ReceiptState
from union.issues.errors import IssueError, SuccessionError
from union.issues.models import Issue, Receipt, Succession
from union.issues.tasks import deliver_issue, deliver_waiting, remind_of_due

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NOW = dt.datetime(2026, 12, 2, 3, tzinfo=dt.UTC)
FAR = ("Xã Mường Lạn", 4246)


def test_issue_to_all_communes_makes_a_receipt_each_and_states_all():
    above, _below = officers()
    chapter(), commune(*FAR)
    with time_machine.travel(NOW, tick=False):
        made = issued(above, deliver=False)
    assert made.due_date == dt.date(2026, 12, 9)
    assert [each.issued_to for each in made.receipts.all()] == [commune(), commune(*FAR)]
    assert {each.state for each in made.receipts.all()} == {"waiting"}
    kinds = [*Entry.objects.filter(subject=made.subject).order_by("pk").values_list("kind", flat=True)]
    assert kinds == ["union.issued", "union.receipt_made", "union.receipt_made"] and faults() == []


def test_issue_to_all_below_includes_chapters_and_leaves_out_closed_branches():
    above, _below = officers()
    far = chapter(), commune(*FAR)
    Branch.objects.filter(pk=far[1].pk).update(is_active=False)
    made = issue(
        actor=Actor.of(above),
        branch=province(),
        content=Content("directive", "Kế hoạch"),
        target=Target(below=province()),
    )
    assert [each.issued_to for each in made.receipts.all()] == [commune(), chapter()]


def test_writes_of_an_issue_do_not_grow_with_the_branches():
    above, _below = officers()
    counts = []
    for number in (1, 30):
        for each in range(number):
            commune(f"Xã Số {number} {each}", 5000 + 100 * number + each)
        with CaptureQueriesContext(connection) as queries:
            issued(above, deliver=False)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_only_officers_of_the_branch_issue_and_only_below():
    above, below = officers()
    lan, far, content = LanFactory(), commune(*FAR), Content("directive", "Kế hoạch tháng")
    for person in (lan, below):
        with pytest.raises(NotAllowed):
            issue(
                actor=Actor.of(person),
                branch=province(),
                content=content,
                target=Target(branches=[commune()]),
            )
    for target in (Target(branches=[far]), Target(branches=[province()]), Target(below=far), Target()):
        with pytest.raises(IssueError):
            issue(actor=Actor.of(below), branch=commune(), content=content, target=target)
    assert not Issue.objects.exists() and not Entry.objects.exists()
    assert issue(
        actor=Actor.of(below), branch=commune(), content=content, target=Target(branches=[chapter()])
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": "unknown"}, "unknown_kind"),
        ({"title": "Kế"}, "no_title"),
        ({"title": "x" * 301}, "too_long"),
        ({"working_days": 251}, "wrong_due"),
    ],
)
def test_content_is_checked(change, code):
    above, _below = officers()
    with pytest.raises(IssueError) as refused:
        issued(above, **change)
    assert refused.value.code == code and not Issue.objects.exists()


def test_delivery_reaches_branches_with_an_officer_once_and_leaves_the_others_waiting():
    above, below = officers()
    far = commune(*FAR)
    made = issued(above)
    assert [receipt_of(made, each).state for each in (commune(), far)] == ["delivered", "waiting"]
    assert deliver_issue.call(issue_id=made.pk) == 0
    assert [*Notice.objects.filter(kind="union.issued").values_list("user", flat=True)] == [below.pk]
    late = OfficerFactory(branch=far)
    assert deliver_waiting.call() == 1
    assert Notice.objects.filter(kind="union.issued", user=late).count() == 1 and faults() == []


def test_a_branch_is_reminded_once_before_and_once_after_its_day():
    above, below = officers()
    with time_machine.travel(NOW, tick=False):
        made = issued(above)
    reminders = Notice.objects.filter(kind="union.due", user=below)
    counts = []
    for day in (4, 7, 8, 9, 10, 11):
        with time_machine.travel(dt.datetime(2026, 12, day, 3, tzinfo=dt.UTC), tick=False):
            remind_of_due.call()
            counts.append(reminders.count())
    assert counts == [0, 1, 1, 1, 2, 2]
    assert receipt_of(made).is_late(dt.date(2026, 12, 10)) and not receipt_of(made).is_late(
        dt.date(2026, 12, 9)
    )
    assert faults() == []


def test_a_branch_that_is_done_is_not_reminded():
    above, below = officers()
    with time_machine.travel(NOW, tick=False):
        made = issued(above, asks="know")
        open_receipt(actor=Actor.of(below), receipt=receipt_of(made))
    with time_machine.travel(NOW + dt.timedelta(days=30), tick=False):
        assert remind_of_due.call() == 0


def test_closing_ends_what_is_open_and_keeps_what_was_done():
    above, below = officers()
    far = commune(*FAR)
    made = issued(above, asks="know")
    open_receipt(actor=Actor.of(below), receipt=receipt_of(made))
    for actor, reason, error in ((below, "Thay", NotAllowed), (above, " ", IssueError)):
        with pytest.raises(error):
            close_issue(actor=Actor.of(actor), issue=made, reason=reason)
    assert receipt_of(made, far).state == "waiting"
    close_issue(actor=Actor.of(above), issue=made, reason="Đã thay")
    close_issue(actor=Actor.of(above), issue=made, reason="Lần nữa")
    assert [receipt_of(made, each).state for each in (commune(), far)] == ["done", "closed"]
    made.refresh_from_db()
    assert made.closed_reason == "Đã thay" and faults() == []
    assert Entry.objects.filter(kind="union.issue_closed").count() == 1


def test_a_merged_branch_keeps_its_name_and_its_successor_answers():
    above, below = officers()
    lan, far, staff, day = LanFactory(), commune(*FAR), StaffFactory(), timezone.localdate()
    made = issued(above)
    for person in (below, lan):
        with pytest.raises(NotAllowed):
            merge_branch(actor=Actor.of(person), branch=far, successor=commune(), merged_date=day)
    for branch, successor in ((far, far), (far, chapter())):
        with pytest.raises(SuccessionError):
            merge_branch(actor=Actor.of(staff), branch=branch, successor=successor, merged_date=day)
    assert not Succession.objects.exists() and receipt_of(made, far).branch == far
    merge_branch(actor=Actor.of(staff), branch=far, successor=commune(), merged_date=day)
    moved = receipt_of(made, far)
    assert (moved.branch, moved.issued_name, moved.has_moved) == (commune(), far.name, True)
    assert receipt_of(made).has_moved is False
    open_receipt(actor=Actor.of(below), receipt=moved)
    assert receipt_of(made, far).state == ReceiptState.OPENED and successor_of(far) == commune()
    assert faults() == []
    with pytest.raises(SuccessionError):
        merge_branch(actor=Actor.of(staff), branch=commune(), successor=far, merged_date=day)
    with pytest.raises(IssueError):
        issued(above, far)
    assert [each.issued_to for each in issued(above).receipts.all()] == [commune()]


def test_a_renamed_branch_keeps_the_name_of_the_day_of_issue():
    above, _below = officers()
    made = issued(above, commune())
    old = commune().name
    change_branch(
        actor=Actor.of(StaffFactory()), branch=commune(), name="Hội LHPN xã Tân Lập", is_active=True
    )
    receipt = made.receipts.select_related("branch").get()
    assert (receipt.issued_name, receipt.branch.name) == (old, "Hội LHPN xã Tân Lập") and faults() == []


def test_strangers_see_no_issue_and_no_receipt():
    above, below = officers()
    issued(above, commune())
    far = OfficerFactory(branch=commune(*FAR))
    counts = {
        person: (Issue.objects.visible_to(person).count(), Receipt.objects.visible_to(person).count())
        for person in (above, below, far, LanFactory(), HoaFactory())
    }
    assert [*counts.values()] == [(1, 1), (1, 1), (0, 0), (0, 0), (0, 0)]
    RoleGrant.objects.filter(user=below).update(ended_at=NOW)
    assert not Receipt.objects.visible_to(below).exists()
