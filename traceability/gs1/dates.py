"""Days and times in AIs: digits only, with a year of two or four digits."""

from __future__ import annotations

from datetime import date


def is_yymmdd(value: str) -> bool:
    # In the window of GS1 General Specifications 7.12 every fourth year is a leap year, as in 2000 to 2099.
    return _is_day(2000 + int(value[:2]), int(value[2:4]), int(value[4:]))


def is_yymmd0(value: str) -> bool:
    """Return whether `value` is a valid date YYMMDD. Day 00 means the whole month."""
    return is_yymmdd(value[:4] + "01" if value[4:] == "00" else value)


def is_yyyymmdd(value: str) -> bool:
    # Python's calendar begins with year 1; the standard only requires month and day, and 0000 would be a leap
    # year.
    return _is_day(int(value[:4]) or 2000, int(value[4:6]), int(value[6:]))


def is_hour(value: str) -> bool:
    return value <= "23"


def is_minute(value: str) -> bool:
    return value <= "59"


def is_hour_and_minute(value: str) -> bool:
    return is_hour(value[:2]) and is_minute(value[2:])


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
