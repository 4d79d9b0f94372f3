import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.common.dates import (
    FIRST_YEAR,
    LAST_YEAR,
    DateError,
    add_months,
    format_date,
    format_long_date,
    format_moment,
    parse_vi_date,
    weekday,
)


@pytest.mark.parametrize(
    "raw", ["24/11/2026", "24-11-2026", " 24.11.2026 ", "24/11/26", "2026-11-24", "24 / 11 / 2026"]
)
def test_day_is_read_when_written_as_people_write_it(raw):
    assert parse_vi_date(raw) == dt.date(2026, 11, 24)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "date_empty"),
        ("11/24/2026", "date_unreadable"),
        ("29/02/2026", "date_unreadable"),
        ("24/11", "date_unreadable"),
        ("24/11/126", "date_unreadable"),
        ("24/11/0026", "date_unreadable"),
        ("hôm nay", "date_unreadable"),
        ("24/11/2026 10:00", "date_unreadable"),
    ],
)
def test_day_is_refused_when_the_calendar_has_none_such(raw, code):
    with pytest.raises(DateError) as refused:
        parse_vi_date(raw)
    assert (refused.value.code, refused.value.field) == (code, "date")


@settings(max_examples=40, deadline=None)
@given(st.dates(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)))
def test_day_reads_back_when_it_was_shown(day):
    assert parse_vi_date(format_date(day)) == day == parse_vi_date(day.isoformat())


def test_moment_is_shown_in_vietnamese_time_when_stored_in_utc():
    assert format_moment(dt.datetime(2026, 11, 24, 18, 5, tzinfo=dt.UTC)) == "01:05, 25/11/2026"
    assert format_moment(dt.datetime(2026, 11, 24, 18, 5)) == "18:05, 24/11/2026"  # noqa: DTZ001


def test_day_of_a_moment_is_vietnams_when_it_is_stored_in_utc():
    assert format_date(dt.datetime(2026, 11, 24, 18, 5, tzinfo=dt.UTC)) == "25/11/2026"
    assert format_date(dt.datetime(2026, 11, 24, 16, 59, tzinfo=dt.UTC)) == "24/11/2026"
    assert format_date(dt.datetime(2026, 11, 24, 18, 5)) == "24/11/2026"  # noqa: DTZ001


def test_weekday_has_its_vietnamese_name():
    monday = dt.date(2026, 11, 23)
    names = [weekday(monday + dt.timedelta(days=n)) for n in range(7)]
    assert names == ["Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ Nhật"]
    assert format_long_date(monday) == "Thứ Hai, 23/11/2026"


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2026, 11, 24), 36, dt.date(2029, 11, 24)),
        (dt.date(2024, 2, 29), 36, dt.date(2027, 2, 28)),
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 12, 31), 1, dt.date(2027, 1, 31)),
        (dt.date(2026, 1, 15), -1, dt.date(2025, 12, 15)),
    ],
)
def test_months_are_added_when_the_month_is_shorter_too(day, months, later):
    assert add_months(day, months) == later
