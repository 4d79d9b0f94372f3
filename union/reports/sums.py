"""The figures of a branch: the sum of the reports that count for it and the branches below.

Only received reports count (sent, accepted, locked), so a returned report drops out until it is sent again. Several
periods are added, or of a field like "members" each branch gives its last value. Such a value of a branch that was
merged within the time is left out, because the branch that took it over counts the same members.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Window
from django.db.models.functions import RowNumber

from members.models import Branch
from union.issues.models import Succession
from union.reports.enums import RECEIVED
from union.reports.models import ReportForm, ReportPeriod, ReportValue


@dataclass(slots=True)
class Totals:
    """numbers: {code: sum in units of 10^-places}. choices: {code: {key of the choice: reports}}."""

    numbers: dict[str, int] = field(default_factory=dict)
    choices: dict[str, Counter[str]] = field(default_factory=dict)


def received_values(form: ReportForm, periods: Collection[ReportPeriod]) -> QuerySet[ReportValue]:
    """Return the values of the received reports of these periods, all of `form`."""
    return ReportValue.objects.filter(
        report__period__in=[each.pk for each in periods],
        report__period__form=form,
        report__state__in=RECEIVED,
    ).order_by()


def totals(form: ReportForm, periods: Collection[ReportPeriod], branch: Branch) -> Totals:
    """Return the figures of `branch` with all below over `periods`. One query for one period, else two."""
    if not periods:
        return Totals()
    values = received_values(form, periods).filter(report__counts_for__path__startswith=branch.path)
    latest = [each.code for each in form.content.numbers if each.is_last]
    added = [
        each.code for each in form.content.fields if each.is_choice or each.is_number and not each.is_last
    ]
    alive = ~Exists(_merged_within(periods))
    found = Totals()
    if len(periods) == 1:
        _add(found, values.filter(Q(code__in=added) | Q(alive, code__in=latest)))
        return found
    _add(found, values.filter(code__in=added))
    if latest:
        place = Window(
            RowNumber(),
            partition_by=[F("report__branch"), F("code")],
            order_by=F("report__period__start_date").desc(),
        )
        newest = values.filter(alive, code__in=latest, number__isnull=False).annotate(place=place)
        # A sum over a filtered window would be taken before the filter.
        _add(found, ReportValue.objects.filter(pk__in=newest.filter(place=1).values("pk")).order_by())
    return found


def _merged_within(periods: Collection[ReportPeriod]) -> QuerySet[Succession]:
    """Return the merger, by the last day of `periods`, of the branch of a value's report."""
    end = max(each.end_date for each in periods)
    return Succession.objects.filter(branch=OuterRef("report__branch"), merged_date__lte=end)


def _add(found: Totals, values: QuerySet[ReportValue]) -> None:
    """Add numbers, which have no text, and count choices by their key."""
    rows = values.values_list("code", "text").annotate(total=Sum("number"), count=Count("pk"))
    for code, text, total, count in rows:
        if total is None:
            found.choices.setdefault(code, Counter())[text] = count
        else:
            # PostgreSQL adds bigints to a numeric.
            found.numbers[code] = int(total)
