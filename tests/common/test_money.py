import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.common.money import MAX_DONG, MIN_PRICE, MoneyError, format_dong, format_price, parse_dong


@pytest.mark.parametrize(
    ("raw", "amount"),
    [
        ("120.000", 120_000),
        ("120,000", 120_000),
        ("120 000", 120_000),
        ("120000", 120_000),
        ("120.000 đ", 120_000),
        ("120.000₫", 120_000),
        ("120.000 VNĐ", 120_000),
        ("120.000 đồng", 120_000),
        ("120k", 120_000),
        ("120 K", 120_000),
        ("12,5k", 12_500),
        ("120 nghìn", 120_000),
        ("120 ngàn đồng", 120_000),
        ("1.250k", 1_250_000),
        ("1,2 triệu", 1_200_000),
        ("1.2tr", 1_200_000),
        ("1,250 triệu", 1_250_000),
        ("1tr2", 1_200_000),
        ("1 triệu 250", 1_250_000),
        ("1.234.567", 1_234_567),
        (120_000, 120_000),
    ],
)
def test_amount_is_read_when_written_as_people_write_it(raw, amount):
    assert parse_dong(raw) == amount


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "money_empty"),
        ("-5.000", "money_negative"),
        ("−5.000", "money_negative"),
        (-1, "money_negative"),
        ("0", "money_small"),
        ("120", "money_small"),
        ("120.5", "money_decimal"),
        ("120.000,50", "money_unreadable"),
        ("1.20.000", "money_unreadable"),
        ("1.250 triệu", "money_unreadable"),
        ("1,250k", "money_unreadable"),
        ("1,2345 triệu", "money_unreadable"),
        ("mười nghìn", "money_unreadable"),
        ("120 kg", "money_unreadable"),
        ("1e9", "money_unreadable"),
        ("１２０.000", "money_unreadable"),
        ("1 2", "money_unreadable"),
        ("9" * 39, "money_large"),
        ("20 tỷ", "money_large"),
        ("1" * 60, "money_unreadable"),
    ],
)
def test_amount_is_refused_with_its_reason_when_it_can_not_be_meant(raw, code):
    with pytest.raises(MoneyError) as refused:
        parse_dong(raw)
    assert (refused.value.code, refused.value.field) == (code, "price")


def test_small_amount_is_read_when_the_caller_allows_it():
    assert parse_dong("0", minimum=0) == 0


@settings(max_examples=60, deadline=None)
@given(st.integers(MIN_PRICE, MAX_DONG))
def test_amount_reads_back_when_it_was_shown(amount):
    assert parse_dong(format_dong(amount)) == amount


def test_amount_is_shown_with_points_and_unit():
    assert format_dong(120_000) == "120.000 đ"
    assert format_dong(0) == "0 đ"
    assert format_dong(-1_500) == "-1.500 đ"
    assert format_price(120_000, "kg") == "120.000 đ/kg"
    assert format_price(120_000, "") == "120.000 đ"
