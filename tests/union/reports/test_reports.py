"""Forms are frozen, periods expect reports, and a report goes from draft to sent, returned, accepted and locked."""

from __future__ import annotations

import datetime as dt

import pytest

from backend.common.errors import FieldErrors
from backend.ledger.models import Entry
from backend.ledger.row_states import compare_states
from members.acting import Actor
from members.models import Notice
from members.rules import NotAllowed
from tests.factories.members import LanFactory, OfficerFactory, commune
from tests.union.reports.conftest import NOVEMBER, make_form, typed
from union.reports.actions.forms import (
    add_rule,
    publish_form,
    put_field,
    remove_field,
    retire_form,
    revise_form,
)
from union.reports.actions.periods import lock_period, open_period, open_periods, reopen_period
from union.reports.actions.reports import (
    accept_report,
    excuse_report,
    expect_report,
    extend_report,
    return_report,
    save_report,
)
from union.reports.checking import ReportOver, ReportRefused
from union.reports.definition import Field, Rule
from union.reports.enums import ReportState
from union.reports.models import Report, ReportForm, ReportPeriod, ReportValue
from union.roles.actions import give_role
from union.roles.enums import UnionRoleName

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
WHOLE = typed(hoi_vien="1.200", buoi_hop="3", quy="12,5", noi_hop="nha", viec_noi_bat="Vườn rau")
LABELS = ["union.ReportForm", "union.ReportPeriod", "union.Report", "union.ReportValue"]


def values_of(report) -> dict:
    return {row.code: row.number if row.number is not None else row.text for row in report.figures.all()}


def findings() -> list:
    return [each for each in compare_states(*LABELS) if not isinstance(each, int)]


def send(office, name="near", values=WHOLE, **more) -> Report:
    actor = {"near": office.by.van, "far": office.by.xa}[name]
    return save_report(actor=actor, report=getattr(office.report, name), typed=values, sends=True, **more)


def test_a_form_is_frozen_once_it_is_published(office):
    before = office.form.definition
    with pytest.raises(ReportOver):
        put_field(actor=office.by.huong, form=office.form, field=Field("", "Thêm"))
    with pytest.raises(ReportOver):
        remove_field(actor=office.by.huong, form=office.form, code="quy")
    office.form.refresh_from_db()
    assert office.form.definition == before
    assert [each.code for each in office.form.content.fields] == [
        "hoi_vien", "buoi_hop", "quy", "noi_hop", "viec_noi_bat",
    ]  # fmt: skip


def test_a_revised_form_retires_the_one_before(office):
    copy = revise_form(actor=office.by.huong, form=office.form)
    copy = put_field(actor=office.by.huong, form=copy, field=Field("", "Buổi họp"))
    assert [each.code for each in copy.content.fields][-1] == "buoi_hop_2"
    publish_form(actor=office.by.huong, form=copy)
    office.form.refresh_from_db()
    assert (office.form.state, copy.replaces_id) == ("retired", office.form.pk)
    assert findings() == []


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule(("viec_noi_bat",), "<=", ("hoi_vien",), "Sai"), "left"),
        (Rule(("hoi_vien",), "<>", ("hoi_vien",), "Sai"), "left"),
        (Rule(("hoi_vien",), "<=", ("buoi_hop",), " "), "message"),
    ],
    ids=["of a text", "an unknown sign", "without words"],
)
def test_a_rule_is_refused(office, rule, field):
    copy = revise_form(actor=office.by.huong, form=office.form)
    with pytest.raises(ReportRefused) as refused:
        add_rule(actor=office.by.huong, form=copy, rule=rule)
    copy.refresh_from_db()
    assert (refused.value.field, len(copy.content.rules)) == (field, 1)


def test_only_officers_write_forms(office):
    count = ReportForm.objects.count()
    for person in (LanFactory(), office.people.van):
        with pytest.raises(NotAllowed):
            make_form(Actor.of(person))
    assert ReportForm.objects.count() == count


def test_a_period_expects_each_branch_once_and_new_ones_later(office):
    assert open_period(form=office.form, day=NOVEMBER) == office.period
    assert office.period.reports.count() == 2
    new = commune("Xã Mới", 4300)
    open_period(form=office.form, day=NOVEMBER)
    assert office.period.reports.get(branch=new).state == ReportState.WAITING
    period = office.period
    days = (period.code, period.start_date, period.end_date, period.due_date, period.closing_date)
    assert days == (
        "202611",
        dt.date(2026, 11, 1),
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 5),
        dt.date(2026, 12, 15),
    )
    assert findings() == []


