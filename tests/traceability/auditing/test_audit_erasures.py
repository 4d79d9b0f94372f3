"""`./run audit_log` and erased data: missing rows are accepted with an erased person or an entry, and else reported."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.db import transaction
from django.utils import timezone

from backend.ledger.auditing import Report, audit
from backend.ledger.models import Entry
from members.models import User
from members.own_data.erasing import erase_everywhere
from members.people.actions.changes import state_account
from products.products.actions.products import create_draft, update_product
from tests.factories.ledger import record_rows
from tests.traceability.auditing.test_audit import after, unlock
from tests.traceability.epcis_samples import CONTEXT, element, shipping
from tests.traceability.label_runs import a_lot, a_ready_run
from traceability.capture import capture_events
from traceability.epcis.pins import compact
from traceability.epcis.words import without_words
from traceability.events.actions import LotPart, record_event
from traceability.labels.actions import take_to_printer, void_labels
from traceability.labels.enums import MAKER_GONE
from traceability.lots.actions.lots import open_lot
from traceability.models import (
    EpcisEvent,
    Event,
    EventDetail,
    EventLot,
    LabelPrint,
    LabelRun,
    LabelVoid,
    Lot,
)

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def found() -> list[str]:
    return [finding.words() for finding in audit(Report())]


def changing(rows, **values):
    def run() -> None:
        unlock(rows.model._meta.db_table)
        assert rows.update(**values) == 1

    return run


@pytest.fixture(autouse=True)
def places(settings, tmp_path) -> None:
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path / "log", tmp_path / "media"
    settings.VAR_DIR.mkdir()


def erase(user: User) -> None:
    """Erase the member's data, as `erase_member` does it."""
    erase_everywhere(user)
    user.full_name, user.erased_at = "", timezone.now()
    user.phone = user.phone_verified_at = user.birth_year = user.opened_by = None
    user.is_active = False
    user.save()
    state_account(user)


def harvest(world, lot: Lot, days: int = 0, **more) -> Event:
    return record_event(
        actor=world.as_.lan, kind="harvesting", event_time=timezone.now() - dt.timedelta(days=days, minutes=5),
        lots=[LotPart(lot, quantity=5, unit="kg")], **more,
    )  # fmt: skip


@pytest.mark.slow
def test_a_note_without_its_salt_is_found_unless_its_owner_was_erased(world):
    lot = a_lot(world)
    event = harvest(world, lot, note="Phun thuốc sáng sớm")
    rows, now = EventDetail.objects.filter(event_id=event.event_id), timezone.now()
    record_rows()
    assert found() == []
    for how in (
        changing(rows, salt=None, text="không phun thuốc"),
        changing(rows, salt=None, text=""),
        changing(rows, salt=None, text="", erased_at=now),
    ):
        assert any(lot.code in words for words in after(how))
    erase(world.lan)
    assert rows.get().salt is None and found() == []


@pytest.fixture
def captured(world) -> EpcisEvent:
    lot = a_lot(world)
    document = {"@context": [CONTEXT, {"ex": "https://example.org/"}], "ex:note": "Bà Lò Thị Mai"}
    sent = shipping(lot, action="OBSERVE", **document, quantityList=[element(lot, 5)])
    assert capture_events(actor=world.as_.lan, events=[sent], context=CONTEXT).job.success
    return EpcisEvent.objects.get()


