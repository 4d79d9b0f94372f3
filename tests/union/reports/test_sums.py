"""Sums and rates equal plain SQL, and the province is the sum of its leaves after any edits, returns and mergers."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.utils import timezone

from members.models import Branch
from tests.factories.members import commune, province
from tests.union.reports.conftest import NOVEMBER, make_form, typed
from union.issues.actions.merging import merge_branch
from union.issues.errors import SuccessionError
from union.reports import presenters
from union.reports.actions.periods import open_period
from union.reports.actions.reports import (
    accept_report,
    excuse_report,
    expect_report,
    return_report,
    save_report,
)
from union.reports.checking import ReportRefused
from union.reports.definition import Field
from union.reports.enums import ReportState
from union.reports.models import Report, ReportForm, ReportPeriod, ReportValue
from union.reports.rates import rates_of
from union.reports.sums import totals

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.slow]
YEAR = [dt.date(2026, month, 1) for month in range(1, 13)]


def rows_of(sql: str, *values) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def fill_year(office, communes: int, fields: int, seed: int) -> tuple[ReportForm, list[ReportPeriod]]:
    """Write a year of reports in random states, a third of the fields with the last value, a twelfth choices."""
    rnd = random.Random(seed)
    kinds = [
        Field("", f"Mục {at}", kind="choice" if at % 12 == 11 else "number", places=at % 3,
              over_time="last" if at % 3 == 1 else "sum", choices=(("co", "Có"), ("khong", "Không")))
        for at in range(fields)
    ]  # fmt: skip
    form = make_form(office.by.huong, fields=kinds)
    for number in range(communes - 2):
        commune(f"Xã Số {number}", 5000 + number)
    periods = [open_period(form=form, day=day) for day in YEAR]
    reports, values = [], []
    for report in Report.objects.filter(period__form=form).select_related("period"):
        report.state = rnd.choice([*ReportState.values, "accepted", "sent", "locked"])
        report.reason = "Mưa lũ"
        moment = dt.datetime.combine(report.due_date, dt.time(12), timezone.get_default_timezone())
        report.sent_at = moment + dt.timedelta(days=rnd.randint(-4, 2))
        report.was_late = timezone.localdate(report.sent_at) > report.due_date
        reports.append(report)
        for field in form.content.fields:
            if rnd.random() < 0.9:
                chosen = (
                    {"text": rnd.choice(["co", "khong"])}
                    if field.is_choice
                    else {"number": rnd.randrange(10**6)}
                )
                values.append(ReportValue(report=report, code=field.code, **chosen))
    Report.objects.bulk_update(reports, ["state", "reason", "sent_at", "was_late"], batch_size=200)
    ReportValue.objects.bulk_create(values, batch_size=2000)
    return form, periods


RECEIVED = "('sent', 'accepted', 'locked')"


def sql_sums(form: ReportForm, periods: list[ReportPeriod]) -> dict[str, int]:
    places = ",".join(str(each.pk) for each in periods)
    rows = rows_of(
        f"SELECT v.code, SUM(v.number) FROM union_reportvalue v JOIN union_report r ON r.id = v.report_id"
        f" WHERE r.period_id IN ({places}) AND r.state IN {RECEIVED} AND v.number IS NOT NULL GROUP BY v.code"
    )
    added = {each.code for each in form.content.numbers if not each.is_last}
    found = {code: int(total) for code, total in rows if code in added}
    latest = rows_of(
        f"SELECT v.code, SUM(v.number) FROM union_reportvalue v JOIN union_report r ON r.id = v.report_id"
        f" JOIN union_reportperiod p ON p.id = r.period_id"
        f" WHERE r.period_id IN ({places}) AND r.state IN {RECEIVED} AND v.number IS NOT NULL AND p.start_date ="
        f" (SELECT MAX(q.start_date) FROM union_reportvalue w JOIN union_report s ON s.id = w.report_id"
        f"  JOIN union_reportperiod q ON q.id = s.period_id WHERE s.branch_id = r.branch_id AND w.code = v.code"
        f"  AND s.period_id IN ({places}) AND s.state IN {RECEIVED}) GROUP BY v.code"
    )
    return found | {code: int(total) for code, total in latest if form.content.by_code[code].is_last}


@pytest.mark.load
def test_a_year_of_75_communes_and_40_fields_equals_sql(office):
    compare_year(office, 75, 40)


def test_a_year_of_a_few_communes_equals_sql(office):
    compare_year(office, 6, 12)


def compare_year(office, communes: int, fields: int) -> None:
    form, periods = fill_year(office, communes, fields, seed=18)
    found = totals(form, periods, province())
    assert found.numbers == sql_sums(form, periods) and len(found.numbers) == fields - fields // 12
    month = totals(form, periods[:1], province())
    assert month.numbers == sql_sums(form, periods[:1])
    chosen = rows_of(
        f"SELECT v.code, v.text, COUNT(*) FROM union_reportvalue v JOIN union_report r ON r.id = v.report_id"
        f" JOIN union_reportperiod p ON p.id = r.period_id WHERE p.form_id = %s AND r.state IN {RECEIVED}"
        f" AND v.text <> '' GROUP BY v.code, v.text",
        form.pk,
    )
    assert {code: dict(counts) for code, counts in found.choices.items()} == {
        code: {text: count for each, text, count in chosen if each == code} for code, _text, _count in chosen
    }
    for period in periods:
        rates = rates_of(period.reports.all())
        expected, received = rows_of(
            f"SELECT SUM(CASE WHEN state <> 'excused' THEN 1 ELSE 0 END),"
            f" SUM(CASE WHEN state IN {RECEIVED} THEN 1 ELSE 0 END) FROM union_report WHERE period_id = %s",
            period.pk,
        )[0]
        end = dt.datetime.combine(
            period.due_date + dt.timedelta(days=1), dt.time(), timezone.get_default_timezone()
        )
        on_time = rows_of(
            f"SELECT COUNT(*) FROM union_report WHERE period_id = %s AND state IN {RECEIVED} AND sent_at < %s",
            period.pk,
            end,
        )[0][0]
        assert (rates.expected, rates.received, rates.on_time) == (expected, received, on_time)
        assert rates.reporting_rate == Decimal(f"{round(received * 1000 / expected + 1e-9) / 10:.1f}")


def test_the_overview_of_a_period_takes_one_query_besides_its_reports(office, django_assert_num_queries):
    form, periods = fill_year(office, 4, 5, seed=3)
    root = province()
    period = ReportPeriod.objects.select_related("form").get(pk=periods[0].pk)
    with django_assert_num_queries(2):
        reports = period.reports.select_related("branch", "counts_for")
        shown = presenters.overview(period, reports, root)
    assert len(shown.rows) == 4 and len(shown.lines) <= 5


class World:
    """Twelve communes over three months, and what their reports should add up to, kept in plain dicts."""

    def __init__(self, office, rnd: random.Random) -> None:
        self.office, self.rnd = office, rnd
        for number in range(10):
            commune(f"Xã Số {number}", 5000 + number)
        fields = [Field("", "Tổng"), Field("", "Cuối", over_time="last", is_required=False)]
        self.form = make_form(office.by.huong, fields=fields)
        self.periods = [open_period(form=self.form, day=dt.date(2026, month, 1)) for month in (10, 11, 12)]
        Report.objects.update(closing_date=dt.date(2027, 3, 1))
        self.reports = {(each.period_id, each.branch_id): each.pk for each in self.own().all()}
        self.values: dict[int, dict[str, int]] = {}
        self.received: set[int] = set()
        self.merged: dict[int, tuple[int, dt.date]] = {}
        self.done: Counter[str] = Counter()

    def own(self):
        return Report.objects.filter(period__form=self.form)

    def step(self) -> None:
        act = self.rnd.choices(
            ["send", "save", "return", "accept", "excuse", "expect", "merge"], [9, 5, 5, 4, 1, 2, 1]
        )[0]
        report = Report.objects.get(pk=self.rnd.choice(list(self.reports.values())))
        if act == "merge" and len(self.merged) >= 6:
            return
        try:
            getattr(self, f"do_{act}")(report)
        except (ReportRefused, SuccessionError):
            return
        self.done[act] += 1

    def do_send(self, report, sends=True) -> None:
        numbers = {"tong": self.rnd.randrange(1000), "cuoi": self.rnd.randrange(1000)}
        if self.rnd.random() < 0.2:
            del numbers["cuoi"]
        values = typed(**{code: str(number) for code, number in numbers.items()})
        save_report(actor=self.office.by.huong, report=report, typed=values, sends=sends)
        self.values[report.pk] = numbers
        if sends:
            self.received.add(report.pk)

    def do_save(self, report) -> None:
        self.do_send(report, sends=False)

    def do_return(self, report) -> None:
        return_report(actor=self.office.by.staff, report=report, reason="Sai")
        self.received.discard(report.pk)

    def do_accept(self, report) -> None:
        accept_report(actor=self.office.by.staff, report=report)

    def do_excuse(self, report) -> None:
        excuse_report(actor=self.office.by.staff, report=report, reason="Lũ")

    def do_expect(self, report) -> None:
        expect_report(actor=self.office.by.staff, report=report)

    def do_merge(self, report) -> None:
        into = self.rnd.choice(list(Branch.objects.filter(level="commune")))
        day = dt.date(2026, self.rnd.choice([10, 11, 12]), self.rnd.randint(1, 28))
        merge_branch(actor=self.office.by.staff, branch=report.branch, successor=into, merged_date=day)
        self.merged[report.branch_id] = (into.pk, day)

    def expected(self, periods: list[ReportPeriod]) -> dict[str, int]:
        """Return the sums of leaves: of each branch all values, or the last one if it wasn't merged by then."""
        end = max(each.end_date for each in periods)
        found: Counter[str] = Counter()
        for branch in {branch for _period, branch in self.reports}:
            rows = [self.reports[each.pk, branch] for each in periods if (each.pk, branch) in self.reports]
            rows = [self.values[row] for row in rows if row in self.received]
            found["tong"] += sum(row["tong"] for row in rows)
            if branch not in self.merged or self.merged[branch][1] > end:
                found["cuoi"] += next((row["cuoi"] for row in reversed(rows) if "cuoi" in row), 0)
        return {code: number for code, number in found.items() if number}

    def check(self) -> None:
        communes = Branch.objects.filter(level="commune")
        for periods in ([self.periods[0]], [self.periods[1]], self.periods):
            whole = totals(self.form, periods, province()).numbers
            assert {code: number for code, number in whole.items() if number} == self.expected(periods)
            leaves: Counter[str] = Counter()
            for branch in communes:
                leaves.update(totals(self.form, periods, branch).numbers)
            assert leaves == whole


