"""event-hash/, epcis/, merkle/ and gs1-digital-link/ over HTTP and TLS: the served project answers as the cases expect."""

from __future__ import annotations

import json
from types import SimpleNamespace
from urllib.parse import quote

import pytest

from backend.common.gtin import check_digit
from backend.ledger.merkle import consistency_ranges, path_ranges, root_of
from backend.ledger.verifying.merkle_proofs import leaf_hash, verify_consistency, verify_inclusion
from backend.ledger.verifying.notes import parse_checkpoint, parse_key, trusted
from tests.conformance.test_epcis_schema import EXAMPLES
from tests.conformance.test_event_hash import CASES
from tests.conformance.test_events_tls import capture, get_answer, send, world  # noqa: F401
from tests.conformance.test_resolver import uri_cases
from tests.conformance.test_resolver_tls import ask
from tests.ledger.test_log_pages import fetch_tree
from tests.test_deploy import NGINX
from tests.traceability.epcis_samples import aggregation, element
from traceability.models import CompanyPrefix, EpcisEvent

pytestmark = [
    pytest.mark.everything,
    pytest.mark.e2e,
    pytest.mark.skipif(NGINX is None, reason="needs nginx (apt install nginx-light)"),
]
# Events that name only things that an earlier event packed into cartons, as (case, number in it).
OURS = [("ReferenceEventHashAlgorithm", 0), ("TimeStampRoundOff", 0), ("TimeStampRoundOff", 1)]
CARTONS = [
    f"{each}{check_digit(each)}"
    for each in ("04012345000000333", "04012345000000111", "04012345000000222", "04012345111111111")
]


def sent(world: SimpleNamespace, document: dict) -> dict:  # noqa: F811
    answer = send(world, json.dumps(document).encode(), gs1_capture_error_behaviour="proceed")
    assert answer.status == 202, answer.body
    return get_answer(world, answer.location).json()


def faults_at(job: dict) -> dict[int, str]:
    """Return why each event was refused, by its position in the document."""
    return {int(each["instance"].split("/")[3]): each["code"] for each in job["errors"]}


def spoiled(hashed: str) -> str:
    """Return the hash ID with another last digit."""
    body, _query, version = hashed.rpartition("?")
    return f"{body[:-1]}{'0' if body[-1] != '0' else '1'}?{version}"


def test_the_cases_hold_over_tls(world, conformance_json, conformance_path):  # noqa: F811
    """Serve one project for all cases, since starting one is slow."""
    CompanyPrefix.objects.update(prefix="4012345")
    packed = [
        aggregation(f"https://id.gs1.org/00/{carton}", [element(world.plums, 1)], eventID=f"https://erp.example/{at}",
                    eventTime=f"2020-01-0{at + 1}T08:00:00.000+07:00")
        for at, carton in enumerate(CARTONS)
    ]  # fmt: skip
    assert capture(world, *packed)["pieu:captured"] == len(packed)
    first = signed_tree(world)

    for case in CASES:
        document = conformance_json("event-hash", f"{case}.jsonld")
        events = document["epcisBody"]["eventList"]
        hashes = conformance_path("event-hash", f"{case}.hashes").read_text("utf-8").split()
        ours = {at for name, at in OURS if name == case}
        job = sent(world, document)
        assert faults_at(job) == {at: "nothing_of_ours" for at in range(len(events)) if at not in ours}
        assert job["pieu:captured"] == len(ours)
        for at in ours:
            found = get_answer(world, f"/epcis/events/{quote(hashes[at], safe='')}")
            assert (found.status, found.json()["eventID"]) == (200, hashes[at])
        # The server also computes the hash of events that it doesn't store: it refuses a wrong one.
        for ids, code in ((hashes, "nothing_of_ours"), ([spoiled(each) for each in hashes], "hash")):
            named = [event | {"eventID": each} for event, each in zip(events, ids, strict=True)]
            expected = {at: code for at in range(len(events)) if code == "hash" or at not in ours}
            assert faults_at(sent(world, document | {"epcisBody": {"eventList": named}})) == expected
    assert EpcisEvent.objects.count() == len(packed) + len(OURS)

    for target, status in uri_cases(conformance_path("gs1-digital-link", "dl_uri_parse.jsonl")):
        for accept, kind in (("*/*", "application/problem+json"), ("text/html", "text/html")):
            answer = ask("GET", world.origin + target, accept=accept)
            assert (answer.status, answer.headers["content-type"].partition(";")[0]) == (status, kind), target

    for name in EXAMPLES:
        document = conformance_json("epcis", "examples", f"{name}.jsonld")
        for event in document["epcisBody"]["eventList"]:
            # Some examples carry invented hash IDs.
            if event.get("eventID", "").startswith("ni:"):
                del event["eventID"]
        refused = set(faults_at(sent(world, document)).values())
        assert refused <= {"nothing_of_ours", "error_id"}, (name, refused)

    second = signed_tree(world)
    assert second.note.size > first.note.size > 1
    path = [
        root_of(second.hashes[start:end])
        for start, end in consistency_ranges(first.note.size, second.note.size)
    ]
    assert verify_consistency(first.note.size, second.note.size, path, first.note.root, second.note.root)
    assert not verify_consistency(first.note.size, second.note.size, path, leaf_hash(b""), second.note.root)


def signed_tree(world: SimpleNamespace) -> SimpleNamespace:  # noqa: F811
    """Return the checkpoint and all its leaves from the tiles, with each leaf proved to be in the tree."""
    world.project.manage("sign_log")
    keys = [parse_key(line) for line in ask("GET", f"{world.origin}/log/keys.txt").body.decode().splitlines()]
    note = parse_checkpoint(ask("GET", f"{world.origin}/log/checkpoint").body.decode())
    assert trusted(note, keys)
    tls = SimpleNamespace(get=lambda path: SimpleNamespace(content=ask("GET", world.origin + path).body))
    hashes, bodies = fetch_tree(tls, note)
    assert len(bodies) == note.size
    for index, body in enumerate(bodies):
        path = [root_of(hashes[start:end]) for start, end in path_ranges(index, note.size)]
        assert verify_inclusion(index, note.size, leaf_hash(body), path, note.root)
        assert not verify_inclusion(index, note.size, leaf_hash(body + b" "), path, note.root)
    return SimpleNamespace(note=note, hashes=hashes)
