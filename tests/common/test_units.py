from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.common.units import (
    MAX_CODE_LENGTH,
    UNIT_CHOICES,
    UNITS,
    Kind,
    QuantityError,
    find_unit,
    format_number,
    format_quantity,
    parse_quantity,
    unit_name,
)


@pytest.mark.parametrize(
    ("raw", "quantity"),
    [
        ("1,5", "1.5"),
        ("1.5", "1.5"),
        ("0,125", "0.125"),
        ("0.500", "0.5"),
        ("1.500", "1500"),
        ("1.500,25", "1500.25"),
        ("20", "20"),
        (" 1 200 ", "1200"),
        (20, "20"),
        (Decimal("2.500"), "2.5"),
    ],
)
def test_quantity_is_read_when_written_as_people_write_it(raw, quantity):
    assert parse_quantity(raw) == Decimal(quantity)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "quantity_empty"),
        ("0", "quantity_negative"),
        ("0,000", "quantity_negative"),
        ("-1", "quantity_negative"),
        (-1, "quantity_negative"),
        ("1,2345", "quantity_unreadable"),
        (Decimal("1.2345"), "quantity_unreadable"),
        (Decimal("NaN"), "quantity_unreadable"),
        ("1,2,3", "quantity_unreadable"),
        ("20kg", "quantity_unreadable"),
        ("１２", "quantity_unreadable"),
        ("1e5", "quantity_unreadable"),
        ("99999999", "quantity_large"),
        ("9" * 30 + ",5", "quantity_large"),
        (Decimal("1e40"), "quantity_large"),
        (10**8, "quantity_large"),
    ],
)
def test_quantity_is_refused_with_its_reason_when_it_can_not_be_meant(raw, code):
    with pytest.raises(QuantityError) as refused:
        parse_quantity(raw)
    assert (refused.value.code, refused.value.field) == (code, "quantity")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 9_999_999_000).filter(lambda n: n <= 9_999_999_000))
def test_quantity_reads_back_when_it_was_shown(thousandths):
    quantity = Decimal(thousandths) / 1000
    assert parse_quantity(format_number(quantity)) == quantity


def test_quantity_is_shown_with_comma_and_unit():
    assert format_quantity(Decimal("1.500"), "kg") == "1,5 kg"
    assert format_quantity(Decimal(1200), "g") == "1.200 g"
    assert format_quantity(100, "qua") == "100 quả"
    assert format_quantity(3, "gone") == "3 gone"


def test_every_unit_has_a_code_a_name_and_a_factor_where_it_measures():
    assert len(UNIT_CHOICES) == len(UNITS)
    for unit in UNITS.values():
        assert len(unit.code) <= MAX_CODE_LENGTH
        assert 2 <= len(unit.rec20) <= 3
        assert unit.rec20.isalnum()
        assert unit.rec20.isupper()
        assert (unit.to_base is None) == (unit.kind == Kind.COUNT)
    assert {code: UNITS[code].rec20 for code in ("kg", "g", "l", "ml", "tan", "cai")} == {
        "kg": "KGM", "g": "GRM", "l": "LTR", "ml": "MLT", "tan": "TNE", "cai": "H87"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("KG", "kg"),
        ("lit", "l"),
        ("tạ", "ta"),
        ("tá", "ta-12"),
        ("bộ", "bo-do"),
        ("Bó", "bo"),
        ("chiếc", "cai"),
        ("lọ", "hu"),
    ],
)
def test_unit_is_found_by_its_names_with_or_without_accents(written, code):
    assert find_unit(written).code == code


def test_no_unit_is_found_when_nobody_sells_in_it():
    assert find_unit("mẫu") is None
    assert unit_name("kg") == "kg"


def test_quantities_have_a_plural_in_english_and_none_in_vietnamese():
    some = [(1, "hop"), (2, "hop"), (Decimal("1.5"), "l"), (3, "ta"), (4, "kg"), (5, "ta-12")]
    with translation.override("en"):
        assert [format_quantity(n, unit) for n, unit in some] == [
            "1 box", "2 boxes", "1.5 litres", "3 quintals (100 kg)", "4 kg", "5 dozen (12)",
        ]  # fmt: skip
    assert [format_quantity(n, unit) for n, unit in some[:2]] == ["1 hộp", "2 hộp"]


def test_unit_is_found_by_its_vietnamese_name_when_the_reader_reads_english():
    with translation.override("en"):
        assert [find_unit(name) for name in ("gói", "goi", "packet", "tá", "tạ")] == [
            UNITS[code] for code in ("goi", "goi", "goi", "ta-12", "ta")
        ]


@pytest.mark.parametrize(
    ("label", "english"),
    [
        ("túi 500 g", "500 g bag"),
        ("chai 0,5 lít", "0.5 litre bottle"),
        ("hộp 12 hũ", "box of 12 jars"),
        ("Gói", "packet"),
        ("rổ tre to", "rổ tre to"),
        ("gói 500", "gói 500"),
        ("", ""),
    ],
)
def test_label_of_an_offer_follows_the_language_when_its_words_are_units(label, english):
    assert unit_name(label) == label
    with translation.override("en"):
        assert unit_name(label) == english