@pytest.mark.parametrize("seed", [1, 2])
def test_the_province_is_the_sum_of_its_leaves_after_500_random_acts(office, seed):
    world = World(office, random.Random(seed))
    tries = 0
    while sum(world.done.values()) < 500:
        world.step()
        tries += 1
        assert tries < 5000
        if tries % 100 == 0:
            world.check()
    world.check()
    assert min(world.done[act] for act in ("send", "save", "return", "accept", "merge")) >= 1


def test_a_branch_merged_within_a_period_adds_up(office):
    for name, actor, members, meetings in (("near", office.by.van, 10, 1), ("far", office.by.xa, 30, 2)):
        values = typed(hoi_vien=str(members), buoi_hop=str(meetings))
        save_report(actor=actor, report=getattr(office.report, name), typed=values, sends=True)
    october = open_period(form=office.form, day=dt.date(2026, 10, 1))
    world = SimpleNamespace(near=office.near, far=office.far)
    merge_branch(actor=office.by.staff, branch=world.far, successor=world.near, merged_date=NOVEMBER)
    # Both parts of the month are added; members are those of the branch that goes on.
    assert totals(office.form, [office.period], world.near).numbers == {"hoi_vien": 10, "buoi_hop": 3}
    assert totals(office.form, [office.period], world.far).numbers == {}
    moved = Report.objects.get(pk=office.report.far.pk)
    assert (moved.is_merged, moved.branch_id, moved.counts_for_id) == (True, world.far.pk, world.near.pk)
    # Earlier periods keep their history, and later ones expect one report.
    assert october.reports.get(branch=world.far).counts_for_id == world.far.pk
    december = open_period(form=office.form, day=dt.date(2026, 12, 1))
    assert [each.branch for each in december.reports.select_related("branch")] == [world.near]
    with pytest.raises(SuccessionError):
        merge_branch(actor=office.by.staff, branch=world.far, successor=world.near, merged_date=NOVEMBER)
