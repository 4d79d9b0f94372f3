"""Events that strangers or admitted partners may not capture, and input refused with a readable message instead of an error."""

from __future__ import annotations

import base64
import json

import pytest
from django.utils import timezone

from backend.ledger.models import Entry
from tests.api import client_of, token_of
from tests.traceability.auditing.test_audit import unlock
from tests.traceability.epcis_samples import (
    CONTEXT,
    aggregation,
    class_of,
    document,
    element,
    shipping,
)
from traceability.capture.resolving import split
from traceability.epcis.documents import event_json
from traceability.epcis.hashing import event_hash
from traceability.epcis.reading import MAX_DEPTH, NotJson, read_json, uuid_of
from traceability.events.actions import LotPart, record_event
from traceability.events.auditing import compare_events
from traceability.events.enums import EventKind
from traceability.lots.actions.lots import open_lot
from traceability.models import (
    CaptureJob,
    EpcisEvent,
    EpcisGrant,
    EpcisQuery,
    Event,
    EventLot,
    Lot,
    PrintedHost,
)

OWN_KIND = "https://example.org/MyEvent"


@pytest.fixture
def lot(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


@pytest.fixture
def foreign(world):
    return open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")


@pytest.fixture
def ask(client, world):
    token = token_of(world.lan)
    return lambda path, data=None: client.get(
        f"/epcis/{path}", data or {}, headers={"Authorization": f"Token {token}"}
    )


def errors(response) -> list[str]:
    job = CaptureJob.objects.get(pk=response["Location"].rpartition("/")[2])
    return [error["code"] for error in job.errors]


def test_a_partner_undoes_own_events_and_none_of_the_producer(world, lot, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    record_event(actor=world.as_.lan, kind=EventKind.SHIPPING, event_time=timezone.now(), lots=[LotPart(lot)])
    event = event_json(EpcisEvent.objects.get(), alone=True)
    wrong = {"errorDeclaration": {"declarationTime": "2026-11-24T08:30:00+07:00", "reason": "did_not_occur"}}
    assert errors(send(world.hoa, document(event | wrong))) == ["not_allowed"]
    assert EpcisEvent.objects.count() == 1
    own = shipping(lot)
    assert errors(send(world.hoa, document(own))) == errors(send(world.hoa, document(own | wrong))) == []
    assert errors(send(world.lan, document(event | wrong))) == []
    assert EpcisEvent.objects.filter(is_error=True).count() == 2


def picking(lot, kg: int) -> dict:
    """A harvest of `lot` as a partner's software sends it."""
    step = {"bizStep": "commissioning", "disposition": "active", "action": "ADD"}
    return shipping(lot, **step, quantityList=[element(lot, kg)])


def test_a_partner_takes_back_a_lots_only_harvest_or_corrects_it(world, lot, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    wrong = {"errorDeclaration": {"declarationTime": "2026-11-24T08:30:00+07:00", "reason": "did_not_occur"}}
    Lot.objects.filter(pk=lot.pk).update(quantity=1)
    first, second = picking(lot, 30), picking(lot, 20)
    assert errors(send(world.hoa, document(first))) == []
    assert Event.objects.get().kind == EventKind.HARVESTING
    # One document, whose declaration is carried out before its correction.
    assert errors(send(world.hoa, document(first | wrong, second))) == []
    lot.refresh_from_db()
    assert lot.state == "open"
    assert errors(send(world.hoa, document(second | wrong))) == []
    lot.refresh_from_db()
    assert lot.state == "closed"


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "1999-12-31T23:59:59Z"])
def test_an_event_with_a_moment_too_early_to_be_read_again_is_refused(world, lot, send, ask, moment):
    assert errors(send(world.lan, document(shipping(lot, eventTime=moment)))) == ["event_early"]
    assert ask("events").json()["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "spoilt",
    [
        {"action": {"a": 1}},
        {"action": "x" * 500},
        {"bizStep": ["shipping"]},
        {"disposition": 5},
        {"readPoint": "here"},
        {"readPoint": {}},
        {"bizLocation": [1]},
        {"epcList": 5},
        {"childEPCs": [5]},
        {"parentID": {}},
        {"quantityList": "much"},
        {"inputQuantityList": [{"epcClass": "urn:x:y", "quantity": "5"}]},
        {"transformationID": 5},
        {"sensorElementList": 5},
        {"ilmd": 5},
        {"bizTransactionList": [5]},
        {"sourceList": [[]]},
        {"persistentDisposition": 5},
    ],
    ids=lambda spoilt: "-".join(spoilt) + "-" + type(next(iter(spoilt.values()))).__name__,
)
def test_event_of_a_custom_type_must_follow_the_schema_of_standard_fields(world, lot, send, spoilt):
    event = shipping(lot) | {"@context": CONTEXT, "type": OWN_KIND}
    response = send(world.lan, event | spoilt, to="events")
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert not EpcisEvent.objects.exists()
    assert send(world.lan, event, to="events").status_code == 201


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "\\u0000"}',
        b'{"\\u0000": 1}',
        b'["\\ud800"]',
        b"[1e999]",
        b"[-1e999]",
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
    ],
    ids=["nul", "nul-name", "half", "endless", "endless-below", "deep-list", "deep-object"],
)
def test_json_that_cannot_be_stored_is_refused(body):
    with pytest.raises(NotJson):
        read_json(body)