def test_the_clock_opens_the_periods_of_published_forms(office):
    assert open_periods() == 1
    assert ReportPeriod.objects.filter(code="202612").count() == 1
    retire_form(actor=office.by.huong, form=office.form)
    assert open_periods() == 0


def test_a_report_is_saved_sent_accepted_and_locked(office):
    report = office.report.near
    save_report(actor=office.by.van, report=report, typed=typed(hoi_vien="7"), note="Đang chờ chi hội")
    report.refresh_from_db()
    assert (report.state, report.version, report.note, values_of(report)) == (
        "draft", 1, "Đang chờ chi hội", {"hoi_vien": 7},
    )  # fmt: skip
    report = send(office, version=1)
    assert values_of(report) == {
        "hoi_vien": 1200, "buoi_hop": 3, "quy": 1250, "noi_hop": "nha", "viec_noi_bat": "Vườn rau",
    }  # fmt: skip
    assert (report.state, report.sent_by, report.is_late) == ("sent", office.people.van, False)
    with pytest.raises(ReportOver):
        lock_period(actor=office.by.huong, period=office.period)
    accept_report(actor=office.by.huong, report=report)
    lock_period(actor=office.by.huong, period=office.period)
    report.refresh_from_db()
    assert (report.state, report.decided_by) == ("locked", office.people.huong)
    with pytest.raises(ReportOver):
        save_report(actor=office.by.xa, report=office.report.far, typed=WHOLE)
    reopen_period(actor=office.by.huong, period=office.period)
    report.refresh_from_db()
    assert report.state == "accepted"
    kinds = Entry.objects.filter(subject=f"report:{report.ref}").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == [
        "report.expected", "report.saved", "report.sent", "report.accepted", "report.locked", "report.accepted",
    ]  # fmt: skip
    assert findings() == []


def test_a_report_with_holes_or_broken_rules_is_saved_but_not_sent(office):
    report = office.report.near
    with pytest.raises(FieldErrors) as refused:
        send(office, values=typed(hoi_vien="2", quy="1"))
    assert set(refused.value.errors) == {"buoi_hop"}
    with pytest.raises(FieldErrors) as refused:
        send(office, values=typed(hoi_vien="2", buoi_hop="3"))
    assert refused.value.errors == {"buoi_hop": "Buổi họp nhiều hơn hội viên."}
    report.refresh_from_db()
    assert (report.state, report.version, values_of(report)) == ("waiting", 0, {})


def test_a_soft_rule_is_broken_with_a_note(office):
    rule = Rule(("buoi_hop",), "<", ("hoi_vien",), "Buổi họp nhiều thế?", is_strict=False)
    form = make_form(office.by.huong, rules=[rule])
    report = open_period(form=form, day=NOVEMBER).reports.get(branch=office.near)
    values = typed(hoi_vien="2", buoi_hop="3")
    with pytest.raises(FieldErrors) as refused:
        save_report(actor=office.by.van, report=report, typed=values, sends=True)
    assert set(refused.value.errors) == {"note"}
    sent = save_report(actor=office.by.van, report=report, typed=values, sends=True, note="Họp ba buổi")
    assert sent.state == "sent"


@pytest.mark.parametrize(
    ("value", "code"),
    [("mười", "hoi_vien"), ("-3", "hoi_vien"), ("1,5", "hoi_vien"), ("1e3", "hoi_vien"), ("9" * 16, "hoi_vien"),
     ("1,234", "quy"), ("bếp", "noi_hop"), ("x" * 501, "viec_noi_bat")],
    ids=["a word", "negative", "a part of a member", "an exponent", "too large", "three places", "no choice", "long"],
)  # fmt: skip
def test_a_value_that_is_none_is_refused(office, value, code):
    with pytest.raises(FieldErrors) as refused:
        save_report(actor=office.by.van, report=office.report.near, typed=typed(**{code: value}))
    assert set(refused.value.errors) == {code}
    assert not ReportValue.objects.exists()


def test_a_returned_report_has_a_reason_and_days_to_correct(office, today):
    report = send(office)
    today.move_to("2026-12-20T05:00:00Z")
    with pytest.raises(ReportRefused):
        return_report(actor=office.by.huong, report=report, reason=" ")
    return_report(actor=office.by.huong, report=report, reason="Thiếu bản Áng")
    report.refresh_from_db()
    assert (report.state, report.reason, report.due_date, report.closing_date) == (
        "returned", "Thiếu bản Áng", dt.date(2026, 12, 23), dt.date(2026, 12, 23),
    )  # fmt: skip
    notice = Notice.objects.get(user=office.people.van, kind="report.returned")
    assert notice.body == "Thiếu bản Áng"
    report = send(office)
    assert (report.state, report.is_late) == ("sent", False)
    assert findings() == []


