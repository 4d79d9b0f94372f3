"""Date-times as EPCIS wants them (RFC 3339 §5.6): a day that exists, and an offset."""

from __future__ import annotations

import datetime as dt
import re

# "T" and "Z" in capitals or not, as RFC 3339 allows (Python reads capitals alone); a leap second is not read.
_SHAPE = re.compile(
    r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.(\d+))?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)", re.ASCII
)
OFFSET = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)", re.ASCII)
_FIRST, _LAST = dt.datetime(1, 1, 1, tzinfo=dt.UTC), dt.datetime(9999, 12, 31, 23, 59, 59, tzinfo=dt.UTC)
_MILLISECOND = dt.timedelta(milliseconds=1)


def parse_moment(text: str) -> dt.datetime | None:
    """The moment in UTC that `text` names, to the microsecond, or None: 2026-02-30, an hour 24, a time without offset name none.

    In UTC because PostgreSQL reads no offset of sixteen hours and more, which RFC 3339 allows. What UTC would put before the year
    1 or after 9999 is the first or the last moment there is.
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
    """A date-time in UTC to the millisecond, halves up (CBV 2.0 §8.9.2); anything else as it stands.

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