@pytest.mark.parametrize("to", ["capture", "events"])
def test_json_with_an_unstorable_character_is_refused_and_xml_is_another_type(world, to):
    partner = client_of(world.lan)
    for bad in (r"\u0000", r"\ud800"):
        response = partner.post(f"/epcis/{to}", f'{{"a": "{bad}"}}', content_type="application/ld+json")
        assert response.status_code == 400 and "ký tự không dùng được" in response.json()["detail"]
    response = partner.post(f"/epcis/{to}", "{", content_type="application/json")
    assert response.status_code == 400 and "không phải JSON" in response.json()["detail"]
    response = partner.post(f"/epcis/{to}", "<a/>", content_type="application/xml")
    assert (response.status_code, response["Content-Type"]) == (415, "application/problem+json")


def test_json_with_brackets_and_backslashes_in_its_texts_is_read():
    fields = {"a": "[[[" * MAX_DEPTH, "b": "\\u0000", "c": "😀", "d": [[[1.5]]]}
    assert read_json(json.dumps(fields).encode()) == fields
    assert read_json(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH) is not None


def test_a_nul_in_an_identifier_names_no_lot(world, lot, send):
    event = shipping(lot)
    event["quantityList"][0]["epcClass"] += "%00"
    assert split(event["quantityList"][0]["epcClass"]) is not None
    response = send(world.lan, {"@context": CONTEXT} | event, to="events")
    assert response.status_code == 400
    assert not EpcisEvent.objects.exists()


@pytest.mark.parametrize(
    "name", ["EQ_bizStep", "EQ_eventID", "EQ_action", "eventType", "MATCH_anyEPC", "EQ_readPoint"]
)
def test_a_nul_in_a_question_is_refused(ask, name):
    assert ask("events", {name: "\0"}).status_code == 400


@pytest.mark.parametrize("path", ["queries/%00", "queries/%00/events", "epcs/%00/events"])
def test_a_nul_in_a_name_finds_nothing(ask, path):
    assert ask(path).status_code == 404


@pytest.mark.parametrize("entry", ["Infinity", "1e999", "null"])
def test_a_page_token_of_somebodys_own_making_is_refused(ask, entry):
    token = base64.urlsafe_b64encode(f'["2026-01-01T00:00:00+00:00",{entry},1]'.encode()).decode()
    assert ask("events", {"nextPageToken": token}).status_code == 400


def test_a_named_query_with_a_nul_is_not_stored(world, send):
    response = send(world.lan, {"name": "mine", "query": {"EQ_bizStep": "\0"}}, to="queries")
    assert response.status_code == 400
    assert not EpcisQuery.objects.exists()


def test_the_ledger_holds_no_word_that_a_sender_chose(world, lot, send):
    identifier = element(lot)["epcClass"] + "/21/LoThiLan"
    event = shipping(
        lot,
        type="https://example.org/LoThiLan",
        eventID="https://example.org/LoThiLan/0912000001",
        eventTime="2026-11-20T08:30:00.0912000001+07:00",
        epcList=[identifier],
    )
    wrong = event | {"errorDeclaration": {"declarationTime": "2026-11-21T08:30:00+07:00"}}
    unnamed = {name: value for name, value in shipping(lot).items() if name != "eventID"}
    assert errors(send(world.lan, document(event, unnamed))) == errors(send(world.lan, document(wrong))) == []
    bodies = list(Entry.objects.filter(kind__startswith="event").values_list("subject", "body"))
    assert len(bodies) == 3
    assert not [each for each in bodies if "LoThiLan" in str(each) or "0912000001" in str(each)]
    assert not [row for row in EpcisEvent.objects.all() if row.hash_id in str(bodies)]
    assert {subject for subject, _body in bodies} == {row.urn for row in Event.objects.all()}
    assert not [each for each in compare_events() if not isinstance(each, int)]


