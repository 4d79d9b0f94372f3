"""GS1's syntax engine, case by case: what it accepts, how it reads it, and what it refuses."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from traceability.gs1.dictionary import AIS, KEYS, SEQUENCES
from traceability.gs1.errors import Gs1Error
from traceability.gs1.escaping import escape_path, escape_query, unescape_path, unescape_query
from traceability.gs1.linters import LINTERS
from traceability.gs1.uris import build_uri, parse_uri

FOLDER = "gs1-digital-link"
OPTIONS = {"permit_zero_suppressed_gtin"}  # the one optional mode that parse_uri has too


@pytest.fixture
def cases(conformance_path):
    """Return the parsed content of each line of a file."""

    def read(name: str) -> list[dict]:
        text = conformance_path(FOLDER, name).read_text("utf-8")
        return [json.loads(line) for line in text.splitlines() if line.strip()]

    return read


def test_uris_are_read_and_refused_as_the_engine_does(cases):
    checked = 0
    for case in cases("dl_uri_parse.jsonl"):
        if set(case["flags"]) - OPTIONS:
            continue
        options = dict.fromkeys(case["flags"], True)
        if case["ok"]:
            assert str(parse_uri(case["uri"], **options)) == case["expect"], case["uri"]
        else:
            with pytest.raises(Gs1Error):
                parse_uri(case["uri"], **options)
        checked += 1
    assert checked == 38


def test_uris_are_built_as_the_engine_does(cases):
    checked = 0
    for case in cases("dl_uri_generate.jsonl"):
        if case["flags"]:
            continue
        pairs = re.findall(r"\((\d+)\)([^(]+)", case["ai"])
        if case["ok"]:
            assert build_uri(case["stem"], pairs) == case["expect"]
        else:
            with pytest.raises(Gs1Error):
                build_uri(case["stem"], pairs)
        checked += 1
    assert checked == 6


def test_orders_of_qualifiers_are_those_of_the_engine(cases):
    for case in cases("dl_path_ai_sequences.jsonl"):
        assert (tuple(case["seq"]) in SEQUENCES) is case["ok"], case["seq"]


def test_escapes_are_written_and_read_as_the_engine_does(cases):
    for case in cases("uri_escape.jsonl"):
        assert (escape_path(case["in"]), escape_query(case["in"])) == (case["path"], case["query"])
    for case in cases("uri_unescape.jsonl"):
        assert (unescape_path(case["in"]), unescape_query(case["in"])) == (case["path"], case["query"])


ENTRY = re.compile(
    r"(?P<ai>\d{2,4})(?:-(?P<last>\d{2,4}))?\s+(?P<flags>[*?]*)\s+(?P<rest>[^#]*?)\s*(?:#\s*(?P<title>.*))?"
)
COMPONENT = re.compile(r"(\[?)([NXYZ])(\.\.)?(\d+)\]?((?:,[a-z0-9]+)*)")


def entries(path: Path) -> dict[str, dict]:
    """Return the syntax dictionary's entry for each AI."""
    found = {}
    for line in path.read_text("utf-8").splitlines():
        match = ENTRY.fullmatch(line) if line[:1].isdigit() else None
        if match is None:
            continue
        words = match["rest"].split()
        attributes: dict[str, list[str]] = {}
        for word in words:
            name, _, value = word.partition("=")
            if name in ("req", "ex", "dlpkey"):
                attributes.setdefault(name, []).append(value)
        entry = {
            "format": [COMPONENT.fullmatch(word).groups() for word in words if COMPONENT.fullmatch(word)],
            "flags": match["flags"],
            **attributes,
        }
        for number in range(int(match["ai"]), int(match["last"] or match["ai"]) + 1):
            found[str(number).zfill(len(match["ai"]))] = entry
    return found


def test_table_of_ais_equals_the_syntax_dictionary(conformance_path):
    expected = entries(conformance_path(FOLDER, "gs1-syntax-dictionary.txt"))
    assert set(AIS) == set(expected) and len(expected) == 541
    for code, entry in expected.items():
        ai = AIS[code]
        assert [
            ("[" if part.is_optional else "", part.letters, part.least < part.most, part.most, part.linters)
            for part in ai.components
        ] == [
            (optional, letters, variable is not None, int(most), tuple(linters.split(",")[1:]))
            for optional, letters, variable, most, linters in entry["format"]
        ], code
        assert (ai.is_fixed, ai.is_attribute) == ("*" in entry["flags"], "?" in entry["flags"]), code
        needs = [tuple(group.split("+")) for group in ",".join(entry.get("req", [])).split(",") if group]
        assert list(ai.needs) == needs, code
        assert list(ai.never) == [each for each in ",".join(entry.get("ex", [])).split(",") if each], code
        order = entry.get("dlpkey")
        alternatives = order and tuple(tuple(filter(None, each.split(","))) for each in order[0].split("|"))
        assert ai.alternatives == alternatives, code
    assert {name for ai in AIS.values() for part in ai.components for name in part.linters} == set(LINTERS)
    assert len(KEYS) == 16
