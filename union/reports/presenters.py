"""What the pages of reports show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.forms import BoundField
from django.utils import timezone

from union.issues.models import Succession
from union.reports.definition import Definition, Field, Rule
from union.reports.enums import ReportState
from union.reports.forms import PREFIX, EntryForm
from union.reports.models import Report, ReportForm, ReportPeriod, ReportValue
from union.reports.numbers import shown_number
from union.reports.rates import Rates, rates_of
from union.reports.sums import Totals, totals

# {state: class of its badge}
TONES = {
    ReportState.WAITING: "badge--info",
    ReportState.DRAFT: "badge--info",
    ReportState.SENT: "badge--attention",
    ReportState.RETURNED: "badge--error",
    ReportState.ACCEPTED: "badge--done",
    ReportState.LOCKED: "badge--done",
    ReportState.EXCUSED: "",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A figure as a page shows it. known: Piêu's own count where the figure differs from it, with the reason."""

    label: str
    value: str
    unit: str = ""
    section: str = ""
    known: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A report in the list of a period."""

    report: Report
    tone: str
    rank: int

    @property
    def branch(self) -> Any:
        return self.report.branch


@dataclass(frozen=True, slots=True)
class Overview:
    """A period of a form: rates, reports with the late ones first, and sums.

    lines: sums over all branches of the period that the reader sees.
    """

    period: ReportPeriod
    rates: Rates
    rows: Sequence[Row]
    lines: Sequence[Line]
    waiting: int

    @property
    def can_be_locked(self) -> bool:
        return not self.period.is_locked and not self.waiting


@dataclass(frozen=True, slots=True)
class Entry:
    """A field of the screen that a branch fills in. has_problem: whether the reason must be seen."""

    field: BoundField
    unit: str
    reason: BoundField | None = None
    shown: BoundField | None = None

    @property
    def is_open(self) -> bool:
        return self.reason is not None and bool(self.reason.errors or self.reason.value())


def overview(period: ReportPeriod, reports: Iterable[Report], branch: Any) -> Overview:
    """Return the overview over `reports` of the period, with the sums of `branch`. One query."""
    found = list(reports)
    rows = sorted(
        (Row(each, TONES[ReportState(each.state)], _rank(each)) for each in found),
        key=lambda row: (row.rank, row.report.branch.name),
    )
    sums = totals(period.form, [period], branch)
    return Overview(
        period,
        rates_of(found),
        rows,
        sum_lines(period.form.content, sums),
        sum(each.state == ReportState.SENT for each in found),
    )


def _rank(report: Report) -> int:
    """Return what a reviewer looks at first: sent, then late, returned, unfinished, done, excused."""
    if report.is_sent:
        return 0
    if report.is_open:
        return 1 if report.is_late else 2
    return 4 if report.is_excused else 3


def sum_lines(definition: Definition, sums: Totals) -> list[Line]:
    """Return the sums as lines; of a choice, how many branches chose what. Texts aren't added."""
    lines = []
    for each in definition.fields:
        if each.is_number and each.code in sums.numbers:
            value = shown_number(sums.numbers[each.code], each.places)
            lines.append(Line(each.label, value, each.unit, each.section))
        elif each.is_choice and each.code in sums.choices:
            counts = sums.choices[each.code]
            parts = [f"{words}: {counts[key]}" for key, words in each.choices if counts[key]]
            lines.append(Line(each.label, ", ".join(parts), "", each.section))
    return lines


def report_lines(definition: Definition, rows: Iterable[ReportValue]) -> list[Line]:
    """Return the figures of one report in the form's order."""
    by_code = {row.code: row for row in rows}
    return [_line(each, by_code[each.code]) for each in definition.fields if each.code in by_code]


def _line(each: Field, row: ReportValue) -> Line:
    value = shown_number(row.number, each.places) if row.number is not None else row.text
    if each.is_choice:
        value = dict(each.choices).get(row.text, row.text)
    differs = row.known is not None and row.known != row.number
    known = shown_number(row.known, each.places) if differs and row.known is not None else ""
    return Line(each.label, value, each.unit, each.section, known, row.reason)


def entries(form: EntryForm) -> list[tuple[str, list[Entry]]]:
    """Return the fields of the screen by section, in the form's order."""
    found = []
    for each in form.definition.fields:
        name = f"{PREFIX}{each.code}"
        known = f"{name}-reason" in form.fields
        entry = Entry(
            form[name],
            each.unit,
            form[f"{name}-reason"] if known else None,
            form[f"{name}-shown"] if known else None,
        )
        found.append((each.section, entry))
    return [
        (section, [entry for _section, entry in group])
        for section, group in groupby(found, key=lambda item: item[0])
    ]


def rule_words(definition: Definition, rule: Rule) -> str:
    """Return a rule as the sum of labels on both sides."""

    def side(codes: Iterable[str]) -> str:
        return " + ".join(definition.by_code[code].label for code in codes)

    return f"{side(rule.left)} {rule.sign} {side(rule.right)}"


def rule_rows(form: ReportForm) -> list[dict[str, Any]]:
    return [
        {"number": number, "words": rule_words(form.content, rule), "rule": rule}
        for number, rule in enumerate(form.content.rules)
    ]


def merged_into(report: Report) -> Succession | None:
    """Return the merger because of which the report counts elsewhere; None if it doesn't."""
    return Succession.objects.filter(branch=report.branch_id).first() if report.is_merged else None


def days_left(report: Report) -> int:
    """Return the days until the due day; negative after it."""
    return (report.due_date - timezone.localdate()).days
