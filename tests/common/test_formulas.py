"""Text that begins like a formula, also behind characters that nobody sees."""

from __future__ import annotations

import pytest

from backend.common.formulas import inert, inert_in_csv, is_live
from tests.spreadsheets import HOSTILE


@pytest.mark.parametrize("text", [text for text in HOSTILE if ";" not in text], ids=ascii)
def test_a_formula_gets_an_apostrophe_whatever_is_before_its_sign(text):
    assert is_live(text)
    assert inert(text) == "'" + text
    assert inert_in_csv(text).startswith("'")


@pytest.mark.parametrize(
    "text",
    ["", "Mận hậu", "'=1+1", "\u200bMận", "1-2", "e\u0301", "(=1)", "a@b.vn", "Lan; Hoa", "– Mận", "\u3164"],
    ids=ascii,
)
def test_other_text_stays_as_it_is(text):
    assert not is_live(text)
    assert inert(text) == inert_in_csv(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Lan;=1+1;", "Lan;'=1+1;"),
        ("Lan; \u200b=1+1", "Lan;' \u200b=1+1"),
        ('Lan;"=1+A1&"', 'Lan;\'"=1+A1&"'),
        ("Lan\t@SUM(1)", "Lan\t'@SUM(1)"),
        ("Lan\r\n＝1", "Lan\r\n'＝1"),
        ("Lan;;+1", "Lan;;'+1"),
    ],
    ids=ascii,
)
def test_a_part_that_a_semicolon_would_split_off_is_no_formula(text, expected):
    assert inert(text) == text
    assert inert_in_csv(text) == expected


def test_characters_that_no_excel_file_can_hold_are_left_out():
    assert inert("\x01=1\x00+1\ufffe\ud800") == "'=1+1"
    assert inert("\x01Lan\x0b") == inert_in_csv("Lan\x00") == "Lan"
    assert inert("Lan\tHoa\nMai") == "Lan\tHoa\nMai"
