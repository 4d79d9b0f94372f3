"""An event named by its hash: after its texts are erased, a guess of them can't be verified."""

from __future__ import annotations

import json
import uuid
from importlib import import_module
from urllib.parse import quote

import pytest

from members.own_data.erasing import erase_everywhere
from tests.api import client_of
from tests.traceability.auditing.test_audit import unlock
from tests.traceability.capture.test_captured_words import WORDS, everything, faults
from tests.traceability.capture.test_captured_words import lot as lot  # a fixture
from tests.traceability.capture.test_captured_words import partner as partner  # a fixture
from tests.traceability.epcis_samples import CONTEXT, element, shipping
from tests.traceability.inspection.test_inspection import bundle_of
from traceability.capture import capture_events
from traceability.events.actions import declare_error, erase_captured_words
from traceability.inspection.bundle import read_bundle
from traceability.inspection.contents import contents_of
from traceability.inspection.index import index_of
from traceability.inspection.numbers import numbering
from traceability.models import EpcisEvent, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(lot, partner) -> dict:
    event = shipping(lot, action="ADD", **WORDS, quantityList=[element(lot, 5)])
    del event["eventID"]
    return event


@pytest.fixture
def digest(world, event) -> str:
    """Send `event`; return its names."""
    report = capture_events(actor=world.as_.hoa, events=[event], context=CONTEXT)
    assert report.job.success, report.job.errors
    assert report.uris[0].startswith("ni:///sha-256;")
    return report.uris[0]


def everywhere() -> str:
    return everything() + json.dumps(list(EpcisEvent.objects.values_list("uri", "was_called")))


def names() -> set[tuple[str, str]]:
    return {(row.uri, json.loads(row.body)["eventID"]) for row in EpcisEvent.objects.all()}


def ask(user, name: str):
    return client_of(user).get(f"/epcis/events/{quote(name, safe='')}")


@pytest.mark.slow
@pytest.mark.parametrize("is_declared", [False, True])
def test_no_digest_of_the_words_is_left_when_they_are_erased(
    world, lot, event, digest, settings, is_declared
):
    row = Event.objects.get()
    if is_declared:
        declare_error(actor=world.as_.lan, event=row, reason="did_not_occur")
    assert digest in everywhere() and ask(world.lan, digest).status_code == 200
    assert erase_captured_words(actor=world.as_.lan, event=row)
    assert digest.split(";")[1][:64] not in everywhere()
    assert names() == {(row.urn, row.urn)} and faults() == []
    assert ask(world.lan, digest).status_code == 404
    assert ask(world.lan, row.urn).json()["eventID"] == row.urn
    found = client_of(world.lan).get("/epcis/events", {"EQ_eventID": digest}).json()
    assert found["epcisBody"]["queryResults"]["resultsBody"]["eventList"] == []
    files = contents_of([lot], made_at="2026-11-30T08:00:00+07:00")
    assert digest not in json.dumps(files) and numbering(files)(row.urn) == row.event_id
    assert len(read_bundle(bundle_of([lot])).files["ma-bam.json"]) == 1 + is_declared
    # Sent again it is still recognised, also with an earlier key.
    for _key in range(2):
        again = capture_events(actor=world.as_.hoa, events=[event], context=CONTEXT)
        assert [error["code"] for error in again.job.errors] == ["event_id_taken"]
        settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another"
    assert Event.objects.filter(is_error=False).count() == 1
    if not is_declared:
        declare_error(actor=world.as_.lan, event=row, reason="did_not_occur")
    assert names() == {(row.urn, row.urn)} and faults() == []


def test_a_declaration_that_repeats_the_texts_is_erased_with_the_sender(world, digest):
    declare_error(actor=world.as_.lan, event=Event.objects.get(), reason="did_not_occur")
    erase_everywhere(world.hoa)
    assert digest not in everywhere() and "Mai" not in everything() and faults() == []


def test_an_event_stays_declared_wrong_when_who_declared_it_is_erased(world, lot, event, digest):
    declare_error(actor=world.as_.thu, event=Event.objects.get(), reason="did_not_occur")
    erase_everywhere(world.thu)
    urn = Event.objects.filter(is_error=True).get().urn
    assert EpcisEvent.objects.get(is_error=True).uri == urn
    assert EpcisEvent.objects.get(is_error=False).uri == digest and faults() == []
    for name in (digest, urn):
        assert "errorDeclaration" in ask(world.hoa, name).json()
    files = contents_of([lot], made_at="2026-11-30T08:00:00+07:00")
    assert "<td>ghi sai</td>" in index_of(
        files, made_at="2026-11-30T08:00:00+07:00", origin="https://pieu.example"
    )
    assert numbering(files)(digest) == numbering(files)(urn)


def test_erasing_works_when_others_took_the_number_of_the_event(world, lot, digest):
    row = Event.objects.get()
    other = shipping(lot, action="ADD", quantityList=[element(lot, 5)], eventID=row.urn.upper())
    assert capture_events(actor=world.as_.hoa, events=[other], context=CONTEXT).job.success
    assert erase_captured_words(actor=world.as_.lan, event=row)
    left = EpcisEvent.objects.get(event_id=row.event_id)
    assert digest not in everywhere() and left.uri not in (row.urn, row.urn.upper())
    assert json.loads(left.body)["eventID"] == left.uri and faults() == []
    numbering(contents_of([lot], made_at="2026-11-30T08:00:00+07:00"))


def test_an_event_numbered_by_its_hash_keeps_the_number_when_erased(world, digest):
    unlock("traceability_epcisevent")
    unlock("traceability_event")
    old = uuid.uuid5(uuid.NAMESPACE_URL, digest)
    EpcisEvent.objects.update(event_id=old)
    Event.objects.update(event_id=old)
    erase_captured_words_of = import_module("traceability.events.actions.erasure").erase_captured_words_of
    assert erase_captured_words_of(world.hoa) == 1
    assert names() == {(digest, digest)}
