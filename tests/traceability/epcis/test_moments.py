"""Date-times as RFC 3339 §5.6 writes them, from a list of our own and against a second implementation."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.quick import examples
from traceability.epcis.moments import in_milliseconds, parse_moment

_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|[+-](\d\d):(\d\d))", re.ASCII | re.IGNORECASE
)


def is_date_time(text: str) -> bool:
    """§5.6 and §5.7, but for leap seconds."""
    found = _RFC_3339.fullmatch(text)
    if found is None:
        return False
    *moment, hours, minutes = (int(part or 0) for part in found.groups())
    try:
        dt.datetime(*moment, tzinfo=dt.UTC)
    except ValueError:
        return False
    return hours < 24 and minutes < 60


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T08:30:00+07:00", "2026-11-20T01:30:00.000Z"),
        ("2026-11-20T08:30:00Z", "2026-11-20T08:30:00.000Z"),
        ("2026-11-20T08:30:00z", "2026-11-20T08:30:00.000Z"),
        ("2026-11-20t08:30:00z", "2026-11-20T08:30:00.000Z"),
        ("2026-11-20t08:30:00.5z", "2026-11-20T08:30:00.500Z"),
        ("2026-11-20t08:30:00-00:00", "2026-11-20T08:30:00.000Z"),
        ("2024-02-29T23:59:59.9999z", "2024-03-01T00:00:00.000Z"),
        ("2026-11-20T08:30:00+23:59", "2026-11-19T08:31:00.000Z"),
        ("1985-04-12T23:20:50.52Z", "1985-04-12T23:20:50.520Z"),
    ],
)
def test_moments_are_read_as_the_rfc_writes_them(text, moment):
    assert parse_moment(text) is not None
    assert in_milliseconds(text) == moment
    assert is_date_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29T08:30:00Z", "2026-02-30T08:30:00Z", "2026-13-01T08:30:00Z", "2026-11-20T24:00:00Z", "2026-11-20T08:60:00Z",
        "2026-11-20T08:30:00", "2026-11-20 08:30:00Z", "2026-11-20T08:30Z", "2026-11-20T08:30:00.Z", "2026-11-20T08:30:00+7:00",
        "2026-11-20T08:30:00+0700", "2026-11-20T08:30:00+24:00", "2026-11-20T08:30:00ZZ", "20261120T083000Z", "2026-W47-5T08:30:00Z",
        "2026-11-20T08:30:00,5Z", "٢٠٢٦-11-20T08:30:00Z", "2026-11-20T08:30:00Z\n", "", "2026-11-20",
    ],
)  # fmt: skip
def test_an_invalid_moment_gives_none(text):
    assert parse_moment(text) is None
    assert in_milliseconds(text) == text
    assert not is_date_time(text)


@settings(max_examples=examples(200), deadline=None)
@given(
    st.from_regex(
        r"\A[0-9]{3}[0-9]-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9](\.[0-9]{1,9})?([Zz]|[+-][0-2][0-9]:[0-6][0-9])?\Z"
    )
)
@example("0000-01-01T00:00:00z")
def test_both_readings_agree(text):
    assert (parse_moment(text) is not None) is is_date_time(text)
