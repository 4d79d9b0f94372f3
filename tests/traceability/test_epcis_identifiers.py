"""Identifiers in events: one spelling, and refused where GS1's own rules refuse them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.traceability.gs1_values import element_strings
from traceability.epcis.identifiers import CANONICAL, canonical, fault_of, for_hash
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
def test_what_is_wrong_with_an_identifier_is_named(identifier, fault):
    assert fault_of(identifier) == fault


@settings(max_examples=60, deadline=None)
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
