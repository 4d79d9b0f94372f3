from __future__ import annotations

import datetime as dt

import pytest

from backend.common.data_files import BrokenDataFile, Source, read_data_file, short_clause

TEXT = """
compared = 2026-12-01
gone_through = 2026-11-24

[[rows]]
id = "one"
cites = ["37/2026/NĐ-CP 41(6)(c)", "31/2026/TT-BCT"]
valid_from = 2026-01-23
years = 5

[[rows]]
id = "two"
cites = []
valid_from = 2026-01-01
valid_to = 2026-06-30
is_checked = false
years = 1
"""


def rows(folder, text=TEXT):
    path = folder / "rows.toml"
    path.write_text(text, "utf-8")
    return read_data_file(path).cited_rows("rows", required=("years",))


def test_rows_that_rest_on_law_have_a_source_and_their_own_values(tmp_path):
    (one, first), (two, second) = rows(tmp_path)
    assert one.clause == "37/2026/NĐ-CP, Điều 41(6)c, 31/2026/TT-BCT"
    assert (one.checked_on, two.checked_on) == (dt.date(2026, 12, 1), dt.date(2026, 11, 24))
    assert (first, second) == ({"years": 5}, {"years": 1})
    assert two == Source("two", (), dt.date(2026, 1, 1), dt.date(2026, 6, 30), False, dt.date(2026, 11, 24))
    days = [dt.date(2025, 12, 31), dt.date(2026, 1, 1), dt.date(2026, 6, 30), dt.date(2026, 7, 1)]
    assert [two.holds_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ('id = "two"', 'id = "one"'),
        ("valid_from = 2026-01-01\n", ""),
        ("valid_from = 2026-01-01", 'valid_from = "2026"'),
        ("gone_through = 2026-11-24\n", ""),
        ("years = 1", ""),
        ("years = 1", "years = 1\nmonths = 2"),
        ("[[rows]]", "[[row]]"),
    ],
    ids=["twice", "no day", "no date", "never compared", "missing", "unknown", "no rows"],
)
def test_a_broken_row_names_its_file(tmp_path, text, other):
    with pytest.raises(BrokenDataFile, match=r"rows\.toml"):
        rows(tmp_path, TEXT.replace(text, other))


def test_a_document_as_a_whole_has_no_article():
    assert short_clause("91/2025/QH15") == "91/2025/QH15"
    assert short_clause("16/2012/QH13 15a(3)") == "16/2012/QH13, Điều 15a(3)"
