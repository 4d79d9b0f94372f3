import pytest

from backend.common.gtin import (
    GtinError,
    GtinNotDigits,
    GtinWrongCheckDigit,
    GtinWrongLength,
    check_digit,
    normalise_gtin,
    short_gtin,
)


@pytest.mark.parametrize(
    ("raw", "gtin"),
    [
        ("96385074", "00000096385074"),
        ("614141000036", "00614141000036"),
        ("9521234500018", "09521234500018"),
        ("19521234500015", "19521234500015"),
        ("9 521234 500018", "09521234500018"),
        (" 952-1234-500018 ", "09521234500018"),
    ],
)
def test_gtin_is_fourteen_digits_when_written_in_any_length(raw, gtin):
    assert normalise_gtin(raw) == gtin


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        ("", GtinNotDigits),
        ("95212345O0018", GtinNotDigits),
        ("٩٥٢١٢٣٤٥٠٠٠١٧", GtinNotDigits),
        ("952123450001", GtinWrongCheckDigit),
        ("95212345000187", GtinWrongCheckDigit),
        ("952123450", GtinWrongLength),
        ("095212345000180", GtinWrongLength),
        ("00000000000000", GtinWrongLength),
    ],
)
def test_gtin_is_refused_when_it_is_invalid(raw, error):
    with pytest.raises(error) as refusal:
        normalise_gtin(raw)
    assert isinstance(refusal.value, GtinError)
    assert refusal.value.field == "gtin"


def test_every_mistyped_digit_is_noticed():
    good = "9521234500018"
    for place in range(13):
        for digit in "0123456789":
            if digit != good[place]:
                with pytest.raises(GtinWrongCheckDigit):
                    normalise_gtin(good[:place] + digit + good[place + 1 :])


def test_check_digit_is_the_same_when_zeros_lead():
    assert check_digit("952123450001") == check_digit("0952123450001") == "8"


def test_short_form_drops_the_leading_zero_of_a_gtin():
    assert short_gtin("09521234500018") == "9521234500018"
    assert short_gtin("19521234500015") == "19521234500015"
