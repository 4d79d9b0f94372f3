from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys

import pytest
import time_machine
from hypothesis import given
from hypothesis import settings as rounds
from hypothesis import strategies as st

from backend.common.checks import check_days_off
from backend.common.working_days import (
    add_working_days,
    days_off,
    end_of_working_day,
    is_working_day,
    working_days_between,
)
from tests.quick import examples

IN_FILE = st.dates(dt.date(2026, 1, 1), dt.date(2028, 11, 30))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2026-02-13", True),
        ("2026-02-14", False),  # Saturday
        ("2026-02-16", False),  # Tết
        ("2026-02-20", False),
        ("2026-02-23", True),
        ("2026-04-27", False),  # for 10/3 of the lunar calendar, a Sunday
        ("2026-08-22", True),  # a Saturday, worked for Monday 31 August
        ("2026-08-31", False),
        ("2026-09-02", False),
        ("2026-12-01", True),
        ("2031-09-02", True),  # a year that the file lacks
        ("2031-09-06", False),
    ],
)
def test_working_day(day, works):
    assert is_working_day(dt.date.fromisoformat(day)) is works


def test_term_over_tet_ends_after_it():
    assert add_working_days(dt.date(2026, 2, 13), 2) == dt.date(2026, 2, 24)
    assert add_working_days(dt.date(2026, 2, 14), 0) == dt.date(2026, 2, 14)


def test_term_ends_with_its_last_local_day():
    late_evening_in_vietnam = dt.datetime(2026, 11, 30, 16, 30, tzinfo=dt.UTC)  # 23:30
    end = end_of_working_day(late_evening_in_vietnam, 1)
    assert end == dt.datetime(2026, 12, 1, 17, 0, tzinfo=dt.UTC)


def test_negative_count_is_refused():
    with pytest.raises(ValueError, match="negative"):
        add_working_days(dt.date(2026, 12, 1), -1)


@rounds(max_examples=examples(200))
@given(day=IN_FILE, count=st.integers(0, 60))
def test_adding_and_counting_agree(day, count):
    later = add_working_days(day, count)
    assert working_days_between(day, later) == count
    assert count == 0 or is_working_day(later)


def test_file_is_whole():
    """Closed days fall into their year, and a worked day is at a weekend and not closed."""
    off = days_off()
    assert {day.year for day in off.closed} == off.years and all(off.closed.values())
    assert all(day.weekday() >= 5 and day not in off.closed for day in off.worked)
    for year in off.years:
        fixed = {dt.date(year, 1, 1), dt.date(year, 4, 30), dt.date(year, 5, 1), dt.date(year, 9, 2)}
        assert fixed <= set(off.closed)


@pytest.mark.parametrize(("today", "found"), [("2027-12-31", []), ("2028-11-01", ["pieu.W004"])])
def test_check_names_the_next_year_without_days_off(today, found):
    with time_machine.travel(f"{today}T05:00:00Z", tick=False):
        assert [each.id for each in check_days_off(None)] == found


def test_the_days_off_are_read_as_utf8_whatever_the_systems_encoding():
    script = "from backend.common.working_days import days_off; print(len(days_off().closed))"
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = subprocess.run([sys.executable, "-c", script], env=os.environ | plain, capture_output=True)
    assert (done.returncode, int(done.stdout or 0)) == (0, len(days_off().closed)), done.stderr
