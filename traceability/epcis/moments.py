"""Date-times as EPCIS requires them (RFC 3339 §5.6): a valid day, with an offset."""

from __future__ import annotations

import datetime as dt
import re

# "T" and "Z" in either case, as RFC 3339 allows (Python accepts only capitals); leap seconds are rejected.
_SHAPE = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.(\d+))?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
OFFSET = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)", re.ASCII)
_FIRST, _LAST = dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)


def parse_moment(text: str) -> dt.datetime | None:
    """Return the moment in UTC of `text`, to the microsecond.

    Return None if it is invalid, such as 2026-02-30, an hour 24, or a time without offset. The result is in
    UTC because PostgreSQL can't read offsets of sixteen hours and more, which RFC 3339 allows. A moment
    before the year 1 or after 9999 in UTC becomes the first or last possible moment.
    """
    moment = _read(text)
    if moment is None:
        return None
    try:
        return moment.astimezone(dt.UTC)
    except OverflowError:
        return _FIRST if moment.year == 1 else _LAST


def _read(text: str) -> dt.datetime | None:
    found = _SHAPE.fullmatch(text)
    if found is None:
        return None
    try:
        return dt.datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def in_milliseconds(text: str) -> str:
    """Return a date-time in UTC to the millisecond, halves rounded up; anything else unchanged.

    CBV 2.0 §8.9.2 requires this form for a hash.

    >>> in_milliseconds("2023-02-02T12:04:03.1415+01:00")
    '2023-02-02T11:04:03.142Z'
    """
    moment = _read(text)
    if moment is None:
        return text
    try:
        moment = moment.astimezone(dt.UTC)
        rest = moment.microsecond % 1000
        moment = moment.replace(microsecond=moment.microsecond - rest)
        if rest >= 500:
            moment += _MILLISECOND
    except OverflowError:
        return text
    return f"{moment.year:04}" + moment.strftime("-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"
