"""Texts in partners' events: erased on request and with the person, and everything else stays complete."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from backend.ledger.models import Entry
from members.own_data import exporting
from members.own_data.erasing import erase_everywhere
from tests.traceability.auditing.test_audit import flipped
from tests.traceability.epcis_samples import CONTEXT, document, element, shipping
from tests.traceability.genealogy.test_traversal import make_lots
from traceability.capture import capture_events
from traceability.epcis.hashing import event_hash
from traceability.epcis.schema import check_event, check_rules
from traceability.events.actions import declare_error, erase_captured_words
from traceability.events.auditing import compare_events
from traceability.models import CaptureJob, EpcisEvent, EpcisGrant, EpcisQuery, Event
from traceability.partners.actions import grant_partner

pytestmark = pytest.mark.databases

NAME = "Bà Lò Thị Mai"
WORDS = {
    "@context": [CONTEXT, {"ex": "https://example.org/"}],
    "ilmd": {"ex:farmer": NAME, "ex:weight": 3, "ex:day": "2026-11-20", "ex:more": {"ex:who": [NAME]}},
    "ex:note": NAME,
    "ex:count": 4,
    "certificationInfo": ["https://example.org/Mai"],
    "bizTransactionList": [{"type": "po", "bizTransaction": "mailto:mai@example.org"}],
    "destinationList": [{"type": "location", "destination": "https://id.gs1.org/414/4012345000115"}],
    "bizLocation": {"id": "geo:21.3,103.9"},
    "sensorElementList": [
        {
            "sensorMetadata": {"deviceID": "urn:x:may-cua-mai"},
            "sensorReport": [{"type": "Temperature", "value": 4, "uom": "CEL", "stringValue": NAME}],
        }
    ],
}


def sent(user_actor, lot, **more):
    event = shipping(lot, action="ADD", **WORDS, quantityList=[element(lot, 5)]) | more
    job = capture_events(actor=user_actor, events=[event], context=CONTEXT).job
    assert job.success, job.errors
    return event


@pytest.fixture
def lot(world):
    return make_lots(world, 1)[0]


@pytest.fixture
def partner(world):
    grant_partner(
        actor=world.as_.lan,
        producer=world.producer,
        partner_code=str(world.hoa.ref),
        may_capture=True,
        may_query=True,
    )
    return world.hoa


def everything() -> str:
    return json.dumps(
        [*EpcisEvent.objects.values_list("body", "read_point", "biz_location", "hash_id"), *Entry.objects.values_list("body")],
        ensure_ascii=False,
    )  # fmt: skip


def faults() -> list:
    return [found for found in compare_events() if not isinstance(found, int)]


@pytest.mark.slow
def test_erasure_of_an_events_words_leaves_its_facts_about_goods(world, lot, partner, client):
    event = sent(world.as_.hoa, lot)
    row = Event.objects.get()
    entries = list(Entry.objects.values_list("body", flat=True))
    stored = EpcisEvent.objects.get()
    url = reverse("traceability:erase-words", args=[row.event_id])
    for stranger in (world.minh, world.hoa):
        client.force_login(stranger)
        assert client.post(url).status_code == 404
    assert NAME in everything()
    client.force_login(world.lan)
    page = reverse("traceability:event", args=[row.event_id])
    assert url in client.get(page).content.decode()
    client.post(url)
    left = EpcisEvent.objects.get()
    body = json.loads(left.body)
    for word in ("Mai", "mai", "geo:"):
        assert word not in everything()
    assert (body["ilmd"], body["ex:count"]) == ({"ex:weight": 3, "ex:day": "2026-11-20"}, 4)
    assert body["quantityList"] == event["quantityList"]
    assert body["sensorElementList"] == [
        {"sensorReport": [{"type": "Temperature", "uom": "CEL", "value": 4}]}
    ]
    assert body["destinationList"] == event["destinationList"]
    assert (check_event(body), check_rules(body)) == ([], [])
    assert left.hash_id == event_hash(body) != stored.hash_id
    assert (left.pin, left.salt, left.biz_location) == (stored.pin, None, "")
    assert list(Entry.objects.values_list("body", flat=True))[: len(entries)] == entries
    assert Entry.objects.latest("pk").kind == "event.words_erased"
    assert faults() == []
    assert url not in client.get(page).content.decode()
    assert erase_captured_words(actor=world.as_.lan, event=row) is False
    # Sent again it is not a repetition: the texts don't come back.
    again = capture_events(
        actor=world.as_.hoa, events=document(event)["epcisBody"]["eventList"], context=CONTEXT
    )
    assert [error["code"] for error in again.job.errors] == ["event_id_taken"]
    assert NAME not in everything()
    declare_error(actor=world.as_.lan, event=row, reason="did_not_occur")
    assert EpcisEvent.objects.count() == 2 and faults() == []


def test_words_of_others_steps_and_reasons_get_into_no_row_that_stays(world, lot):
    step, why = "https://x.vn/lo-thi-mai", "https://x.vn/mai-noi"
    event = sent(world.as_.lan, lot, bizStep=step, disposition="https://x.vn/mai")
    declared = event | {"errorDeclaration": {"declarationTime": "2026-11-24T08:00:00+07:00", "reason": why}}
    assert capture_events(actor=world.as_.lan, events=[declared], context=CONTEXT).job.success
    stored_words = Event.objects.order_by("is_error").values_list("biz_step", "disposition", "error_reason")
    assert list(stored_words) == [("other", "", ""), ("other", "", "")]
    assert EpcisEvent.objects.filter(biz_step=step).count() == 2 and faults() == []


@pytest.mark.slow
def test_a_partners_events_are_erased_with_the_partner_and_exports_have_the_grants(world, lot, partner):
    event = sent(world.as_.hoa, lot)
    EpcisQuery.objects.create(user=world.hoa, name="cua-hoa", query={})
    for user, given in ((world.lan, True), (world.hoa, False)):
        (grant,) = exporting.collect(user)["partners"]
        assert (grant["partner"], grant["given_by_her"], grant["may_add"]) == ("Cầm Thị Hoa", given, True)
    assert exporting.collect(world.minh)["partners"] == []
    software = exporting.collect(world.hoa)["software"]
    events = list(software["events"])
    assert [row["id"] for row in events] == [event["eventID"]] and NAME in events[0]["body"]
    software = exporting.collect(world.lan)["software"]
    assert (software["queries"], software["captures"], list(software["events"])) == ([], [], [])
    for _again in range(2):
        erase_everywhere(world.hoa)
    assert NAME not in everything() and faults() == []
    assert (EpcisQuery.objects.count(), CaptureJob.objects.count()) == (0, 0)
    assert EpcisGrant.objects.get().ended_at is not None
    assert Event.objects.count() == 1


def test_a_household_that_leaves_takes_the_words_about_its_lots_along(world, lot, partner):
    sent(world.as_.hoa, lot)
    erase_everywhere(world.minh)
    assert NAME in everything()
    world.producer.is_active = False
    world.producer.save()
    erase_everywhere(world.lan)
    assert NAME not in everything() and faults() == []


@pytest.mark.slow
def test_the_database_lets_nothing_of_a_captured_event_change_but_its_words_with_their_salt(
    world, lot, partner
):
    sent(world.as_.hoa, lot)
    rows = EpcisEvent.objects.filter(pk=EpcisEvent.objects.get().pk)
    words = {
        "body": "{}",
        "hash_id": "ni:///x",
        "read_point": "",
        "biz_location": "",
        "uri": "x",
        "was_called": "x",
        "salt": None,
    }

    def nothing_else_changes() -> None:
        row = rows.get()
        for field in EpcisEvent._meta.concrete_fields:
            value = getattr(row, field.attname)
            of_nothing = {"salt": b"x", "apart": row.event_id}
            other = of_nothing.get(field.name, "x") if value is None else flipped(value)
            alone = {field.name: other}
            for change in [alone] if field.name in words else [alone, words | alone]:
                with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                    rows.update(**change)

    nothing_else_changes()
    assert rows.update(**words) == 1
    nothing_else_changes()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows._raw_delete(rows.db)