@pytest.mark.load
def test_erased_captured_event_is_compared_with_its_remaining_parts(world, captured):
    rows = EpcisEvent.objects.filter(pk=captured.pk)
    events = Event.objects.filter(event_id=captured.event_id)
    links = EventLot.objects.filter(event_id=captured.event_id)
    lot = links.get().lot
    body = without_words(json.loads(captured.body))
    record_rows()
    assert found() == []
    taken = changing(rows, salt=None, body=compact(body))
    assert any(lot.code in words and "document.salt" in words for words in after(taken))
    erase(world.lan)
    left = rows.get()
    assert left.salt is None and "Mai" not in left.body and found() == []
    entries = Entry.objects.filter(kind="event.words_erased", subject=f"urn:uuid:{captured.event_id}")
    assert [entry.by for entry in entries] == [world.lan.ref]
    later = left.event_time + dt.timedelta(days=1)
    for how, name in [
        (changing(links, quantity=6), "quantities"),
        (changing(events, event_time=later), "event_time"),
        (changing(rows, body=compact(json.loads(left.body) | {"type": "AssociationEvent"})), "epcis_type"),
        (changing(events, recorded_at=later), "recorded_at"),
        (changing(events, by_ref=world.minh.ref), "by_ref"),
        (changing(rows, action="ADD"), "document.action"),
    ]:
        assert any(lot.code in words and name in words for words in after(how)), name
    # For data erased before such entries existed, the erased member is the proof.
    with transaction.atomic():
        unlock("ledger_entry")
        entries.update(kind="consent.given")
        assert not any("document" in words for words in found())
        transaction.set_rollback(True)


@pytest.mark.load
def test_a_day_of_expiry_that_nobody_declared_or_that_is_gone_is_found(world):
    product, lan, day = world.product, world.as_.lan, timezone.localdate()
    type(product).objects.filter(pk=product.pk).update(shelf_life_days=None)
    product.refresh_from_db()
    plain, dated = (
        open_lot(actor=lan, product=product, quantity=9, unit="kg", expiry_date=each)
        for each in (None, day + dt.timedelta(days=30))
    )
    type(product).objects.filter(pk=product.pk).update(shelf_life_days=40)
    reckoned = open_lot(actor=lan, product=product, quantity=9, unit="kg")
    harvest(world, reckoned)
    reckoned.refresh_from_db()
    record_rows()
    assert reckoned.expiry_date is not None and found() == []
    for lot, other in [(plain, day), (dated, None), (dated, day + dt.timedelta(days=31)), (reckoned, day)]:
        how = changing(Lot.objects.filter(pk=lot.pk), expiry_date=other)
        assert any(lot.code in words and "expiry_date" in words for words in after(how)), (lot, other)


@pytest.mark.slow
def test_a_changed_shelf_life_of_a_product_makes_no_lot_wrong(world):
    lan = world.as_.lan
    product = create_draft(actor=lan, producer=world.producer, name="Mứt", shelf_life_days=20)
    lot = open_lot(actor=lan, product=product, quantity=9, unit="kg")
    harvest(world, lot)
    lot.refresh_from_db()
    assert lot.expiry_date == timezone.localdate() + dt.timedelta(days=20)
    for days in (60, None):
        update_product(actor=lan, product=product, changes={"shelf_life_days": days})
        assert not any("expiry_date" in words for words in found())


@pytest.mark.load
def test_label_texts_without_salt_are_found_unless_the_person_was_erased(
    world, django_capture_on_commit_callbacks
):
    run = a_ready_run(world)
    take_to_printer(actor=world.as_.lan, run=run, first=1, last=2)
    take_to_printer(actor=world.as_.lan, run=run, first=2, last=2, reason="Tem nhoè")
    void_labels(actor=world.as_.lan, run=run, first=3, last=3, reason="Tem ướt")
    record_rows()
    assert found() == []
    runs, voids = LabelRun.objects.filter(pk=run.pk), LabelVoid.objects.all()
    again = LabelPrint.objects.filter(reason="Tem nhoè")
    for how in (
        changing(runs, content_salt=None, content={**run.content, "producer": ""}),
        changing(again, reason_salt=None, reason=""),
        changing(voids, reason_salt=None, reason=""),
        changing(voids, reason_salt=None, reason=str(MAKER_GONE)),
    ):
        assert any(run.lot.code in words for words in after(how))
    with django_capture_on_commit_callbacks(execute=True):
        erase(world.lan)
    assert runs.get().content_salt is None and voids.get().reason_salt is None and found() == []