def test_nobody_decides_on_the_own_report_or_from_below(office):
    report = save_report(
        actor=office.by.huong, report=office.report.near, typed=WHOLE, sends=True, is_from_paper=True
    )
    assert (report.is_from_paper, report.sent_by) == (True, office.people.huong)
    for person in (office.people.huong, office.people.van, office.people.xa, LanFactory()):
        with pytest.raises(NotAllowed):
            accept_report(actor=Actor.of(person), report=report)
        with pytest.raises(NotAllowed):
            return_report(actor=Actor.of(person), report=report, reason="Sai")
    report.refresh_from_db()
    assert report.state == "sent"
    other = OfficerFactory(branch=office.form.branch, full_name="Hà Thị Hai")
    assert accept_report(actor=Actor.of(other), report=report).state == "accepted"


def test_a_reporter_writes_the_report_of_her_branch_only(office):
    lan = LanFactory()
    with pytest.raises(NotAllowed):
        save_report(actor=Actor.of(lan), report=office.report.near, typed=WHOLE)
    assert not Report.objects.visible_to(lan).exists()
    give_role(actor=office.by.huong, person=lan, role=UnionRoleName.REPORTER, branch=office.near)
    assert save_report(actor=Actor.of(lan), report=office.report.near, typed=WHOLE, sends=True).sent_by == lan
    with pytest.raises(NotAllowed):
        save_report(actor=Actor.of(lan), report=office.report.far, typed=WHOLE)
    assert list(Report.objects.visible_to(lan)) == [office.report.near]
    office.report.far.refresh_from_db()
    assert office.report.far.version == 0


def test_a_report_that_somebody_else_saved_meanwhile_is_not_overwritten(office):
    save_report(actor=office.by.huong, report=office.report.near, typed=typed(hoi_vien="9"))
    with pytest.raises(ReportOver) as refused:
        save_report(actor=office.by.van, report=office.report.near, typed=WHOLE, version=0)
    assert (refused.value.code, values_of(office.report.near)) == ("report_changed", {"hoi_vien": 9})
    # Two saves of one phone that were written without a connection arrive with the same version.
    for number in ("10", "11"):
        save_report(actor=office.by.huong, report=office.report.near, typed=typed(hoi_vien=number), version=0)
    assert values_of(office.report.near) == {"hoi_vien": 11}


def test_after_the_closing_day_only_an_exception_lets_one_branch_write(office, today):
    today.move_to("2026-12-16T05:00:00Z")
    with pytest.raises(ReportOver):
        send(office)
    day = dt.date(2026, 12, 18)
    with pytest.raises(NotAllowed):
        extend_report(actor=office.by.van, report=office.report.near, closing_date=day, reason="Mưa lũ")
    with pytest.raises(ReportRefused):
        extend_report(
            actor=office.by.huong, report=office.report.near, closing_date=day - dt.timedelta(9), reason="Lũ"
        )
    extend_report(actor=office.by.huong, report=office.report.near, closing_date=day, reason="Mưa lũ")
    report = send(office)
    assert (report.state, report.is_late, report.reason) == ("sent", True, "Mưa lũ")
    with pytest.raises(ReportOver):
        send(office, "far")
    assert findings() == []


def test_an_excused_branch_is_not_expected_until_it_is_again(office):
    save_report(actor=office.by.van, report=office.report.near, typed=typed(hoi_vien="9"))
    excused = excuse_report(actor=office.by.huong, report=office.report.near, reason="Sắp sáp nhập")
    assert (excused.state, excused.reason) == ("excused", "Sắp sáp nhập")
    with pytest.raises(ReportOver):
        send(office)
    assert expect_report(actor=office.by.huong, report=excused).state == "draft"
    assert send(office).state == "sent"
    with pytest.raises(ReportOver):
        excuse_report(actor=office.by.huong, report=office.report.near, reason="Muộn")
    assert findings() == []


def test_a_changed_figure_is_named_by_the_audit(office):
    report = send(office)
    assert findings() == []
    ReportValue.objects.filter(report=report, code="hoi_vien").update(number=9999)
    assert [each.subject for each in findings()] == [f"report:{report.ref}"]
