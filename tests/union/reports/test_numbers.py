"""Numbers as people type them, and periods as DHIS2 writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from union.reports.numbers import NumberRefused, number_text, parse_number, read_number, shown_number
from union.reports.periods import period_of, period_words


@pytest.mark.parametrize(
    ("typed", "places", "number"),
    [("0", 0, 0), ("007", 0, 7), ("1.200", 0, 1200), ("1 200", 0, 1200), ("1.234.567", 0, 1234567),
     ("12,5", 2, 1250), ("12.5", 2, 1250), ("1.234,50", 1, 12345), ("1.234", 3, 1234000), ("3,0", 0, 3)],
)  # fmt: skip
def test_number_is_read_as_vietnamese_write_it(typed, places, number):
    assert parse_number(typed, places) == number
    assert read_number(number_text(number, places), places) == number
    assert parse_number(shown_number(number, places), places) == number


@pytest.mark.parametrize("typed", ["", "một", "1,2,3", "1.2.3", "-1", "1e3", "0x1", "12,345", "1" * 17, "½"])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NumberRefused):
        parse_number(typed, 2)


@pytest.mark.parametrize(
    ("kind", "code", "start", "end", "words"),
    [("month", "202612", dt.date(2026, 12, 1), dt.date(2026, 12, 31), "Tháng 12/2026"),
     ("quarter", "2026Q4", dt.date(2026, 10, 1), dt.date(2026, 12, 31), "Quý 4/2026"),
     ("half", "2026S2", dt.date(2026, 7, 1), dt.date(2026, 12, 31), "Sáu tháng cuối năm 2026"),
     ("year", "2026", dt.date(2026, 1, 1), dt.date(2026, 12, 31), "Năm 2026")],
)  # fmt: skip
def test_period_contains_its_days(kind, code, start, end, words):
    for day in (start, end, dt.date(2026, 12, 7)):
        span = period_of(kind, day)
        assert (span.code, span.start, span.end) == (code, start, end)
    assert period_words(kind, start) == words
