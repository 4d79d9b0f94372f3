"""Digital Link URIs of every primary key: a built URI can be read, and a changed one is refused by name."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.quick import examples
from tests.traceability.gs1.gs1_values import AIS, LEGAL, element_strings, values_of
from traceability.gs1 import errors
from traceability.gs1.digital_link import DigitalLinkError, parse_path
from traceability.gs1.digital_link import build_uri as label_uri
from traceability.gs1.escaping import escape_path
from traceability.gs1.uris import MOST_AIS, build_uri, parse_uri

STEM = "https://example.com/some/stem"
GTIN = "09521234500018"
QUICK = settings(
    max_examples=examples(60), deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LONG = settings(max_examples=3_000, deadline=None, suppress_health_check=list(HealthCheck))


def reads_back(strings) -> None:
    path, attributes = strings
    uri = build_uri(STEM, [*path, *attributes])
    read = parse_uri(uri)
    assert list(read.path) == path
    # Those of fixed length come first.
    assert list(read.attributes) == sorted(attributes, key=lambda pair: not AIS[pair[0]].is_fixed)
    assert build_uri(STEM, read.pairs) == uri
    text = str(read)
    assert text.startswith("^" + path[0][0]) and not text.endswith("^")


@pytest.mark.parametrize("path", LEGAL, ids="/".join)
@settings(QUICK, max_examples=3)
@given(data=st.data())
def test_every_key_with_every_chain_of_qualifiers_is_read_back(path, data):
    reads_back(data.draw(element_strings(path)))


@pytest.mark.everything
@pytest.mark.load
@LONG
@given(element_strings())
def test_whatever_is_built_is_read_back_at_length(strings):
    reads_back(strings)


@settings(QUICK, max_examples=examples(150))
@given(st.sampled_from(sorted(AIS)).flatmap(lambda code: st.tuples(st.just(AIS[code]), values_of(AIS[code]))))
def test_value_of_an_ai_passes_and_a_longer_one_does_not(drawn):
    ai, value = drawn
    ai.check(value)
    with pytest.raises(errors.WrongLength):
        ai.check(value + "0" * (ai.most - len(value) + 1))
    with pytest.raises(errors.EmptyValue):
        ai.check("")
    with pytest.raises(errors.Gs1Error):
        ai.check(value[:-1] + " ")


def uri_of(path, attributes) -> str:
    query = "&".join(f"{code}={escape_path(value)}" for code, value in attributes)
    return (
        "https://a"
        + "".join(f"/{code}/{escape_path(value)}" for code, value in path)
        + (f"?{query}" if query else "")
    )


def is_refused_when_mutated(strings, chance) -> None:
    path, attributes = strings
    good = uri_of(path, attributes)
    parse_uri(good)
    code, value = path[0]
    last = path[-1]
    for wrong, error in [
        (uri_of(path, [*attributes, last]), errors.DuplicateAi),
        (uri_of([*path, path[-1]], attributes), None),
        (uri_of(path, [*attributes, ("04", "1")]), errors.UnknownAi),
        (uri_of(path, [*attributes, ("21", "1"), ("235", "1")]), None),
        (uri_of(path, attributes) + ("&" if attributes else "?") + "99=", errors.EmptyValue),
        (good + "^", errors.NotAUri),
        (good.replace("https://", "HTTPs://"), errors.NotAUri),
        (uri_of([(code, value + "~"), *path[1:]], attributes), errors.Gs1Error),
        (uri_of([(code, "A" + value[1:]), *path[1:]], attributes), errors.Gs1Error),
        (
            "https://a/" + "/".join(f"x{code}/{escape_path(value)}" for code, value in path),
            errors.NoPrimaryKey,
        ),
    ]:
        if error is None and path[-1][0] == path[0][0] and len(path) == 1:
            continue  # a key twice is a stem with a key
        with pytest.raises(error or errors.Gs1Error):
            parse_uri(wrong)
    if len(path) > 2:
        shuffled = path[1:]
        chance.shuffle(shuffled)
        if shuffled != path[1:]:
            with pytest.raises(errors.WrongOrder) as refusal:
                parse_uri(uri_of([path[0], *shuffled], attributes))
            assert refusal.value.ai in dict(path)
    if any(part.linters[:1] == ("csum",) for part in AIS[code].components):
        place = 14 if code in {"8003"} else {"8006": 14, "253": 13, "255": 13}.get(code, len(value))
        start = 1 if code == "8003" else 0
        at = chance.randrange(start, place)
        digit = str((int(value[at]) + chance.randrange(1, 10)) % 10)
        with pytest.raises(errors.WrongCheckDigit) as refusal:
            parse_uri(uri_of([(code, value[:at] + digit + value[at + 1 :]), *path[1:]], attributes))
        assert (refusal.value.ai, refusal.value.linter) == (code, "csum")


@QUICK
@given(element_strings(), st.randoms(use_true_random=False))
def test_mutated_uri_is_refused(strings, chance):
    is_refused_when_mutated(strings, chance)


@pytest.mark.everything
@pytest.mark.load
@LONG
@given(element_strings(), st.randoms(use_true_random=False))
def test_mutated_uri_is_refused_at_length(strings, chance):
    is_refused_when_mutated(strings, chance)


@pytest.mark.parametrize(
    ("uri", "error", "ai", "expected"),
    [
        ("ftp://a/01/09521234500018", errors.NotAUri, "", "quy cách"),
        ("https://a_b/01/09521234500018", errors.NotAUri, "", "quy cách"),
        ("https://a/san-pham/man-hau", errors.NoPrimaryKey, "", "không có mã GS1"),
        ("https://a/01/09521234500018/", errors.NoPrimaryKey, "", "không có mã GS1"),
        ("https://a/10/AB", errors.NoPrimaryKey, "", "không có mã GS1"),
        ("https://a/01/09521234500019", errors.WrongCheckDigit, "01", "(01) GTIN sai số kiểm tra"),
        ("https://a/01/9521234500018", errors.WrongLength, "01", "ngắn quá"),
        ("https://a/01/0952123450001X", errors.WrongCharacter, "01", "không được phép"),
        (f"https://a/01/{GTIN}?17=999999", errors.WrongContent, "17", "(17) hạn dùng không hợp lệ: không có ngày này"),
        (f"https://a/01/{GTIN}?4326=999999", errors.WrongContent, "4326", "(4326) không hợp lệ: không có ngày này"),
        (f"https://a/01/{GTIN}/21/A/10/B", errors.WrongOrder, "10", "(10) số lô đứng sai chỗ"),
        (f"https://a/01/{GTIN}/10/A/10/A", errors.DuplicateAi, "10", "bị lặp lại"),
        (f"https://a/01/{GTIN}?17=261124&17=261124", errors.DuplicateAi, "17", "bị lặp lại"),
        (f"https://a/01/{GTIN}?17=261332", errors.WrongContent, "17", "không có ngày này"),
        (f"https://a/01/{GTIN}?21=A", errors.NotAnAttribute, "21", "sau dấu hỏi"),
        (f"https://a/01/{GTIN}?10=A", errors.BelongsInPath, "10", "trong đường dẫn"),
        (f"https://a/01/{GTIN}?37=5", errors.ForbiddenPair, "01", "không đi cùng phần (37)"),
        (f"https://a/01/{GTIN}?3101=000001&3102=000001", errors.ForbiddenPair, "3101", "(3102)"),
        (f"https://a/01/{GTIN}?427=SL", errors.MissingPair, "427", "(01) + (422)"),
        (f"https://a/01/{GTIN}?2345=5", errors.UnknownAi, "2345", "(2345)"),
        ("https://a/253/9526064000028?8030=abcd", errors.MissingPair, "253", "số sê-ri"),
        (f"https://a/01/{GTIN}?" + "&".join(f"x{n}=1" for n in range(MOST_AIS)), errors.TooMany, "", "quá nhiều"),
        ("https://a/415/9521234500018", errors.MissingPair, "415", "(8020)"),
    ],
)  # fmt: skip
def test_refusal_names_the_part_and_says_why(uri, error, ai, expected):
    with pytest.raises(error) as refusal:
        parse_uri(uri)
    assert type(refusal.value) is error
    assert (
        refusal.value.ai == ai and expected in refusal.value.message and refusal.value.code.startswith("gs1_")
    )


def test_building_refuses_what_has_no_key_or_two_values():
    for pairs, error in [
        ([("99", "A")], errors.NoPrimaryKey),
        ([("01", GTIN), ("10", "A"), ("10", "B")], errors.DuplicateAi),
        ([("01", GTIN), ("8013", "x")], errors.WrongContent),
        ([("01", GTIN), ("1", "x")], errors.UnknownAi),
        ([("01", GTIN), ("235", "x"), ("22", "x")], errors.NotAnAttribute),
    ]:
        with pytest.raises(error):
            build_uri("https://a", pairs)
    assert build_uri("https://a/", [("10", "a/b"), ("01", GTIN)]) == f"https://a/01/{GTIN}/10/a%2Fb"


PIECES = st.lists(
    st.sampled_from(["/", "01", "10", "21", "22", "17", GTIN, "9521234500018", "96385074", "A", "a%2Fb", "%41", "%", "%zz",
                     "%C3%A2", "10", "21", "?17=261124", " ", "~", "A" * 21, "x"]),
    max_size=9,
)  # fmt: skip


def agree(pieces) -> None:
    """Input of the fast parser is read identically by the strict one; input only for the strict parser is listed below."""
    target = "/01/" + "".join(pieces)
    try:
        code = parse_path(target)
    except DigitalLinkError:
        code = None
    if code is not None and code.gtin:
        strict = parse_uri("https://a" + code.path)
        assert dict(strict.pairs) == {
            key: value for key, value in (("01", code.gtin), ("10", code.lot), ("21", code.serial)) if value
        }
    try:
        strict = parse_uri("https://a" + target.partition("?")[0], permit_zero_suppressed_gtin=True)
    except errors.Gs1Error:
        return
    values = dict(strict.path)
    has_stem = len(target.partition("?")[0].split("/")) != 2 * len(strict.path) + 1
    if code is None:
        # The fast parser accepts no other qualifier, no stem before the key, and no escape that is broken or not UTF-8.
        assert set(values) - {"01", "10", "21"} or has_stem or "%" in target
        return
    assert (code.gtin, code.lot, code.serial) == (values.get("01"), values.get("10"), values.get("21"))


@QUICK
@given(PIECES)
def test_quick_door_and_strict_room_agree(pieces):
    agree(pieces)


@pytest.mark.everything
@pytest.mark.load
@LONG
@given(PIECES)
def test_quick_door_and_strict_room_agree_at_length(pieces):
    agree(pieces)


@pytest.mark.parametrize("lot", [None, "MAN-1124", "a/b", "100%"])
@pytest.mark.parametrize("serial", [None, "7K3F9QX2M4TB8HJW"])
def test_printed_label_is_valid_gs1(lot, serial):
    strict = parse_uri(label_uri("https://pieu.example.vn", gtin=GTIN, lot=lot, serial=serial))
    assert dict(strict.pairs) == {k: v for k, v in (("01", GTIN), ("10", lot), ("21", serial)) if v}
