"""A public leaf about an event isn't made from words that somebody could guess."""

from __future__ import annotations

import json
import uuid

import pytest
from django.db import IntegrityError, transaction

from backend.ledger.models import Entry
from tests.traceability.auditing.test_audit import unlock
from tests.traceability.epcis_samples import document, shipping
from tests.traceability.genealogy.test_traversal import make_lots
from traceability.epcis.hashing import event_hash
from traceability.events.auditing import compare_events
from traceability.models import CaptureJob, EpcisEvent, Event

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NAMED = "tel:0912345678"
CONTEXT = document()["@context"]


@pytest.fixture
def lot(world):
    return make_lots(world, 1)[0]


def without_id(lot) -> dict:
    event = shipping(lot, **{"@context": [CONTEXT, {"example": "https://example.org/"}]})
    del event["eventID"]
    return event | {"example:nguoiLam": "Lò Thị Lan 0912345678"}


@pytest.mark.parametrize("has_id", [True, False])
def test_leaf_of_a_captured_event_holds_no_digest_of_its_words(send, world, lot, has_id):
    event = shipping(lot, eventID=NAMED) if has_id else without_id(lot)
    uri = NAMED if has_id else event_hash(event, CONTEXT)
    assert send(world.lan, document(event)).status_code == 202
    entry = Entry.objects.get(kind="event")
    guess = str(uuid.uuid5(uuid.NAMESPACE_URL, uri))
    assert guess not in entry.body + entry.subject and uri not in entry.body
    stored = EpcisEvent.objects.get()
    assert (stored.uri, stored.event_id.version) == (
        uri,
        4,
    ) and entry.subject == f"urn:uuid:{stored.event_id}"
    # A repetition is found, also twice in one document, and so is its declaration.
    send(world.lan, document(event, event))
    job = CaptureJob.objects.latest("created_at")
    assert (job.success, job.repeated_count, EpcisEvent.objects.count()) == (True, 2, 1)
    wrong = {"eventID": uri, "errorDeclaration": {"declarationTime": "2026-11-24T08:30:00+07:00"}}
    send(world.lan, document(event | wrong))
    assert CaptureJob.objects.latest("created_at").success
    assert (
        {row.event_id for row in EpcisEvent.objects.all()}
        == {stored.event_id}
        == {row.event_id for row in Event.objects.all()}
    )
    assert guess not in "".join(Entry.objects.values_list("body", flat=True))
    assert not [each for each in compare_events() if not isinstance(each, int)]


def test_one_event_id_is_stored_once(send, world, lot):
    send(world.lan, document(shipping(lot, eventID=NAMED)))
    row = EpcisEvent.objects.get()
    row.event_id, row.entry_id = uuid.uuid4(), row.entry_id + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)


def test_own_event_number_used_as_a_name_is_accepted_once(send, world, lot):
    send(world.lan, document(shipping(lot, eventID=NAMED)))
    ours = EpcisEvent.objects.get().event_id
    event = shipping(lot, eventID=f"urn:uuid:{ours}", bizStep="inspecting")
    for repeated in (0, 1):
        send(world.lan, document(event))
        job = CaptureJob.objects.latest("created_at")
        assert (job.success, job.repeated_count) == (True, repeated)
    assert sorted(EpcisEvent.objects.values_list("uri", flat=True)) == [NAMED, f"urn:uuid:{ours}"]


def test_event_id_in_an_event_of_before_is_still_found(send, world, lot):
    event = shipping(lot, eventID=NAMED)
    send(world.lan, document(event))
    unlock("traceability_epcisevent")
    old = uuid.uuid5(uuid.NAMESPACE_URL, NAMED)
    EpcisEvent.objects.update(event_id=old)
    send(world.lan, document(event))
    job = CaptureJob.objects.latest("created_at")
    assert (job.success, job.repeated_count, EpcisEvent.objects.count()) == (True, 1, 1)
    assert json.loads(EpcisEvent.objects.get().body)["eventID"] == NAMED