@pytest.mark.parametrize(
    "change",
    [
        {"bizStep": "https://example.org/step/" + "x" * 300},
        {"disposition": "https://example.org/disposition/" + "x" * 300},
    ],
    ids=["step", "disposition"],
)
def test_the_audit_finds_nothing_in_a_long_word_of_a_senders_own(world, lot, send, change):
    assert errors(send(world.lan, document(shipping(lot, **change)))) == []
    assert not [each for each in compare_events() if not isinstance(each, int)]


def test_the_audit_finds_nothing_in_a_lot_that_others_are_put_into(world, lot, send):
    other = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    packed = aggregation(element(other)["epcClass"], [element(lot, 1)])
    assert errors(send(world.lan, document(packed))) == []
    assert not [each for each in compare_events() if not isinstance(each, int)]


FALSE_HASH = "ni:///sha-256;" + "0" * 64 + "?ver=CBV2.0"
LATER = "2099-01-01T00:00:00+07:00"
PARTY = {"type": "possessing_party", "destination": "https://id.gs1.org/417/4012345000116"}


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        ({"eventID": FALSE_HASH}, "hash", "/eventID"),
        ({"destinationList": [PARTY]}, "check_digit", "/destinationList/0/destination"),
        ({"bizTransactionList": [{"bizTransaction": "https://id.gs1.org/253/4012345000116A"}]}, "check_digit", "/bizTransactionList/0/bizTransaction"),
        ({"bizLocation": {"id": "HTTPS://ID.GS1.ORG/414/4012345000116"}}, "check_digit", "/bizLocation/id"),
        ({"@context": "https://example.org/ctx.jsonld"}, "context_foreign", "/@context"),
        ({"@context": [CONTEXT, {"bizStep": "https://example.org/step"}]}, "context_term", "/@context"),
        ({"@context": [CONTEXT, {"cbv": "https://example.org/"}]}, "context_term", "/@context"),
        ({"action": "ADD", "bizStep": "commissioning", "ilmd": {"cbvmda:itemExpirationDate": "2026-02-30"}}, "day", "/ilmd/cbvmda:itemExpirationDate"),
        ({"action": "ADD", "bizStep": "commissioning", "ilmd": {"cbvmda:itemExpirationDate": "mai"}}, "day", "/ilmd/cbvmda:itemExpirationDate"),
        ({"quantityList": [{"epcClass": "urn:x:y", "quantity": 1, "uom": "QQQ"}]}, "uom", "/quantityList/0/uom"),
        ({"sensorElementList": [{"sensorReport": [{"type": "Temperature", "uom": "ZZ9"}]}]}, "uom", "/sensorElementList/0/sensorReport/0/uom"),
        ({"sensorElementList": [{"sensorMetadata": {"time": LATER}, "sensorReport": [{"type": "Temperature"}]}]}, "future", "/sensorElementList/0/sensorMetadata/time"),
        ({"errorDeclaration": {"declarationTime": LATER}}, "future", "/errorDeclaration/declarationTime"),
        ({"bizStep": "cbv:BizStep-dancing"}, "word", "/bizStep"),
        ({"type": "epcis:DancingEvent"}, "word", "/type"),
        ({"epcis:colour": "red"}, "unknown", "/epcis:colour"),
    ],
    ids=range(16),
)  # fmt: skip
def test_an_invalid_value_is_refused_with_its_place(world, lot, send, change, code, where):
    (error,) = CaptureJob.objects.get(
        pk=send(world.lan, document(shipping(lot) | change))["Location"].rpartition("/")[2]
    ).errors
    assert (error["code"], error["instance"]) == (code, f"/epcisBody/eventList/0{where}")
    assert not EpcisEvent.objects.exists()


@pytest.mark.parametrize(
    "context", ["https://example.org/c", {"a": "https://example.org/"}], ids=["foreign", "prefixes"]
)
def test_a_document_without_the_standards_context_is_refused_whole(world, lot, send, context):
    response = send(world.lan, document(shipping(lot)) | {"@context": context})
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "context_standard")
    assert not CaptureJob.objects.exists()


