import pytest

from backend.common.phones import PhoneError, format_phone, mask_phone, parse_mobile, parse_phone


@pytest.mark.parametrize(
    "raw",
    [
        "0912345678",
        "0912 345 678",
        "091.234.5678",
        "091-234-5678",
        "(091) 234 5678",
        "+84912345678",
        "+84 912 345 678",
        "+84 (0) 912 345 678",
        "+840912345678",
        "84912345678",
        "84 091 234 5678",
        "0084912345678",
        "0084 912 345 678",
        "912345678",
        "\u202a+84\u00a0912\u2011345\u2011678\u202c",
    ],
)
def test_mobile_number_is_read_when_written_as_vietnamese_write_it(raw):
    assert parse_phone(raw) == parse_mobile(raw) == "+84912345678"


def test_number_of_prefix_084_is_not_taken_for_the_country_code():
    assert parse_phone("0842123456") == "+84842123456"
    assert parse_phone("842123456") == "+84842123456"
    assert parse_phone("84842123456") == "+84842123456"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("", "phone_empty"),
        (" . ", "phone_empty"),
        ("o912345678", "phone_letters"),
        ("09123O5678", "phone_letters"),
        ("0912345678 ext 5", "phone_letters"),
        ("０９１２３４５６７８", "phone_digits"),
        ("٠٩١٢٣٤٥٦٧٨", "phone_digits"),
        ("+14155550123", "phone_foreign"),
        ("+856 20 5512 3456", "phone_foreign"),
        ("00912345678", "phone_foreign"),
        ("091234567", "phone_unknown"),
        ("09123456789", "phone_unknown"),
        ("0112345678", "phone_unknown"),
        ("113", "phone_unknown"),
        ("1900 1234", "phone_unknown"),
        ("1800 1091", "phone_unknown"),
        ("0000000000", "phone_foreign"),
        ("+", "phone_signs"),
        ("0912345678;0987654321", "phone_signs"),
        ("09" * 30, "phone_length"),
    ],
)
def test_number_is_refused_with_its_reason_when_it_is_not_vietnamese(raw, code):
    with pytest.raises(PhoneError) as refused:
        parse_phone(raw)
    assert (refused.value.code, refused.value.field) == (code, "phone")


def test_old_eleven_digit_number_is_refused_with_the_new_one():
    with pytest.raises(PhoneError, match="0386 577 672") as refused:
        parse_phone("0168 657 7672")
    assert refused.value.code == "phone_old"


def test_landline_is_a_phone_but_no_mobile():
    assert parse_phone("0212 3852 000") == "+842123852000"
    with pytest.raises(PhoneError) as refused:
        parse_mobile("0212 3852 000")
    assert refused.value.code == "phone_landline"


def test_number_is_shown_in_groups_and_masked():
    assert format_phone("+84912345678") == "0912 345 678"
    assert format_phone("+842123852000") == "0212 3852 000"
    assert format_phone("junk") == "junk"
    assert mask_phone("+84912345678") == "0912 *** 678"
    assert mask_phone("") == "***"


def test_phone_errors_address_no_gender():
    """Any form can read them, since a buyer may be a man."""
    codes = set()
    for raw in (
        "",
        "0912o45678",
        "٠٩١٢٣٤٥٦٧٨",
        "0912#345678",
        "01234567890",
        "0912345",
        "+66812345678",
        "0099999999",
    ):
        with pytest.raises(PhoneError) as refused:
            parse_phone(raw)
        codes.add(refused.value.code)
        assert "chị" not in refused.value.message.casefold(), raw
    assert len(codes) > 5
