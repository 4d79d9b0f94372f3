"""POST /epcis/capture: repeated documents count once, all or some events, and nothing of another owner's."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from django.utils import timezone
from jsonschema import Draft7Validator

from backend.common.gtin import check_digit
from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from tests.api import token_of
from tests.conformance.conftest import conformance_file
from tests.traceability.auditing.test_audit import unlock
from tests.traceability.epcis_samples import CONTEXT, aggregation, document, element, shipping, transformation
from traceability.capture import MAX_BYTES
from traceability.capture.auditing.captures import compare_captures
from traceability.capture.jobs import KEEP_REFUSED, drop_refused_jobs
from traceability.epcis.documents import query_document
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.actions.errors import LotUsedUp
from traceability.events.auditing import compare_events
from traceability.genealogy.traversal import ancestors, descendants
from traceability.lots.actions.lots import LotLocked, change_lot, open_lot, rename_lot
from traceability.models import (
    CaptureJob,
    CompanyPrefix,
    Container,
    ContainerLot,
    EpcisEvent,
    EpcisGrant,
    Event,
    EventLot,
    Lot,
    LotEdge,
    ProductYield,
)

SSCC, PALLET = (
    f"https://id.gs1.org/00/{digits}{check_digit(digits)}"
    for digits in ("09520123000000001", "09520123000000002")
)


@pytest.fixture
def lot(world) -> Lot:
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


@pytest.fixture
def dried(world) -> Lot:
    return open_lot(actor=world.as_.lan, product=world.product, quantity=50, unit="kg")


def rows() -> list[int]:
    return [model.objects.count() for model in (EpcisEvent, Event, Entry, LotEdge, ContainerLot)] + [
        int(sum(Lot.objects.values_list("used", flat=True)))
    ]


def job_of(response) -> CaptureJob:
    assert response.status_code == 202, response.content
    return CaptureJob.objects.get(pk=response["Location"].rpartition("/")[2])


def codes(response) -> list[str]:
    return [error["code"] for error in job_of(response).errors]


def test_an_event_is_stored_with_its_ledger_entry_once_when_it_is_sent_twice(world, lot, send, client):
    event = shipping(lot)
    first = send(world.lan, document(event))
    assert job_of(first).success and job_of(first).captured_count == 1
    stored = EpcisEvent.objects.get()
    entry = Entry.objects.get(pk=stored.entry_id)
    data = json.loads(entry.body)["payload"]
    assert data["eventID"] == event["eventID"] == stored.uri
    assert data["pieu:pin"] == stored.pin and "shipping" not in entry.body
    assert stored.hash_id.startswith("ni:///sha-256;")
    before = rows()
    again = job_of(send(world.lan, document(event)))
    assert (again.success, again.captured_count, again.repeated_count) == (True, 0, 1)
    other = send(world.lan, document(event | {"disposition": "damaged"}))
    assert codes(other) == ["event_id_taken"]
    assert rows() == before
    token = token_of(world.lan)
    data = client.get(first["Location"], headers={"Authorization": f"Token {token}"}).json()
    assert (data["success"], data["running"], data["errors"]) == (True, False, [])


def test_without_an_id_the_hash_is_the_id_so_that_the_same_is_stored_once(world, lot, send):
    event = shipping(lot)
    del event["eventID"]
    assert job_of(send(world.lan, document(event, event))).repeated_count == 1
    assert EpcisEvent.objects.get().uri == EpcisEvent.objects.get().hash_id


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        ({"eventTime": "2026-02-30T08:00:00+07:00"}, "time"),
        ({"eventTime": "2026-11-20T08:00:00"}, "time"),
        ({"eventTime": "2099-11-20T08:00:00+07:00"}, "event_future"),
        ({"bizStep": "dancing"}, "word"),
        ({"eventTimeZoneOffset": "+25:00"}, "offset"),
        ({"strange": 1}, "unknown"),
        ({"quantityList": [{"epcClass": "https://id.gs1.org/01/04012345123457/10/A"}]}, "check_digit"),
        ({"quantityList": [{"epcClass": "https://id.gs1.org/01/04012345123456/10/A/10/B"}]}, "duplicate_ai"),
        ({"quantityList": [{"epcClass": "https://id.gs1.org/01/04012345123456/10/A"}]}, "nothing_of_ours"),
    ],
)
def test_a_wrong_event_is_reported_and_changes_nothing_when_it_is_captured(world, lot, send, spoil, code):
    before = rows()
    response = send(world.lan, document(shipping(lot), shipping(lot) | spoil))
    (error,) = job_of(response).errors
    assert (error["code"], error["instance"].split("/")[3]) == (code, "1")
    assert rows() == before
    stored = job_of(
        send(
            world.lan,
            document(shipping(lot), shipping(lot) | spoil),
            **{"GS1-Capture-Error-Behaviour": "proceed"},
        )
    )
    assert (stored.success, stored.captured_count, len(stored.errors)) == (False, 1, 1)


def test_an_unknown_lot_of_a_product_of_ours_is_refused(world, lot, send):
    event = shipping(lot)
    event["quantityList"][0]["epcClass"] += "X"
    assert codes(send(world.lan, document(event))) == ["unknown_lot"]


@pytest.mark.parametrize("body", [b"{", b"[1]", b'{"type": NaN}', b'{"a":1,"a":2}', b"[" * 100_000, b"\xff"])
def test_invalid_document_is_refused_as_a_problem_response(world, send, body):
    response = send(world.lan, body)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["type"] == "epcisException:ValidationException"
    assert not CaptureJob.objects.exists()


def test_a_large_file_is_refused_before_it_is_read(world, lot, send, client):
    before = rows()
    token = token_of(world.lan)
    response = client.post(
        "/epcis/capture",
        data=b" " * (MAX_BYTES + 1),
        content_type="application/json",
        headers={"Authorization": f"Token {token}"},
    )
    assert response.status_code == 413
    assert response.json()["type"] == "epcisException:CaptureLimitExceededException"
    assert rows() == before
    options = client.options("/epcis/capture", headers={"Authorization": f"Token {token}"})
    assert options["GS1-EPCIS-Capture-File-Size-Limit"] == str(MAX_BYTES)
    assert options["GS1-EPCIS-Version"] == "2.0.0"


def test_nobody_captures_for_foreign_lots_without_a_grant(world, lot, send, client):
    before = rows()
    for stranger in (world.minh, world.hoa, world.thu):
        assert codes(send(stranger, document(shipping(lot)))) == ["not_allowed"]
    assert client.post("/epcis/capture", data=b"{}", content_type="application/json").status_code == 401
    assert rows() == before
    grant = EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    assert job_of(send(world.hoa, document(shipping(lot)))).success
    grant.ended_at = grant.granted_at
    grant.save()
    assert codes(send(world.hoa, document(shipping(lot)))) == ["not_allowed"]


def test_one_event_alone_is_posted_to_events(world, lot, send, client):
    event = {"@context": CONTEXT} | shipping(lot)
    response = send(world.lan, event, to="events")
    assert response.status_code == 201
    token = token_of(world.lan)
    found = client.get(response["Location"], headers={"Authorization": f"Token {token}"}).json()
    assert found["eventID"] == event["eventID"] and "recordTime" in found
    refused = send(world.lan, event | {"bizStep": "dancing"}, to="events")
    assert (refused.status_code, refused.json()["code"]) == (400, "word")


def test_a_declaration_takes_back_what_the_event_brought_about(world, lot, dried, send):
    made = transformation([element(lot, 40)], [element(dried, 10)])
    assert job_of(send(world.lan, document(made))).success
    assert set(descendants([lot])) == {dried}
    lot.refresh_from_db()
    assert lot.used == 40
    declaration = {"declarationTime": "2026-11-24T08:00:00+07:00", "reason": "incorrect_data"}
    right = transformation([element(lot, 100)], [element(dried, 20)])
    # The correct event needs the whole lot: the wrong one is undone first, in either order.
    both = document(right, made | {"errorDeclaration": declaration})
    assert job_of(send(world.lan, both)).success
    lot.refresh_from_db()
    assert lot.used == 100
    assert LotEdge.objects.get().output_event == EpcisEvent.objects.get(uri=right["eventID"]).event_id
    assert EpcisEvent.objects.filter(uri=made["eventID"]).count() == 2
    assert job_of(send(world.lan, both)).repeated_count == 2
    unknown = transformation([element(lot, 1)], [element(dried, 1)]) | {"errorDeclaration": declaration}
    assert codes(send(world.lan, document(unknown))) == ["unknown_event"]


def test_kilograms_out_may_not_pass_kilograms_in_times_the_yield(world, lot, dried, send):
    before = rows()
    made = transformation([element(lot, 40)], [element(dried, 41)])
    assert codes(send(world.lan, document(made))) == ["too_much_made"]
    ProductYield.objects.create(product=world.product, percent=25)
    assert codes(send(world.lan, document(transformation([element(lot, 40)], [element(dried, 10.5)])))) == [
        "too_much_made"
    ]
    assert rows() == before
    grams = transformation([element(lot, 40_000, "GRM")], [element(dried, 10)])
    assert job_of(send(world.lan, document(grams))).success
    lot.refresh_from_db()
    assert lot.used == 40


def test_a_lot_is_not_used_up_twice_when_two_events_in_one_document_try(world, lot, dried, send):
    both = document(
        transformation([element(lot, 60)], [element(dried, 10)]),
        transformation([element(lot, 60)], [element(dried, 10)]),
    )
    before = rows()
    assert codes(send(world.lan, both)) == ["lot_used_up"]
    assert rows() == before
    lost = shipping(
        lot, action="DELETE", bizStep="destroying", disposition="destroyed", quantityList=[element(lot, 100)]
    )
    assert job_of(send(world.lan, document(lost))).success
    assert codes(send(world.lan, document(transformation([element(lot, 1)], [element(dried, 1)])))) == [
        "lot_used_up"
    ]


def test_a_cycle_is_refused_also_within_one_document(world, lot, dried, send):
    there = transformation([element(lot, 10)], [element(dried, 5)])
    back = transformation([element(dried, 1)], [element(lot, 1)])
    assert codes(send(world.lan, document(there, back))) == ["event_cycle"]
    assert not LotEdge.objects.exists()


def test_parts_of_a_transformation_are_joined_by_its_id(world, lot, dried, send):
    put_in = transformation([element(lot, 10)], [], transformationID="urn:x:batch:7")
    came_out = transformation([], [element(dried, 4)], transformationID="urn:x:batch:7")
    assert job_of(send(world.lan, document(put_in))).success
    assert job_of(send(world.lan, document(came_out))).success
    assert set(ancestors([dried])) == {lot}
    more = transformation([], [element(dried, 7)], transformationID="urn:x:batch:7")
    assert codes(send(world.lan, document(more))) == ["too_much_made"]


@pytest.mark.slow
def test_cartons_are_packed_put_on_a_pallet_and_unpacked(world, lot, send):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    assert job_of(send(world.lan, document(aggregation(SSCC, [element(lot, 60)])))).success
    assert job_of(send(world.lan, document(aggregation(PALLET, [], childEPCs=[SSCC])))).success
    lot.refresh_from_db()
    assert (lot.packed, ContainerLot.objects.get().quantity) == (Decimal(60), Decimal(60))
    assert codes(send(world.lan, document(aggregation(SSCC, [element(lot, 41)])))) == ["lot_used_up"]
    assert codes(send(world.lan, document(aggregation(SSCC, [element(lot, 61)], "DELETE")))) == [
        "container_has_less"
    ]
    assert codes(send(world.lan, document(aggregation(SSCC, [], childEPCs=[PALLET])))) == [
        "container_in_itself"
    ]
    # Nothing named: everything comes out.
    assert job_of(send(world.lan, document(aggregation(SSCC, [], "DELETE")))).success
    lot.refresh_from_db()
    assert (lot.packed, ContainerLot.objects.count()) == (Decimal(0), 0)
    # Lan can't issue Hoa's number.
    assert codes(send(world.hoa, document(aggregation(SSCC, [element(lot, 1)])))) == ["not_allowed"]


def test_a_refused_event_of_cartons_moves_none_though_the_others_are_stored(world, lot, dried, send):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    assert job_of(send(world.lan, document(aggregation(SSCC, [element(lot, 60), element(dried, 5)])))).success
    before = list(Container.objects.values()), list(ContainerLot.objects.values())
    refused = [
        # An unknown pallet, with the carton on it and more than the lot has.
        aggregation(PALLET, [element(lot, 41)], childEPCs=[SSCC]),
        # It contains enough of one lot, but not of the other.
        aggregation(SSCC, [element(lot, 10), element(dried, 6)], "DELETE"),
    ]
    job = job_of(
        send(world.lan, document(shipping(lot), *refused), **{"GS1-Capture-Error-Behaviour": "proceed"})
    )
    assert ([error["code"] for error in job.errors], job.captured_count) == (
        ["lot_used_up", "container_has_less"],
        1,
    )
    assert (list(Container.objects.values()), list(ContainerLot.objects.values())) == before
    lot.refresh_from_db()
    assert lot.packed == 60
    # A refused event is accepted after its correction.
    assert job_of(
        send(world.lan, document(aggregation(PALLET, [element(lot, 40)], childEPCs=[SSCC])))
    ).success
    assert Container.objects.get(uri=SSCC).parent == Container.objects.get(uri=PALLET)


def test_every_event_of_the_diary_and_of_others_is_valid_when_it_is_exported(
    world, lot, dried, send, conformance_schema
):
    record_event(
        actor=world.as_.lan,
        kind="harvesting",
        event_time=lot.created_at,
        lots=[LotPart(lot, quantity=20, unit="kg")],
        note="Trời mưa",
    )
    record_event(
        actor=world.as_.lan, kind="processing", event_time=lot.created_at,
        lots=[LotPart(lot, "input", 10, "kg"), LotPart(dried, "output", 2, "kg")],
    )  # fmt: skip
    event = shipping(lot)
    assert job_of(
        send(
            world.lan,
            document(
                event,
                event
                | {
                    "errorDeclaration": {
                        "declarationTime": "2026-11-24T08:00:00+07:00",
                        "reason": "did_not_occur",
                    }
                },
            ),
        )
    ).success
    exported = query_document(EpcisEvent.objects.order_by("entry_id"))
    assert len(exported["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 4
    assert [error.message for error in Draft7Validator(conformance_schema).iter_errors(exported)] == []
    assert "Trời mưa" not in json.dumps(exported, ensure_ascii=False)
    assert set(exported["pieu:eventHashIDs"]) == set(EpcisEvent.objects.values_list("uri", flat=True))


@pytest.fixture
def conformance_schema():
    return json.loads(conformance_file("epcis", "EPCIS-JSON-Schema.json").read_text("utf-8"))


def test_lot_cannot_be_made_smaller_than_its_used_amount(world, lot, dried, send):
    harvest = record_event(
        actor=world.as_.lan,
        kind="harvesting",
        event_time=lot.created_at,
        lots=[LotPart(lot, quantity=120, unit="kg")],
    )
    assert job_of(
        send(world.lan, document(transformation([element(lot, 110)], [element(dried, 20)])))
    ).success
    lot.refresh_from_db()
    with pytest.raises(LotLocked):
        change_lot(actor=world.as_.lan, lot=lot, changes={"quantity": 100})
    record_event(
        actor=world.as_.lan,
        kind="harvesting",
        event_time=lot.created_at,
        lots=[LotPart(lot, quantity=1, unit="kg")],
    )
    with pytest.raises(LotUsedUp):
        declare_error(actor=world.as_.lan, event=harvest, reason="did_not_occur")
    lot.refresh_from_db()
    assert (lot.quantity, lot.used) == (121, 110)


def harvested(lot: Lot, kilograms: int) -> dict:
    harvest = {"action": "ADD", "bizStep": "commissioning", "disposition": "active"}
    return shipping(lot, quantityList=[element(lot, kilograms)], **harvest)


def test_a_harvest_corrected_in_one_document_leaves_the_right_amount(world, send):
    lot, stated = (
        open_lot(actor=world.as_.lan, product=world.product, quantity=kg, unit="kg") for kg in (20, 900)
    )
    wrong, other = harvested(lot, 500), harvested(stated, 500)
    assert job_of(send(world.lan, document(wrong, other))).success
    declaration = {
        "errorDeclaration": {"declarationTime": "2026-11-24T08:00:00+07:00", "reason": "incorrect_data"}
    }
    corrections = [wrong | declaration, harvested(lot, 50), other | declaration, harvested(stated, 50)]
    used = transformation([element(lot, 60)], [], transformationID="urn:x:batch:8")
    refused = send(world.lan, document(*corrections, used))
    lot.refresh_from_db()
    assert (codes(refused), lot.quantity, lot.used) == (["lot_used_up"], 500, 0)
    assert job_of(send(world.lan, document(*corrections))).success
    lot.refresh_from_db()
    stated.refresh_from_db()
    # What was declared beyond the harvests stays.
    assert (lot.quantity, lot.state, stated.quantity) == (50, "open", 900)


def test_the_audit_finds_a_changed_word_of_a_captured_event(world, lot, dried, send):
    event = shipping(lot)
    declaration = {"declarationTime": "2026-11-24T08:00:00+07:00", "reason": "did_not_occur"}
    made = transformation([element(lot, 10)], [element(dried, 2)])
    assert job_of(send(world.lan, document(event, event | {"errorDeclaration": declaration}, made))).success
    record_event(actor=world.as_.lan, kind="growing", event_time=lot.created_at, lots=[LotPart(lot)])
    assert [found for found in compare_events() if not isinstance(found, int)] == []
    row = EpcisEvent.objects.get(uri=made["eventID"])
    unlock("traceability_epcisevent")
    EpcisEvent.objects.filter(uri=row.uri).update(body=row.body.replace('"quantity":10', '"quantity":11'))
    (found,) = [found for found in compare_events() if not isinstance(found, int)]
    assert "document" in str(found)


def test_a_lot_answers_to_the_code_it_had_before(world, lot, send):
    event = shipping(lot)
    rename_lot(actor=world.as_.lan, lot=lot, code="MOI-1")
    assert job_of(send(world.lan, document(event))).success
    assert EventLot.objects.get().lot == lot
    assert [found for found in compare_events() if not isinstance(found, int)] == []


def test_reports_of_documents_that_nothing_was_new_in_are_dropped_after_a_month(world, lot, send):
    event = shipping(lot)
    stored = job_of(send(world.lan, document(event)))
    old = [job_of(send(world.lan, document(event))), job_of(send(world.hoa, document(event)))]
    then = timezone.now() - KEEP_REFUSED
    CaptureJob.objects.filter(pk__in=[job.pk for job in (stored, *old)]).update(
        created_at=then, finished_at=then
    )
    new = job_of(send(world.hoa, document(event)))
    assert (drop_refused_jobs(), drop_refused_jobs()) == (2, 0)
    assert set(CaptureJob.objects.all()) == {stored, new}
    assert not [each for each in compare_captures() if not isinstance(each, int)]


@pytest.mark.parametrize("behaviour", ["rollback", "proceed"])
def test_a_report_keeps_the_first_hundred_problems_and_says_how_many_there_were(
    world, lot, send, client, behaviour
):
    bad = [shipping(lot, eventTime="1999-12-31T23:59:59Z") for _n in range(102)]
    sent = send(world.lan, document(*bad, shipping(lot)), **{"GS1-Capture-Error-Behaviour": behaviour})
    job = job_of(sent)
    assert [one["instance"].split("/")[3] for one in job.errors] == [str(n) for n in range(100)]
    assert (job.error_count, job.captured_count) == (102, int(behaviour == "proceed"))
    token = token_of(world.lan)
    data = client.get(sent["Location"], headers={"Authorization": f"Token {token}"}).json()
    assert (len(data["errors"]), data["pieu:errorCount"]) == (100, 102)
    assert [one for one in compare_captures() if isinstance(one, Finding)] == []
    CaptureJob.objects.update(error_count=99)
    assert any("error_count" in one.words() for one in compare_captures() if isinstance(one, Finding))
