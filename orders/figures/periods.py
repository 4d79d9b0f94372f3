"""Months, quarters and years in the project's time zone, as written in addresses: 2026-11, 2026-Q4, 2026."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.dates import add_months

FIRST_YEAR, LAST_YEAR = 2020, 2100
_KEY = re.compile(r"(?P<year>[0-9]{4})(?:-(?:(?P<month>[0-9]{2})|Q(?P<quarter>[1-4])))?")


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """Whole months from the day `first` on: a month, a quarter or a year if `months` is 1, 3 or 12."""

    first: dt.date
    months: int = 1

    @property
    def last(self) -> dt.date:
        return self.next.first - dt.timedelta(days=1)

    @property
    def start(self) -> dt.datetime:
        """Return the first moment of the period, in Vietnam's time zone."""
        return timezone.make_aware(dt.datetime.combine(self.first, dt.time.min))

    @property
    def end(self) -> dt.datetime:
        """Return the first moment after the period."""
        return self.next.start

    @property
    def before(self) -> Period:
        return Period(add_months(self.first, -self.months), self.months)

    @property
    def next(self) -> Period:
        return Period(add_months(self.first, self.months), self.months)

    @property
    def parts(self) -> list[Period]:
        """Return the months of the period."""
        return [Period(add_months(self.first, place)) for place in range(self.months)]

    @property
    def year(self) -> Period:
        return Period(self.first.replace(month=1), 12)

    @property
    def quarter(self) -> Period:
        return Period(self.first.replace(month=(self.first.month - 1) // 3 * 3 + 1), 3)

    @property
    def key(self) -> str:
        year = f"{self.first.year:04}"
        if self.months == 12:
            return year
        return f"{year}-Q{self.first.month // 3 + 1}" if self.months == 3 else f"{year}-{self.first.month:02}"

    @property
    def words(self) -> str:
        """Return the name: "tháng 11/2026", "quý 4/2026", "năm 2026"."""
        if self.months == 12:
            return _("năm %(year)s") % {"year": self.first.year}
        if self.months == 3:
            return _("quý %(quarter)s/%(year)s") % {
                "quarter": self.first.month // 3 + 1,
                "year": self.first.year,
            }
        return _("tháng %(month)s/%(year)s") % {"month": self.first.month, "year": self.first.year}

    def holds(self, moment: dt.datetime | None) -> bool:
        return moment is not None and self.start <= moment < self.end

    @property
    def is_running(self) -> bool:
        """Return True if the period isn't over yet."""
        return timezone.localdate() <= self.last


def this_month() -> Period:
    return Period(timezone.localdate().replace(day=1))


def read_period(text: str) -> Period | None:
    """Return the period of a key, or None if `text` is not a key.

    >>> read_period("2026-Q4").key, read_period("2026-13")
    ('2026-Q4', None)
    """
    found = _KEY.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found["year"]) <= LAST_YEAR:
        return None
    year = int(found["year"])
    if found["quarter"]:
        return Period(dt.date(year, int(found["quarter"]) * 3 - 2, 1), 3)
    if found["month"]:
        month = int(found["month"])
        return Period(dt.date(year, month, 1)) if 1 <= month <= 12 else None
    return Period(dt.date(year, 1, 1), 12)
