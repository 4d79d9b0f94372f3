"""Context of the diary's events: the place of the goods, the lot's data, and measurements."""

from __future__ import annotations

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft7Validator

from backend.ledger.models import Entry
from members.own_data import exporting
from tests.api import client_of
from tests.conformance.conftest import conformance_file
from traceability.containers.actions.cartons import pack_cartons
from traceability.epcis.bodies import our_context
from traceability.epcis.documents import capture_document
from traceability.epcis.hashing import event_hash
from traceability.epcis.schema import check_document, check_event, check_rules
from traceability.events.actions import EventError, EventIdTaken, LotPart, correct_event, record_event
from traceability.events.auditing import compare_events
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisEvent, Event

pytestmark = pytest.mark.databases

DAY = dt.datetime(2026, 11, 20, 1, tzinfo=dt.UTC)


@pytest.fixture
def lot(world):
    return open_lot(
        actor=world.as_.lan, product=world.product, quantity=100, unit="kg", expiry_date=dt.date(2027, 1, 31)
    )


@pytest.fixture
def dried(world):
    return open_lot(
        actor=world.as_.lan,
        product=world.product,
        quantity=50,
        unit="kg",
        produced_date=dt.date(2026, 11, 21),
    )


def record(world, kind, *parts, **more):
    event = record_event(actor=world.as_.lan, kind=kind, lots=parts, **{"event_time": DAY} | more)
    return event, json.loads(EpcisEvent.objects.get(event_id=event.event_id, is_error=False).body)


def test_the_first_event_of_a_lot_has_its_data_and_each_its_place(world, lot, dried, settings):
    harvest = LotPart(lot, quantity=20, unit="kg")
    first, context = record(world, "harvesting", harvest)
    home = {"id": f"{settings.PUBLIC_ORIGIN}/noi/{world.producer.ref}"}
    assert context["bizLocation"] == home
    ilmd = {
        "cbvmda:lotNumber": lot.code,
        "cbvmda:itemExpirationDate": "2027-01-31",
        "cbvmda:harvestStartDate": "2026-11-20",
        "cbvmda:harvestEndDate": "2026-11-20",
    }
    assert context["ilmd"] == ilmd
    _again, context = record(world, "harvesting", harvest)
    assert "ilmd" not in context and context["bizLocation"] == home
    _made, context = record(
        world, "processing", LotPart(lot, "input", 10, "kg"), LotPart(dried, "output", 2, "kg")
    )
    assert context["ilmd"] == {"cbvmda:lotNumber": dried.code, "gs1:productionDate": "2026-11-21"}
    # In transit it has no place; in another commune only the commune is known.
    _sent, context = record(world, "shipping", LotPart(lot))
    assert "bizLocation" not in context and "readPoint" in context
    _far, context = record(world, "packing", LotPart(lot), place=world.far)
    assert (
        context["bizLocation"]
        == context["readPoint"]
        == {"id": f"{settings.PUBLIC_ORIGIN}/xa/{world.far.pk}"}
    )
    # After a correction, the first event is still the first.
    right = correct_event(
        actor=world.as_.lan, event=first, event_id=uuid.uuid4(), event_time=DAY, quantity=15, unit="kg"
    )
    assert json.loads(EpcisEvent.objects.get(event_id=right.event_id).body)["ilmd"] == ilmd
    assert "coordinates" not in context and not [
        body for body in EpcisEvent.objects.values_list("body", flat=True) if "geo:" in body
    ]


