import random

import pytest

from backend.common.codes import check_letter, new_own_code
from backend.common.gtin import GtinError
from traceability.gs1.digital_link import (
    Code,
    DigitalLinkError,
    MalformedCode,
    UnsupportedCode,
    build_uri,
    host_of,
    parse_path,
)

GTIN = "09521234500018"
OWN = "KM4T7Q" + check_letter("KM4T7Q")
SERIAL = "7K3F9QX2M4TB8HJW"
ORIGIN = "https://pieu.example.vn"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        (f"/01/{GTIN}", Code(gtin=GTIN)),
        (f"/01/{GTIN}/", Code(gtin=GTIN)),
        (f"/01/{GTIN}/10/MAN-1124", Code(gtin=GTIN, lot="MAN-1124")),
        (f"/01/{GTIN}/21/{SERIAL}", Code(gtin=GTIN, serial=SERIAL)),
        (f"/01/{GTIN}/21/{SERIAL}/", Code(gtin=GTIN, serial=SERIAL)),
        (f"/01/{GTIN}/10/MAN-1124/21/{SERIAL}", Code(gtin=GTIN, lot="MAN-1124", serial=SERIAL)),
        (f"/01/{GTIN}/10/MAN-1124/21/{SERIAL}?linkType=all", Code(gtin=GTIN, lot="MAN-1124", serial=SERIAL)),
        ("/01/9521234500018/10/A", Code(gtin=GTIN, lot="A")),
        ("/01/96385074", Code(gtin="00000096385074")),
        (f"/%30%31/{GTIN}", Code(gtin=GTIN)),
        (f"/01/{GTIN}/10/a%2Fb", Code(gtin=GTIN, lot="a/b")),
        (f"/01/{GTIN}/10/10/21/21", Code(gtin=GTIN, lot="10", serial="21")),
        (f"/01/{GTIN}/10/a%25b%3f", Code(gtin=GTIN, lot="a%b?")),
        (f"/P/{OWN}", Code(own_code=OWN)),
        (f"/P/{OWN}/", Code(own_code=OWN)),
        (f"/P/{OWN}/{SERIAL}", Code(own_code=OWN, serial=SERIAL)),
        (f"/p/{OWN.lower()}/{SERIAL.lower()}/", Code(own_code=OWN, serial=SERIAL.lower())),
        (f"/P/{OWN}/10/MAN-1124", Code(own_code=OWN, lot="MAN-1124")),
        (f"/P/{OWN}/10/MAN-1124/{SERIAL}", Code(own_code=OWN, lot="MAN-1124", serial=SERIAL)),
        (f"/P/{OWN}/10/10", Code(own_code=OWN, lot="10")),
    ],
)
def test_code_is_read_when_the_path_is_well_formed(path, code):
    assert parse_path(path) == code


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("", "path"),
        ("/", "path"),
        ("//", "path"),
        ("/san-pham/man-hau", "path"),
        (f"01/{GTIN}", "path"),
        ("/01/" + "0" * 400, "path"),
        ("/01", "pairs"),
        ("/01/", "pairs"),
        (f"/01/{GTIN}/10", "pairs"),
        (f"/01/{GTIN}//10/A", "pairs"),
        (f"/01//{GTIN}/10/A", "pairs"),
        (f"/01/{GTIN}//", "pairs"),
        (f"/01/{GTIN}%2F10%2FA", "gtin"),
        ("/01/09521234500019", "gtin"),
        ("/01/0952123450001", "gtin"),
        ("/01/9 521234 500018", "escape"),
        ("/01/%209521234500018", "gtin"),
        ("/01/%D9%A9521234500018", "gtin"),
        (f"/01/{GTIN}/21/A/10/B", "order"),
        (f"/01/{GTIN}/10/A/10/B", "order"),
        (f"/01/{GTIN}/21/A/21/A", "order"),
        (f"/01/{GTIN}/17/261124", "qualifier"),
        (f"/01/{GTIN}/lot/A", "qualifier"),
        (f"/01/{GTIN}/10/A%", "escape"),
        (f"/01/{GTIN}/10/A%2", "escape"),
        (f"/01/{GTIN}/10/A%G1", "escape"),
        (f"/01/{GTIN}/10/A%FF", "escape"),
        (f"/01/{GTIN}/10/A%C0%AF", "escape"),
        (f"/01/{GTIN}/10/A\\B", "escape"),
        (f"/01/{GTIN}/10/A<B", "escape"),
        (f"/01/{GTIN}/10/mận", "escape"),
        (f"/01/{GTIN}/10/m%E1%BA%ADn", "characters"),
        (f"/01/{GTIN}/10/A%00", "characters"),
        (f"/01/{GTIN}/10/A%20B", "characters"),
        (f"/01/{GTIN}/10/A%0A", "characters"),
        (f"/01/{GTIN}/10/A~B", "characters"),
        (f"/01/{GTIN}/10/{'A' * 21}", "length"),
        ("/P", "own_code"),
        ("/P/", "own_code"),
        (f"/P/{GTIN}", "own_code"),
        ("/P/9521234500018", "own_code"),
        (f"/P/{OWN[:-1]}", "own_code"),
        (f"/P/{OWN[1]}{OWN[0]}{OWN[2:]}", "own_code"),
        (f"/P/{OWN}/10", "pairs"),
        (f"/P/{OWN}/{SERIAL}/x", "qualifier"),
        (f"/P/{OWN}/21/{SERIAL}", "qualifier"),
        (f"/P/{OWN}//{SERIAL}", "qualifier"),
        (f"/P/{OWN}/10/A/{SERIAL}/{SERIAL}", "qualifier"),
        (f"/P/{OWN}/{'A' * 21}", "length"),
    ],
)
def test_code_is_malformed_when_the_path_is_not(path, reason):
    with pytest.raises(MalformedCode) as refusal:
        parse_path(path)
    assert refusal.value.code == f"code_{reason}"
    assert isinstance(refusal.value, DigitalLinkError)