def test_curies_of_the_standard_equal_its_plain_terms(world, lot, send):
    plain = shipping(lot)
    del plain["eventID"]
    curies = plain | {
        "type": "epcis:ObjectEvent",
        "bizStep": "cbv:BizStep-shipping",
        "disposition": "cbv:Disp-in_transit",
    }
    assert errors(send(world.lan, document(plain))) == errors(send(world.lan, document(curies))) == []
    row = EpcisEvent.objects.get()
    assert (row.event_type, row.biz_step, row.disposition) == ("ObjectEvent", "shipping", "in_transit")


@pytest.mark.slow
def test_an_address_of_ours_names_its_lot_however_it_is_written(world, lot, send, settings):
    settings.EARLIER_ORIGINS = ["https://tem.example.vn"]
    PrintedHost.objects.create(host="cu.example.vn")
    whole = class_of(lot)
    path = whole.removeprefix(settings.PUBLIC_ORIGIN)
    first, last = whole[:-1], whole[-1]
    for written in (
        "HTTP://127.0.0.1:8000" + path,
        f"{first}%{ord(last):02X}",
        "https://TEM.example.vn" + path,
        "HTTPS://CU.EXAMPLE.VN" + path,
        whole.replace("/P/", "/p/"),
    ):
        event = shipping(lot, quantityList=[{"epcClass": written}])
        assert errors(send(world.lan, document(event))) == [], written
    stranger = shipping(lot, quantityList=[{"epcClass": "https://cua-hang.example" + path}])
    assert errors(send(world.lan, document(stranger))) == ["nothing_of_ours"]
    assert EventLot.objects.filter(lot=lot).count() == 5
    assert not [each for each in compare_events() if not isinstance(each, int)]


def test_nobody_blocks_an_event_by_a_uuid_made_from_its_id(world, lot, send):
    victim = shipping(lot)
    del victim["eventID"]
    hash_id = event_hash(victim, CONTEXT)
    thief = shipping(lot, eventID=f"urn:uuid:{uuid_of(hash_id)}", disposition="damaged")
    assert errors(send(world.lan, document(thief))) == errors(send(world.lan, document(victim))) == []
    assert errors(send(world.lan, document(victim))) == []
    assert EpcisEvent.objects.count() == 2
    wrong = {"eventID": hash_id, "errorDeclaration": {"declarationTime": "2026-11-24T08:30:00+07:00"}}
    assert errors(send(world.lan, document(victim | wrong))) == []
    assert EpcisEvent.objects.filter(is_error=True).get().uri == hash_id


def test_an_event_stored_under_an_earlier_hash_is_found_by_its_current_hash(world, lot, send):
    right, old = shipping(lot), FALSE_HASH
    del right["eventID"]
    send(world.lan, document(right))
    unlock("traceability_epcisevent")
    EpcisEvent.objects.update(uri=old)
    stored = EpcisEvent.objects.get()
    for again in (right, right | {"eventID": old}, right | {"eventID": stored.hash_id}):
        assert errors(send(world.lan, document(again))) == []
    assert EpcisEvent.objects.count() == 1
    wrong = shipping(lot, disposition="damaged")
    fields = {"declarationTime": "2026-11-24T08:30:00+07:00", "correctiveEventIDs": [stored.hash_id]}
    assert errors(send(world.lan, document(wrong))) == []
    assert errors(send(world.lan, document(wrong | {"errorDeclaration": fields}))) == []
    assert Event.objects.get(is_error=True).corrective_event_ids == [str(stored.event_id)]


def test_a_declaration_sent_again_counts_once_whatever_order_its_names_are_in(world, lot, send):
    event, right = shipping(lot), shipping(lot)
    fields = {
        "declarationTime": "2026-11-24T08:30:00+07:00",
        "reason": "incorrect_data",
        "correctiveEventIDs": [right["eventID"]],
    }
    wrong = event | {"errorDeclaration": fields}
    turned = event | {"errorDeclaration": dict(reversed(fields.items()))}
    assert (
        errors(send(world.lan, document(event, right)))
        == errors(send(world.lan, document(wrong, wrong, turned)))
        == []
    )
    assert errors(send(world.lan, document(turned, wrong))) == []
    assert EpcisEvent.objects.filter(is_error=True).count() == 1
    other = event | {"errorDeclaration": fields | {"reason": "did_not_occur"}}
    assert errors(send(world.lan, document(other))) == ["event_id_taken"]