def test_measured_values_are_in_the_event_valid_hashed_and_audited(world, lot, dried):
    event_id = uuid.uuid4()
    parts = [LotPart(lot, "input", 10, "kg"), LotPart(dried, "output", 2, "kg")]
    measured = {"moisture": "12,5", "temperature": 65, "humidity": ""}
    event, context = record(world, "processing", *parts, event_id=event_id, measured=measured)
    pack_cartons(actor=world.as_.lan, lot=dried, quantity=1)
    (element,) = context["sensorElementList"]
    assert element["sensorReport"] == [
        {"type": "Temperature", "value": 65, "uom": "CEL"},
        {
            "type": "Dimensionless",
            "value": 12.5,
            "uom": "P1",
            "chemicalSubstance": "https://identifiers.org/inchikey/XLYOFNOQVPJJNP-UHFFFAOYSA-N",
        },
    ]
    row = EpcisEvent.objects.get(event_id=event_id)
    assert row.hash_id == event_hash(context, our_context())
    assert (row.biz_location, check_event(context), check_rules(context)) == (
        context["bizLocation"]["id"],
        [],
        [],
    )
    data = json.loads(Entry.objects.get(pk=event.entry_id).body)["payload"]
    assert data["sensorElementList"][0]["sensorReport"][0]["value"] == "65"
    document = capture_document(EpcisEvent.objects.order_by("entry_id"))
    assert check_document(document) == []
    schema = json.loads(conformance_file("epcis", "EPCIS-JSON-Schema.json").read_text("utf-8"))
    assert [error.message for error in Draft7Validator(schema).iter_errors(document)] == []
    assert [found for found in compare_events() if not isinstance(found, int)] == []
    # The same measurement again is the same event; another measurement is another event.
    again, _context = record(world, "processing", *parts, event_id=event_id, measured=measured)
    assert again.pk == event.pk
    with pytest.raises(EventIdTaken):
        record(world, "processing", *parts, event_id=event_id, measured={"moisture": "13"})
    right = correct_event(
        actor=world.as_.lan, event=event, event_id=uuid.uuid4(), event_time=DAY, quantity=1, unit="kg"
    )
    assert json.loads(EpcisEvent.objects.get(event_id=right.event_id).body)["sensorElementList"] == [element]


@pytest.mark.parametrize(
    "measured",
    [{"moisture": "101"}, {"temperature": "nóng"}, {"temperature": "-91"}, {"hours": "1,234"}, {"ph": "7"}],
    ids=range(5),
)
def test_impossible_measured_value_is_refused(world, lot, measured):
    before = Event.objects.count(), Entry.objects.count()
    with pytest.raises(EventError) as refused:
        record(world, "growing", LotPart(lot), measured=measured)
    assert refused.value.code == "event_measure"
    assert (Event.objects.count(), Entry.objects.count()) == before


@pytest.mark.slow
def test_the_diary_and_the_interface_take_what_was_measured(world, lot, client):
    client.force_login(world.lan, backend="members.backends.PhoneOrCardBackend")
    page = {
        "member": str(world.lan.ref), "kind": "packing", "product": str(world.product.pk), "quantity": "", "unit": "kg",
        "when": "today", "lot": str(lot.pk), "temperature": "-18,5",
    }  # fmt: skip
    refused = client.post(reverse("traceability:record"), page | {"temperature": "9999999"})
    assert (refused.status_code, Event.objects.count()) == (400, 0)
    assert refused.context["form"].errors.keys() == {"temperature"}
    assert client.post(reverse("traceability:record"), page).status_code == 303
    event = Event.objects.get()
    (entry,) = exporting.collect(world.lan)["diary"]
    assert entry["measured"] == ["Nhiệt độ sấy, nấu, kho lạnh: -18,5 °C"]
    assert "-18,5 °C" in client.get(reverse("traceability:event", args=[event.event_id])).content.decode()
    # A harvest has no measurements: those of a stored page are ignored.
    client.post(reverse("traceability:record"), page | {"kind": "harvesting", "quantity": "5"})
    assert "sensorElementList" not in EpcisEvent.objects.order_by("-entry_id").first().body
    body = {
        "kind": "shipping", "event_time": timezone.now().isoformat(), "event_id": str(uuid.uuid4()),
        "lots": [{"lot": lot.pk}], "measured": {"temperature": "4.5"},
    }  # fmt: skip
    lan = client_of(world.lan)
    assert lan.post("/api/v1/events/", body, format="json").status_code == 201
    assert '"value":4.5' in EpcisEvent.objects.get(event_id=body["event_id"]).body
    assert (
        lan.post("/api/v1/events/", body | {"measured": {"moisture": 101}}, format="json").status_code == 400
    )
