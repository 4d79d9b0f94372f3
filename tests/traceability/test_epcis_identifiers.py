"""Identifiers in events: one spelling, and refused where GS1's own rules refuse them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from tests.traceability.gs1_values import element_strings
from traceability.epcis.identifiers import CANONICAL, canonical, fault_of
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
    ],
    ids=range(14),
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