@pytest.mark.parametrize(
    "path", ["/00/006141411234567890", "/8004/9520614141234567", f"/01/{GTIN}/22/2A/10/B"]
)
def test_legal_gs1_keys_beyond_ours_are_distinguished(path):
    with pytest.raises(UnsupportedCode) as refusal:
        parse_path(path)
    assert refusal.value.status_code == 404


def test_random_bytes_are_refused_by_name_only():
    chance = random.Random(3)
    for _ in range(2_000):
        tail = "".join(chance.choices(f"/%012PpAaZ-~ \x00\u00e2{GTIN}", k=chance.randrange(30)))
        for start in ("/", "/01/", f"/01/{GTIN}/", f"/P/{OWN}/"):
            try:
                code = parse_path(start + tail)
            except DigitalLinkError:
                continue
            assert parse_path(code.path) == code


def test_uri_is_in_capitals_when_alphanumeric_mode_can_write_it():
    assert build_uri(ORIGIN, gtin=GTIN, lot="MAN-1124", serial=SERIAL) == (
        f"HTTPS://PIEU.EXAMPLE.VN/01/{GTIN}/10/MAN-1124/21/{SERIAL}"
    )
    assert (
        build_uri(ORIGIN, gtin="9521234500018", serial=SERIAL)
        == f"HTTPS://PIEU.EXAMPLE.VN/01/{GTIN}/21/{SERIAL}"
    )
    assert build_uri(ORIGIN, own_code=OWN, serial=SERIAL) == f"HTTPS://PIEU.EXAMPLE.VN/P/{OWN}/{SERIAL}"
    assert build_uri("http://127.0.0.1:8000", own_code=OWN) == f"HTTP://127.0.0.1:8000/P/{OWN}"
    # '/' of a lot becomes %2F, which alphanumeric mode can write too.
    assert build_uri(ORIGIN, gtin=GTIN, lot="A/B") == f"HTTPS://PIEU.EXAMPLE.VN/01/{GTIN}/10/A%2FB"


def test_uri_stays_readable_when_byte_mode_is_needed_anyway():
    assert build_uri(ORIGIN, gtin=GTIN, lot="abc") == f"https://pieu.example.vn/01/{GTIN}/10/abc"


def test_built_uri_is_read_back():
    for own in (None, OWN):
        for lot in (None, "MAN-1124", "a/b%?", "10", "!\"%&'()*+,-./:;<=>?_"):
            for serial in (None, SERIAL):
                code = Code(gtin=None if own else GTIN, own_code=own, lot=lot, serial=serial)
                uri = build_uri(ORIGIN, gtin=code.gtin, own_code=own, lot=lot, serial=serial)
                assert parse_path(uri[len(ORIGIN) :]) == code
                assert parse_path(code.path) == code


def test_own_codes_all_parse():
    for _ in range(50):
        own = new_own_code()
        assert parse_path(f"/P/{own}").own_code == own


@pytest.mark.parametrize(
    "origin",
    [
        "pieu.example.vn",
        "ftp://pieu.example.vn",
        "https://",
        "https://a.vn/x",
        "https://u:p@a.vn",
        "https://a.vn?q",
    ],
)
def test_origin_is_refused_when_it_is_more_or_less_than_one(origin):
    with pytest.raises(ValueError):
        build_uri(origin, gtin=GTIN)


def test_bad_values_are_refused_when_building():
    with pytest.raises(GtinError):
        build_uri(ORIGIN, gtin="9521234500019")
    for bad in ("", "A" * 21, "mận", "a b"):
        with pytest.raises(MalformedCode):
            build_uri(ORIGIN, gtin=GTIN, lot=bad)
    with pytest.raises(MalformedCode):
        build_uri(ORIGIN, own_code="9521234")
    with pytest.raises(ValueError):
        build_uri(ORIGIN, gtin=GTIN, own_code=OWN)


def test_host_is_shown_as_people_read_it():
    assert host_of("https://Pieu.Example.VN/") == "pieu.example.vn"
    assert host_of("https://pieu.example.vn:443") == "pieu.example.vn"
    assert host_of("http://127.0.0.1:8000") == "127.0.0.1:8000"
    assert host_of("https://phụnữ.vn").startswith("xn--")
