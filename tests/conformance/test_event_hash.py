"""event-hash/: the CBV 2.0 event hash ID, string by string and hash by hash."""

from __future__ import annotations

from hashlib import sha256

import pytest

from backend.ledger import verify_pieu
from traceability.epcis import hashing

CASES = [
    "ReferenceEventHashAlgorithm",
    "ReferenceEventHashAlgorithm2",
    "TimeStampRoundOff",
    "epcisDocWithDefaultSchemaInContext",
    "epcisDocWithSingleEvent",
]


@pytest.mark.parametrize("maker", [hashing, verify_pieu], ids=["ours", "the script without Piêu"])
@pytest.mark.parametrize("case", CASES)
def test_prehash_and_hash_are_those_of_the_reference(case, maker, conformance_json, conformance_path):
    document = conformance_json("event-hash", f"{case}.jsonld")
    events = document["epcisBody"]["eventList"]
    context = document["@context"]
    strings = conformance_path("event-hash", f"{case}.prehashes").read_text("utf-8").splitlines()
    hashes = conformance_path("event-hash", f"{case}.hashes").read_text("utf-8").split()
    assert len(events) == len(strings) == len(hashes)
    ours = [maker.prehash(event, context) for event in events]
    # One line of the reference is cut off: its hash belongs to the whole string, as the next line asserts of ours.
    whole = [f"ni:///sha-256;{sha256(line.encode()).hexdigest()}?ver=CBV2.0" in hashes for line in strings]
    assert whole.count(False) == (case == "epcisDocWithDefaultSchemaInContext")
    assert [
        own if is_whole else own[: len(line)]
        for own, line, is_whole in zip(ours, strings, whole, strict=True)
    ] == strings
    assert [maker.event_hash(event, context) for event in events] == hashes
