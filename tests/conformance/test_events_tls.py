"""Events, their hash IDs and the log over real HTTP and TLS, as a partner's software or an auditor sees them."""

from __future__ import annotations

import datetime as dt
import json
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.db import transaction
from django.utils import timezone
from jsonschema import Draft7Validator

from backend.common.gtin import check_digit
from backend.ledger.merkle import root_of
from backend.ledger.models import Entry
from backend.ledger.verifying.formats import Refused
from backend.ledger.verifying.notes import parse_checkpoint, parse_key, trusted
from backend.ledger.verifying.proof_reading import verify_proof
from tests.api import token_of
from tests.conformance.test_resolver_tls import ask, served_project
from tests.ledger.test_log_pages import fetch_tree
from tests.test_deploy import NGINX
from tests.traceability.conftest import make_world
from tests.traceability.epcis_samples import aggregation, document, element, shipping, transformation
from tests.traceability.label_runs import give_photo
from traceability.epcis.hashing import event_hash
from traceability.labels.actions.codes import code_for
from traceability.lots.actions.lots import open_lot
from traceability.models import CaptureJob, CompanyPrefix, EpcisEvent, EventLot, LotEdge

pytestmark = [
    pytest.mark.everything,
    pytest.mark.e2e,
    pytest.mark.skipif(NGINX is None, reason="needs nginx (apt install nginx-light)"),
]
CARTON = f"https://id.gs1.org/00/09520123000000001{check_digit('09520123000000001')}"
GTIN, MISTYPED = "09521234543213", "09521234543214"


@pytest.fixture
def world(real_db, collected_static, tmp_path, tmp_path_factory):
    with served_project(real_db, collected_static, tmp_path, tmp_path_factory.mktemp("nginx")) as (
        project,
        origin,
    ):
        with transaction.atomic():
            world = make_world()
            CompanyPrefix.objects.create(producer=world.producer, prefix="952012300")
            world.plums, world.dried = (
                open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")
                for _lot in range(2)
            )
            give_photo(world.product)
            world.code = code_for(world.product)
            world.token = token_of(world.lan)
        world.project, world.origin = project, origin
        yield world


def send(world: SimpleNamespace, body: bytes, **headers: str):
    return ask(
        "POST", f"{world.origin}/epcis/capture", body,
        content_type="application/ld+json", authorization=f"Token {world.token}", **headers,
    )  # fmt: skip


def get_answer(world: SimpleNamespace, path: str):
    return ask("GET", world.origin + path, authorization=f"Token {world.token}", accept="application/ld+json")


def capture(world: SimpleNamespace, *events: dict) -> dict:
    answer = send(world, json.dumps(document(*events)).encode())
    assert answer.status == 202, answer.body
    return get_answer(world, answer.location).json()


def test_events_are_captured_asked_for_hashed_and_proved_over_tls(world, conformance_json):
    measured = {
        "sensorMetadata": {"time": "2026-11-20T08:30:00.000+07:00"},
        "sensorReport": [{"type": "Temperature", "value": 4.5, "uom": "CEL"}],
    }
    shipped = shipping(world.plums, sensorElementList=[measured])
    declared = {"declarationTime": "2026-11-24T08:00:00.000+07:00", "reason": "did_not_occur"}
    events = [
        shipped,
        transformation([element(world.plums, 30)], [element(world.dried, 10)]),
        aggregation(CARTON, [element(world.dried, 5)]),
        shipped | {"errorDeclaration": declared},
    ]
    job = capture(world, *events)
    assert (job["success"], job["pieu:captured"]) == (True, 4), job
    assert capture(world, *events)["pieu:alreadyThere"] == 4

    answer = get_answer(world, "/epcis/events?perPage=100&orderDirection=ASC")
    assert answer.headers["content-type"] == "application/ld+json"
    found = answer.json()
    schema = conformance_json("epcis", "EPCIS-JSON-Schema.json")
    assert [error.message for error in Draft7Validator(schema).iter_errors(found)] == []
    listed = found["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert len(listed) == 4
    for event in listed:
        hashed = found["pieu:eventHashIDs"][event["eventID"]]
        assert hashed == event_hash(event, found["@context"])
        assert (
            get_answer(world, f"/epcis/events/{quote(hashed, safe='')}").json()["eventID"] == event["eventID"]
        )

    page = ask("GET", f"{world.origin}/P/{world.code.value}/10/{world.dried.code}", accept="text/html")
    assert page.status == 200
    world.project.manage("sign_log")
    keys = [parse_key(line) for line in ask("GET", f"{world.origin}/log/keys.txt").body.decode().splitlines()]
    note = parse_checkpoint(ask("GET", f"{world.origin}/log/checkpoint").body.decode())
    assert trusted(note, keys)
    tls = SimpleNamespace(get=lambda path: SimpleNamespace(content=ask("GET", world.origin + path).body))
    hashes, bodies = fetch_tree(tls, note)
    assert note.size == len(bodies) == Entry.objects.count() and root_of(hashes) == note.root
    proof = ask("GET", f"{world.origin}/lo/{world.dried.pk}/bang-chung.json").body
    kinds = [json.loads(each.leaf)["kind"] for each in verify_proof(proof, keys).entries]
    assert kinds.count("event") == 2 and "origin.published" in kinds
    with pytest.raises(Refused):
        verify_proof(proof, [key._replace(public=key.public[::-1]) for key in keys])
    changed = json.loads(proof)
    changed["entries"][0]["leaf"] = changed["entries"][0]["leaf"].replace("lot", "lat")
    with pytest.raises(Refused):
        verify_proof(json.dumps(changed).encode(), keys)


def test_bad_events_get_their_error_over_tls_and_change_nothing(world):
    there = transformation([element(world.plums, 30)], [element(world.dried, 10)])
    assert capture(world, there)["success"]

    def rows() -> list[int]:
        return [model.objects.count() for model in (EpcisEvent, Entry, EventLot, LotEdge)]

    before = rows()
    tomorrow = (timezone.now() + dt.timedelta(days=1)).isoformat(timespec="milliseconds")
    for event, code in [
        (shipping(world.plums, eventTime=tomorrow), "event_future"),
        (shipping(world.plums, epcList=[f"https://id.gs1.org/01/{MISTYPED}/21/A"]), "check_digit"),
        (shipping(world.plums, epcList=[f"https://id.gs1.org/01/{GTIN}/10/A/10/A"]), "duplicate_ai"),
        (shipping(world.plums, eventTime="2026-02-30T08:00:00.000+07:00"), "time"),
        (transformation([element(world.dried, 1)], [element(world.plums, 1)]), "event_cycle"),
        (transformation([element(world.plums, 71)], [element(world.dried, 1)]), "lot_used_up"),
        (transformation([element(world.plums, 10)], [element(world.dried, 11)]), "too_much_made"),
    ]:
        job = capture(world, event)
        assert (job["success"], [error["code"] for error in job["errors"]]) == (False, [code]), job
    assert rows() == before
    jobs = CaptureJob.objects.count()
    huge = send(world, b" " * 50_000_000)
    assert (huge.status, huge.json()["type"]) == (413, "epcisException:CaptureLimitExceededException")
    assert send(world, b"{").status == 400
    assert CaptureJob.objects.count() == jobs and rows() == before
