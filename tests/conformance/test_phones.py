"""phones.json: written telephone numbers, compared with libphonenumber."""

import pytest

from backend.common.phones import PhoneError, format_phone, parse_mobile, parse_phone


def test_phone_numbers_are_parsed_or_refused_as_the_cases_expect(conformance_json):
    cases = conformance_json("phones.json")["cases"]
    assert cases
    for case in cases:
        raw = case["raw"]
        if not case["valid_vn"]:
            with pytest.raises(PhoneError):
                parse_phone(raw)
            continue
        assert parse_phone(raw) == case["e164"], raw
        assert format_phone(case["e164"]) == case["national"], raw
        if case["type"] == "mobile":
            assert parse_mobile(raw) == case["e164"], raw
        else:
            with pytest.raises(PhoneError):
                parse_mobile(raw)
