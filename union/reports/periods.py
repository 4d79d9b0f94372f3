"""The periods of reports: months, quarters, half years and years.

>>> period_of("quarter", dt.date(2026, 11, 30)).code
'2026Q4'
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from union.reports.enums import PeriodKind

_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.HALF: 6, PeriodKind.YEAR: 12}
_CODES = {
    PeriodKind.MONTH: "{year}{number:02}",
    PeriodKind.QUARTER: "{year}Q{number}",
    PeriodKind.HALF: "{year}S{number}",
    PeriodKind.YEAR: "{year}",
}


@dataclass(frozen=True, slots=True)
class Span:
    """A period. end: its last day. code: as DHIS2 writes it, 202611, 2026Q4, 2026S2 or 2026."""

    kind: PeriodKind
    start: dt.date
    end: dt.date
    code: str


def period_of(kind: PeriodKind | str, day: dt.date) -> Span:
    """Return the period of `kind` that contains `day`."""
    kind = PeriodKind(kind)
    months = _MONTHS[kind]
    number = (day.month - 1) // months + 1
    start = dt.date(day.year, (number - 1) * months + 1, 1)
    after = start.month + months
    following = dt.date(start.year + 1, 1, 1) if after > 12 else dt.date(start.year, after, 1)
    code = _CODES[kind].format(year=day.year, number=number)
    return Span(kind, start, following - dt.timedelta(days=1), code)


def period_words(kind: PeriodKind | str, start: dt.date) -> str:
    """Return the readable name of the period that begins on `start`: "Tháng 11/2026"."""
    kind = PeriodKind(kind)
    values = {"number": (start.month - 1) // _MONTHS[kind] + 1, "year": start.year}
    match kind:
        case PeriodKind.MONTH:
            return _("Tháng %(number)s/%(year)s") % values
        case PeriodKind.QUARTER:
            return _("Quý %(number)s/%(year)s") % values
        case PeriodKind.HALF:
            first = values["number"] == 1
            return (_("Sáu tháng đầu năm %(year)s") if first else _("Sáu tháng cuối năm %(year)s")) % values
        case _:
            return _("Năm %(year)s") % values
