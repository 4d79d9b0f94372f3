"""Working days of offices in Vietnam: Monday to Friday, without the closed days of data/days_off.toml.

>>> add_working_days(dt.date(2026, 2, 13), 1)
datetime.date(2026, 2, 23)
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import timezone

FILE = Path(__file__).resolve().parent / "data" / "days_off.toml"
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """closed: the name of each closed day. worked: Saturdays or Sundays that are worked instead. years: those in the file."""

    closed: dict[dt.date, str]
    worked: frozenset[dt.date]
    years: frozenset[int]


@cache
def days_off() -> DaysOff:
    rows = tomllib.loads(FILE.read_text(encoding="utf-8"))["years"]
    return DaysOff(
        closed={each["day"]: each["name"] for row in rows for each in row["closed"]},
        worked=frozenset(day for row in rows for day in row["worked"]),
        years=frozenset(row["year"] for row in rows),
    )


def is_working_day(day: dt.date) -> bool:
    """Return True on a working day. A year that the file lacks has no holidays; a system check names it."""
    off = days_off()
    return day in off.worked or (day.weekday() < 5 and day not in off.closed)


def add_working_days(day: dt.date, count: int) -> dt.date:
    """Return the working day that is `count` working days after `day`. `day` itself doesn't count.

    Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError("count is negative")
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_between(first: dt.date, last: dt.date) -> int:
    """Return how many working days lie after `first`, up to and including `last`. 0 if `last` isn't later."""
    return sum(is_working_day(first + ONE_DAY * n) for n in range(1, (last - first).days + 1))


def end_of_working_day(moment: dt.datetime, count: int) -> dt.datetime:
    """Return the end of the working day, in local time, that is `count` working days after `moment`."""
    day = add_working_days(timezone.localdate(moment), count)
    return timezone.make_aware(dt.datetime.combine(day + ONE_DAY, dt.time.min))
