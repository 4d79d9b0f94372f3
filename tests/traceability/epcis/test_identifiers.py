"""Identifiers in events: one spelling, and refused where GS1's own rules refuse them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from backend.ledger import verify_pieu
from tests.quick import examples
from tests.traceability.gs1.gs1_values import element_strings
from traceability.epcis.identifiers import CANONICAL, canonical, fault_of, for_hash
from traceability.epcis.moments import in_milliseconds
from traceability.gs1 import errors
from traceability.gs1.escaping import escape_path
from traceability.gs1.uris import parse_uri


@pytest.mark.parametrize(
    ("identifier", "fault"),
    [
        ("https://id.gs1.org/01/04012345123456/10/998877", ""),
        ("https://id.gs1.org/01/04012345123457/10/998877", "check_digit"),
        ("https://id.gs1.org/01/04012345123456/10/A/10/B", "duplicate_ai"),
        ("https://id.gs1.org/01/04012345123456/21/A/10/B", "qualifier"),
        ("https://id.gs1.org/01/04012345123456/10/" + "A" * 21, "length"),
        ("https://id.gs1.org/01/04012345123456/10/A%7EB", "gs1"),
        ("https://id.gs1.org/00/123", "length"),
        ("https://id.gs1.org/414/4012345000115/254/1/7040/1ABC", "qualifier"),
        ("https://id.gs1.org/8006/040123451234560301", "gs1"),
        ("https://example.org/00/plans", ""),
        ("urn:epc:id:sgtin:4012345.011111.9876", ""),
        ("urn:epc:id:sgtin:4012345.0111.9876", "length"),
        ("urn:epc:class:lgtin:4012345.012345." + "A" * 21, "length"),
        ("urn:uuid:374d95fc-9457-4a51-bd6a-0bba133845a8", ""),
        ("urn:epc:id:sgtin:4012345.011111.9*8", ""),
        ("urn:epc:class:lgtin:4012345.0*2345.A", "length"),
    ],
    ids=range(16),
)
def test_fault_of_an_identifier_is_named(identifier, fault):
    assert fault_of(identifier) == fault


@settings(max_examples=examples(60), deadline=None)
@given(element_strings())
def test_the_path_of_every_uri_that_gs1_accepts_is_accepted_when_an_event_names_it(drawn):
    path = drawn[0]
    uri = CANONICAL + "".join(f"/{code}/{escape_path(value)}" for code, value in path)
    try:
        parse_uri(uri)
    except (errors.MissingPair, errors.ForbiddenPair):
        return
    assert fault_of(uri) == ""
    assert canonical(uri) == uri


@pytest.mark.parametrize(
    ("urn", "path"),
    [
        ("urn:epc:id:sgtin:4012345.011111.9*8", "/01/04012345111118/21/9%2A8"),
        ("urn:epc:class:lgtin:4012345.012345.L*", "/01/04012345123456/10/L%2A"),
        ("urn:epc:id:giai:4012345.A*1", "/8004/4012345A%2A1"),
        ("urn:epc:id:sgln:4012345.00011.*", "/414/4012345000115/254/%2A"),
    ],
)
def test_a_star_is_a_letter_where_no_pattern_is_meant(urn, path):
    assert for_hash(urn) == canonical(urn) == CANONICAL + path


def test_a_star_in_a_pattern_is_no_letter():
    for pattern in ("urn:epc:idpat:sgtin:4012345.011111.9*8", "urn:epc:idpat:sgtin:4012345.*.9"):
        assert for_hash(pattern) == canonical(pattern) == pattern
    assert canonical("urn:epc:idpat:sgtin:4012345.011111.*") == CANONICAL + "/01/04012345111118"


URNS = (
    "urn:epc:id:sgtin:4012345.011111.9876", "urn:epc:id:sgtin:4012345.011111.9*8", "urn:epc:id:sgtin:4012345.011111.9!(8)",
    "urn:epc:class:lgtin:4012345.012345.998877", "urn:epc:class:lgtin:4012345.012345.L*", "urn:epc:id:upui:1234567.089456.51qIg",
    "urn:epc:id:sscc:4012345.1234567890", "urn:epc:id:sgln:4012345.00011.0", "urn:epc:id:sgln:4012345.00011.*",
    "urn:epc:id:pgln:4012345.00011", "urn:epc:id:grai:4012345.12345.400", "urn:epc:id:gdti:4012345.12345.400",
    "urn:epc:id:sgcn:4012345.67890.04711", "urn:epc:id:giai:4012345.A*1", "urn:epc:id:giai:4012345.a.b", "urn:epc:id:ginc:4012345.xyz",
    "urn:epc:id:gsin:4012345.123456789", "urn:epc:id:gsrn:4012345.1234567890", "urn:epc:id:gsrnp:4012345.1234567890",
    "urn:epc:id:cpi:4012345.5PQ7.37", "urn:epc:id:itip:4012345.012345.01.02.987", "urn:epc:idpat:sgtin:4012345.011111.*",
    "urn:epc:idpat:sgtin:4012345.*.9", "urn:epc:idpat:sgtin:4012345.011111.9*8", "urn:epc:id:none:4012345.1", "urn:epc:id:sgtin:x",
    "urn:epc:id:sgtin:4012345", "urn:uuid:1e4dd1e4-7b0e-4c52-9f0d-1b1b5b5b5b5b",
)  # fmt: skip
LINKS = (
    "https://example.org/01/04012345123456/10/A/21/9?17=261231", "https://example.org/01/4012345123456/22/B/10/A",
    "HTTPS://ID.GS1.ORG/414/4012345000115/254/x", "https://example.org/shop/8006/040123451234560102/21/9/", "https://example.org/00/plans",
    "https://example.org/8004/4012345A#there", "https://pieu.example/P/AB2C3D4/10/L1",
)  # fmt: skip


@pytest.mark.parametrize("identifier", [*URNS, *LINKS])
def test_the_script_without_django_spells_an_identifier_alike(identifier):
    assert verify_pieu._known(identifier) == for_hash(identifier)


@pytest.mark.slow
@settings(max_examples=examples(200), deadline=None)
@given(element_strings())
def test_the_script_without_django_spells_every_gs1_uri_alike(drawn):
    uri = "https://example.org" + "".join(f"/{code}/{escape_path(value)}" for code, value in drawn[0])
    assert verify_pieu._known(uri) == for_hash(uri)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-02-28T23:59:59.9995+07:00", "2026-02-28t23:59:59.9994999z", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00.1234567-23:59", "0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59.9999Z", "2026-01-01T00:00:00",
    ],
)  # fmt: skip
def test_the_script_without_django_reads_a_moment_alike(moment):
    assert verify_pieu._milliseconds(moment) == in_milliseconds(moment)
