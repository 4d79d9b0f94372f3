import datetime as dt
import json
import uuid
from decimal import Decimal

import jsonschema
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.models import Milestone
from members.notices.enums import MilestoneKind
from members.rules import NotAllowed
from products.models import Photo
from tests.conformance.conftest import conformance_file
from tests.factories.traceability import make_event, make_recall
from traceability.diary.actions import record_harvest
from traceability.epcis import bodies as epcis
from traceability.events.actions import (
    AlreadyDeclared,
    EventError,
    EventIdTaken,
    EventInFuture,
    LotPart,
    correct_event,
    declare_error,
    erase_details,
    record_event,
)
from traceability.events.actions.checks import check_event, keep_paper
from traceability.events.enums import DIARY_KINDS, EPCIS_SHAPE, ErrorReason, EventKind
from traceability.events.journey import history, journey
from traceability.lots.actions.lots import LotClosed, close_lot, open_lot
from traceability.lots.enums import Claim, LotRole
from traceability.models import Event, EventDetail, EventLot, Lot

pytestmark = pytest.mark.databases

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def lot(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


@pytest.fixture
def photo(world):
    return Photo.objects.create(
        sha256="ab" * 32,
        width=640,
        height=480,
        producer=world.producer,
        uploaded_by=world.lan,
        master="x.jpg",
    )


def harvest(world, lot, now, quantity="20", **more):
    return record_event(
        actor=more.pop("actor", world.as_.lan),
        kind=EventKind.HARVESTING,
        event_time=more.pop("event_time", now),
        lots=[LotPart(lot, LotRole.SUBJECT, Decimal(quantity), "kg")],
        **more,
    )


def rows() -> dict[str, int]:
    return {
        model.__name__: model.objects.count()
        for model in (Entry, Event, EventLot, EventDetail, Lot, Milestone)
    }


def test_record_event_writes_the_event_its_words_and_its_entry(world, lot, now, photo):
    event_id = uuid.uuid4()
    event = harvest(
        world, lot, now - HOUR, note="Hái  sáng sớm", person="Lò Thị Lan", photo=photo, event_id=event_id
    )
    assert (event.epcis_type, event.action, event.biz_step, event.disposition) == (
        "ObjectEvent",
        "ADD",
        "commissioning",
        "active",
    )
    assert (event.event_id, event.place, event.by_ref, event.on_behalf_ref) == (
        event_id,
        world.commune,
        world.lan.ref,
        None,
    )
    assert [(link.lot, link.role, link.quantity, link.unit) for link in event.lot_links.all()] == [
        (lot, "subject", 20, "kg")
    ]
    details = {detail.kind: detail for detail in EventDetail.objects.filter(event_id=event_id)}
    assert (details["note"].text, details["person"].text, details["photo"].photo) == (
        "Hái sáng sớm",
        "Lò Thị Lan",
        photo,
    )
    contents = {"note": "Hái sáng sớm", "person": "Lò Thị Lan", "photo": photo.sha256}
    assert {one["kind"]: one["pin"] for one in event.pins} == {
        kind: pin(bytes(details[kind].salt), contents[kind]) for kind in contents
    }
    entry = Entry.objects.get(pk=event.entry_id)
    body = json.loads(entry.body)
    assert (entry.kind, entry.subject) == ("event", f"urn:uuid:{event_id}")
    assert body["payload"]["quantityList"][0]["quantity"] == "20"
    assert body["payload"]["pieu:pins"] == event.pins
    assert not any(word in entry.body for word in ("Lan", "Hái", photo.sha256))
    milestone = Milestone.objects.get(user=world.lan)
    assert (milestone.kind, milestone.happened_at) == (MilestoneKind.HARVEST_RECORDED, now - HOUR)


def test_record_event_grows_the_page_version(world, lot, now):
    harvest(world, lot, now)
    lot.refresh_from_db()
    assert lot.page_version == 2


def test_harvest_counts_against_what_was_declared_before_it_adds(world, lot, now):
    harvest(world, lot, now - 2 * HOUR, "60")
    lot.refresh_from_db()
    assert (lot.quantity, lot.harvested_date) == (100, timezone.localdate(now - 2 * HOUR))
    harvest(world, lot, now - HOUR, "70")
    lot.refresh_from_db()
    assert lot.quantity == 130


def test_harvest_in_another_weight_is_converted_and_pieces_are_refused(world, lot, now):
    record_event(
        actor=world.as_.lan,
        kind=EventKind.HARVESTING,
        event_time=now,
        lots=[LotPart(lot, LotRole.SUBJECT, Decimal(2), "ta")],
    )
    lot.refresh_from_db()
    assert lot.quantity == 200
    before = rows()
    with pytest.raises(EventError) as caught:
        record_event(
            actor=world.as_.lan,
            kind=EventKind.HARVESTING,
            event_time=now,
            lots=[LotPart(lot, LotRole.SUBJECT, Decimal(2), "qua")],
        )
    assert caught.value.field == "unit"
    assert rows() == before


def test_record_harvest_joins_the_days_lot_or_opens_one(world, now):
    first = record_harvest(
        actor=world.as_.lan, product=world.product, quantity="12,5", unit="kg", event_time=now
    )
    lot = first.lot_links.get().lot
    assert (lot.quantity, lot.harvested_date) == (Decimal("12.5"), timezone.localdate(now))
    record_harvest(actor=world.as_.lan, product=world.product, quantity="7,5", unit="kg", event_time=now)
    lot.refresh_from_db()
    assert lot.quantity == 20
    older = record_harvest(
        actor=world.as_.lan, product=world.product, quantity="5", unit="kg", event_time=now - 3 * DAY
    )
    assert older.lot_links.get().lot != lot
    apart = record_harvest(
        actor=world.as_.lan, product=world.product, quantity="5", unit="kg", event_time=now, new_lot=True
    )
    assert apart.lot_links.get().lot not in (lot, older.lot_links.get().lot)
    assert Lot.objects.count() == 3


def test_record_harvest_adds_to_the_stock_beside_a_declared_lot(world, lot, now):
    declared = lot.quantity
    events = [
        record_harvest(
            actor=world.as_.lan,
            product=world.product,
            quantity=amount,
            unit="kg",
            event_time=now - days * DAY,
        )
        for amount, days in (("30", 0), ("7", 0), ("5", 3))
    ]
    first, second, older = [event.lot_links.get().lot for event in events]
    assert first == second and len({lot, first, older}) == 3
    assert sorted(Lot.objects.values_list("quantity", flat=True)) == sorted(
        [declared, Decimal(37), Decimal(5)]
    )


def test_a_harvest_for_a_declared_lot_is_part_of_its_amount(world, lot, now):
    declared = lot.quantity
    for amount, total in (("5", declared), (declared, declared + 5)):
        record_harvest(
            actor=world.as_.lan, product=world.product, lot=lot, quantity=amount, unit="kg", event_time=now
        )
        lot.refresh_from_db()
        assert lot.quantity == total
    assert Lot.objects.count() == 1


def test_record_harvest_passes_a_recalled_or_closed_lot(world, lot, now):
    make_recall(lot, reason="thử")
    event = record_harvest(
        actor=world.as_.lan, product=world.product, quantity="5", unit="kg", event_time=now
    )
    other = event.lot_links.get().lot
    assert other != lot
    close_lot(actor=world.as_.lan, lot=other)
    before = rows()
    for closed in (lot, other):
        with pytest.raises(LotClosed):
            harvest(world, closed, now)
    assert rows() == before


def test_a_wrong_harvest_is_put_right_in_a_closed_lot(world, lot, now):
    event = record_harvest(
        actor=world.as_.lan, product=world.product, quantity="500", unit="kg", event_time=now
    )
    lot = event.lot_links.get().lot
    close_lot(actor=world.as_.lan, lot=lot)
    right = correct_event(
        actor=world.as_.lan, event=event, event_id=uuid.uuid4(), event_time=now, quantity="50", unit="kg"
    )
    assert right.lot_links.get().quantity == Decimal(50)
    before = rows()
    with pytest.raises((LotClosed, AlreadyDeclared)):
        correct_event(
            actor=world.as_.lan, event=event, event_id=uuid.uuid4(), event_time=now, quantity="60", unit="kg"
        )
    assert rows() == before


@pytest.mark.slow
def test_the_same_event_again_is_the_first_one(world, now, photo):
    event_id = uuid.uuid4()
    arguments = {
        "actor": world.as_.lan,
        "product": world.product,
        "quantity": "12",
        "unit": "kg",
        "event_time": now - HOUR,
        "event_id": event_id,
        "note": "Hái sớm",
        "photo": photo,
    }
    first = record_harvest(**arguments, device_time=now - HOUR)
    before = rows()
    # The second time the phone's clock and ours differ by a little more.
    assert record_harvest(**arguments, device_time=now - HOUR - dt.timedelta(seconds=9)) == first
    assert rows() == before
    for other in (
        {"quantity": "13"},
        {"unit": "g"},
        {"note": ""},
        {"note": "Hái muộn"},
        {"photo": None},
        {"event_time": now},
        {"product": world.product, "lot": None, "place": world.far},
    ):
        with pytest.raises(EventIdTaken):
            record_harvest(**arguments | other)
    assert rows() == before


def test_the_same_event_again_is_refused_to_others(world, now):
    event_id = uuid.uuid4()
    record_harvest(
        actor=world.as_.lan,
        product=world.product,
        quantity="12",
        unit="kg",
        event_time=now,
        event_id=event_id,
    )
    before = rows()
    with pytest.raises(NotAllowed):
        record_harvest(
            actor=world.as_.hoa,
            product=world.product,
            quantity="12",
            unit="kg",
            event_time=now,
            event_id=event_id,
        )
    with pytest.raises(EventIdTaken):
        record_harvest(
            actor=world.as_.hoa,
            product=world.other_product,
            quantity="12",
            unit="kg",
            event_time=now,
            event_id=event_id,
        )
    assert rows() == before


@pytest.mark.parametrize("who", ["minh", "hoa", "thu"])
def test_record_event_is_refused_to_others(world, lot, now, who):
    before = rows()
    with pytest.raises(NotAllowed):
        harvest(world, lot, now, actor=getattr(world.as_, who))
    assert rows() == before


def test_record_event_refuses_anothers_lot_as_ingredient(world, lot, now):
    foreign = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=5, unit="kg")
    before = rows()
    with pytest.raises(NotAllowed):
        record_event(
            actor=world.as_.lan,
            kind=EventKind.PROCESSING,
            event_time=now,
            lots=[
                LotPart(foreign, LotRole.INPUT, Decimal(1), "kg"),
                LotPart(lot, LotRole.OUTPUT, Decimal(1), "kg"),
            ],
        )
    assert rows() == before


def test_record_event_by_an_officer_is_the_members(world, lot, now):
    event = harvest(world, lot, now, actor=world.thu_for_lan)
    assert (event.by_ref, event.on_behalf_ref) == (world.thu.ref, world.lan.ref)
    assert Milestone.objects.get().user == world.lan
    entry = Entry.objects.get(pk=event.entry_id)
    assert (entry.by, entry.on_behalf_of) == (world.thu.ref, world.lan.ref)


@pytest.mark.parametrize(
    ("off", "is_flagged"), [(dt.timedelta(seconds=20), False), (2 * DAY, True), (-365 * DAY, True)]
)
def test_a_wrong_clock_is_corrected_and_flagged(world, lot, now, off, is_flagged):
    """The phone's clock is ahead by `off`: an hour ago on the phone is stored as an hour ago."""
    event = harvest(world, lot, now, event_time=now - HOUR + off, device_time=timezone.now() + off)
    assert abs(event.event_time - (now - HOUR)) < dt.timedelta(seconds=5)
    assert event.clock_flagged is is_flagged
    assert abs(event.device_clock_offset_s + off.total_seconds()) <= 1
    payload = json.loads(Entry.objects.get(pk=event.entry_id).body)["payload"]
    assert payload["pieu:clock"] == {"offsetSeconds": event.device_clock_offset_s, "flagged": is_flagged}


def test_an_event_in_the_future_is_refused_or_flagged(world, lot, now):
    before = rows()
    with pytest.raises(EventInFuture):
        harvest(world, lot, now + HOUR)
    assert rows() == before
    event = harvest(world, lot, now + 2 * DAY, flag_future=True)
    assert (event.clock_flagged, event.event_time) == (True, now + 2 * DAY)
    lot.refresh_from_db()
    assert lot.harvested_date == timezone.localdate()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "dancing"}, "kind"),
        ({"lots": []}, "lot"),
        ({"event_time": dt.datetime(2026, 11, 1)}, "date"),  # noqa: DTZ001
        ({"event_time": dt.datetime(1999, 1, 1, tzinfo=dt.UTC)}, "date"),
        ({"zone_offset": "+7"}, "date"),
        ({"note": "a" * 501}, "note"),
        ({"person": "a" * 81}, "person"),
    ],
)
def test_record_event_refuses_impossible_values(world, lot, now, changes, field):
    arguments = {
        "actor": world.as_.lan,
        "kind": "growing",
        "event_time": now,
        "lots": [LotPart(lot)],
    } | changes
    before = rows()
    with pytest.raises(EventError) as caught:
        record_event(**arguments)
    assert caught.value.field == field
    assert rows() == before


def test_record_event_refuses_a_part_that_does_not_fit_the_kind(world, lot, now):
    for kind, part, field in (
        (EventKind.HARVESTING, LotPart(lot), "quantity"),
        (EventKind.PACKING, LotPart(lot, LotRole.INPUT), "lot"),
        (EventKind.PACKING, LotPart(lot, LotRole.SUBJECT, Decimal(1), "xô"), "unit"),
    ):
        with pytest.raises(EventError) as caught:
            record_event(actor=world.as_.lan, kind=kind, event_time=now, lots=[part])
        assert caught.value.field == field
    assert not Event.objects.exists()


def test_record_event_refuses_anothers_photo(world, lot, now, photo):
    Photo.objects.filter(pk=photo.pk).update(uploaded_by=world.hoa, producer=world.other_product.producer)
    photo.refresh_from_db()
    before = rows()
    with pytest.raises(NotAllowed):
        harvest(world, lot, now, photo=photo)
    assert rows() == before


@pytest.mark.slow
def test_an_event_is_written_whole_or_not_at_all(world, lot, now, photo):
    """Fail at the k-th write, for every k."""
    before = rows()
    lot.refresh_from_db()
    was = (lot.quantity, lot.page_version)

    def failing(k):
        count = 0

        def wrapper(execute, sql, params, many, context):
            nonlocal count
            if sql.startswith(("INSERT", "UPDATE")):
                count += 1
                if count == k:
                    raise RuntimeError(f"write {k}")
            return execute(sql, params, many, context)

        return wrapper

    k = 0
    while True:
        k += 1
        try:
            with connection.execute_wrapper(failing(k)), transaction.atomic():
                harvest(world, lot, now, "200", note="ghi", photo=photo)
        except RuntimeError:
            assert rows() == before, k
            lot.refresh_from_db()
            assert (lot.quantity, lot.page_version) == was, k
            continue
        break
    # code, entry, event, parts, words, quantity, milestone, page version
    assert k > 8
    assert rows()["Event"] == before["Event"] + 1


@pytest.mark.parametrize("table", ["traceability_event", "traceability_eventlot"])
@pytest.mark.parametrize("verb", ["UPDATE", "DELETE"])
def test_the_database_refuses_changes(world, lot, now, table, verb):
    harvest(world, lot, now)
    sql = f"DELETE FROM {table}" if verb == "DELETE" else f"UPDATE {table} SET recorded_month = '2020-01-01'"
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert (Event.objects.count(), EventLot.objects.count()) == (1, 1)


def test_declare_error_keeps_both_and_shows_buyers_neither(world, lot, now):
    event = harvest(world, lot, now, "500")
    lot.refresh_from_db()
    assert lot.quantity == 500
    declared = declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert (declared.event_id, declared.is_error, declared.error_reason) == (
        event.event_id,
        True,
        "did_not_occur",
    )
    assert [link.lot for link in declared.lot_links.all()] == [lot]
    assert Event.objects.get(event_id=event.event_id, is_error=False).event_time == event.event_time
    assert journey(lot) == []
    steps = history(lot)
    assert [(one.event, one.declared, one.reason) for one in steps] == [
        (event, declared, "Việc này không có, ghi nhầm")
    ]
    entry = json.loads(Entry.objects.get(pk=declared.entry_id).body)
    assert (entry["kind"], entry["subject"]) == ("event.error", event.urn)
    assert entry["payload"]["errorDeclaration"]["reason"] == "did_not_occur"
    assert Milestone.objects.get().undone_at is not None
    lot.refresh_from_db()
    assert lot.harvested_date is None
    before = rows()
    with pytest.raises(AlreadyDeclared):
        declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert rows() == before


def test_declare_error_is_for_the_producers_people_and_officers(world, lot, now):
    event = harvest(world, lot, now)
    before = rows()
    for who in ("minh", "hoa"):
        with pytest.raises(NotAllowed):
            declare_error(actor=getattr(world.as_, who), event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert rows() == before
    declared = declare_error(actor=world.as_.thu, event=event, reason=ErrorReason.INCORRECT_DATA)
    assert declared.by_ref == world.thu.ref


def test_declare_error_refuses_wrong_reasons_and_corrections(world, lot, now):
    event = harvest(world, lot, now)
    foreign = record_harvest(
        actor=world.as_.hoa, product=world.other_product, quantity=1, unit="kg", event_time=now
    )
    before = rows()
    for reason, corrective, field in (
        ("because", [], "reason"),
        (ErrorReason.INCORRECT_DATA, [uuid.uuid4()], "corrective"),
        (ErrorReason.INCORRECT_DATA, [event.event_id], "corrective"),
        (ErrorReason.INCORRECT_DATA, [foreign.event_id], "corrective"),
        (ErrorReason.INCORRECT_DATA, ["nonsense"], "corrective"),
    ):
        with pytest.raises(EventError) as caught:
            declare_error(actor=world.as_.lan, event=event, reason=reason, corrective_event_ids=corrective)
        assert caught.value.field == field
    assert rows() == before


def test_correct_event_replaces_the_event_once(world, now):
    wrong = record_harvest(
        actor=world.as_.lan, product=world.product, quantity="500", unit="kg", event_time=now - HOUR
    )
    lot = wrong.lot_links.get().lot
    new_id = uuid.uuid4()
    for __ in range(2):
        right = correct_event(
            actor=world.as_.lan,
            event=wrong,
            event_id=new_id,
            event_time=now - HOUR,
            quantity="50",
            unit="kg",
            note="viết nhầm số 0",
        )
    declared = Event.objects.get(event_id=wrong.event_id, is_error=True)
    assert (declared.error_reason, declared.corrective_event_ids) == ("incorrect_data", [str(new_id)])
    assert Event.objects.count() == 3
    lot.refresh_from_db()
    assert lot.quantity == 50
    assert [(step.kind, step.count) for step in journey(lot)] == [("harvesting", 1)]
    assert right.event_id == new_id


def test_check_event_is_for_the_branchs_officers_and_shows_in_the_journey(world, lot, now):
    event = harvest(world, lot, now)
    before = rows()
    for actor in (world.as_.lan, world.as_.minh, world.as_.hoa, world.thu_for_lan):
        with pytest.raises(NotAllowed):
            check_event(actor=actor, event=event, claim=Claim.VERIFIED)
    assert rows() == before
    assert journey(lot)[0].claim == "self"
    check_event(actor=world.as_.thu, event=event, claim=Claim.VERIFIED)
    check_event(actor=world.as_.thu, event=event, claim=Claim.VERIFIED)
    assert Entry.objects.filter(kind="event.checked").count() == 1
    step = journey(lot)[0]
    assert (step.claim, step.claim_by, step.claim_date) == (
        "verified",
        "Hội LHPN phường Mộc Châu",
        timezone.localdate(),
    )
    with pytest.raises(EventError):
        check_event(actor=world.as_.thu, event=event, claim="self")


def test_keep_paper_belongs_only_to_entries_typed_by_an_officer(world, lot, now):
    own = harvest(world, lot, now)
    assert keep_paper(actor=world.as_.lan, event=own) is None
    helped = harvest(world, lot, now, "2", actor=world.thu_for_lan)
    keep_paper(actor=world.thu_for_lan, event=helped)
    assert [step.claim for step in journey(lot)] == ["self", "paper"]


@pytest.mark.slow
def test_journey_merges_repeats_and_has_at_most_six_lines(world, lot, now):
    places = [world.commune, world.far, world.province]
    for n in range(12):
        record_event(
            actor=world.as_.lan,
            kind=EventKind.GROWING,
            event_time=now - (40 - n) * DAY,
            lots=[LotPart(lot)],
            place=places[n % 3],
        )
    for n, kind in enumerate([EventKind.PROCESSING, EventKind.PACKING, EventKind.SHIPPING] * 2):
        record_event(
            actor=world.as_.lan,
            kind=kind,
            event_time=now - (20 - n) * DAY,
            lots=[LotPart(lot)],
            place=places[n % 2],
        )
    harvest(world, lot, now - 25 * DAY)
    steps = journey(lot)
    assert [(step.kind, step.count) for step in steps] == [
        ("growing", 12),
        ("harvesting", 1),
        ("processing", 2),
        ("packing", 2),
        ("shipping", 2),
    ]
    assert steps[0].place == "Phường Mộc Châu, Xã Quỳnh Nhai, Tỉnh Sơn La"
    assert steps[0].date_text.endswith("(12 lần)")


def test_journey_of_every_kind_of_work_stays_in_six_lines(lot):
    for days_ago, kind in enumerate(reversed(EPCIS_SHAPE)):
        make_event(lot, kind=kind, days_ago=days_ago)
    steps = [(step.kind, step.count) for step in journey(lot)]
    assert steps == [
        ("growing", 1), ("harvesting", 1), ("processing", 1), ("packing", 1), ("shipping", 1), ("other", len(EPCIS_SHAPE) - 5),
    ]  # fmt: skip


def test_journey_reaches_back_through_processing(world, now):
    plums = record_harvest(
        actor=world.as_.lan, product=world.product, quantity=30, unit="kg", event_time=now - 3 * DAY
    )
    raw = plums.lot_links.get().lot
    dried = open_lot(actor=world.as_.lan, product=world.product, quantity=6, unit="kg", code="KHO-1")
    record_event(
        actor=world.as_.lan,
        kind=EventKind.PROCESSING,
        event_time=now - DAY,
        lots=[
            LotPart(raw, LotRole.INPUT, Decimal(30), "kg"),
            LotPart(dried, LotRole.OUTPUT, Decimal(6), "kg"),
        ],
    )
    assert [step.kind for step in journey(dried)] == ["harvesting", "processing"]
    assert [step.kind for step in journey(raw)] == ["harvesting", "processing"]
    declare_error(actor=world.as_.lan, event=plums, reason=ErrorReason.DID_NOT_OCCUR)
    assert [step.kind for step in journey(dried)] == ["processing"]


def test_journey_and_history_ask_the_same_however_many_events(world, lot, now, django_assert_num_queries):
    harvest(world, lot, now - DAY, note="một")
    for __ in range(2):
        with django_assert_num_queries(3):
            journey(lot)
        with django_assert_num_queries(7):
            history(lot)
        harvest(world, lot, now - DAY, note="hai")
        harvest(world, lot, now - DAY, note="ba")


def test_erase_details_empties_words_and_keeps_pins(world, lot, now, photo):
    own = harvest(world, lot, now, note="Nhà Lan", person="Lan", photo=photo)
    helped = harvest(world, lot, now, "1", note="Ghi hộ Lan", actor=world.thu_for_lan)
    foreign = record_harvest(
        actor=world.as_.hoa,
        product=world.other_product,
        quantity=1,
        unit="kg",
        event_time=now,
        note="Nhà Hoa",
    )
    assert erase_details(world.thu) == 0
    assert erase_details(world.lan) == 4
    for event in (own, helped):
        details = EventDetail.objects.filter(event_id=event.event_id).order_by("pk")
        assert [(d.text, d.photo, d.salt) for d in details] == [("", None, None)] * len(details)
        assert [d.pin for d in details] == [one["pin"] for one in event.pins]
        event.refresh_from_db()
    assert EventDetail.objects.get(event_id=foreign.event_id).text == "Nhà Hoa"
    assert not Photo.objects.filter(pk=photo.pk).exists()
    # An erased detail is no reason to write the event again.
    photo.pk = None
    photo.key = uuid.uuid4()
    photo.save()
    again = harvest(world, lot, now, note="Nhà Lan", person="Lan", photo=photo, event_id=own.event_id)
    assert again == own


def test_events_are_seen_where_the_lot_is(world, lot, now):
    event = harvest(world, lot, now)
    assert list(Event.objects.visible_to(world.hoa)) == [event]
    world.product.state, world.product.slug = "draft", None
    world.product.save()
    assert [
        list(Event.objects.visible_to(user)) for user in (world.lan, world.thu, world.minh, world.hoa)
    ] == [
        [event],
        [event],
        [],
        [],
    ]


@pytest.fixture(scope="module")
def epcis_schema():
    return json.loads(conformance_file("epcis", "EPCIS-JSON-Schema.json").read_text("utf-8"))


def test_ledger_entries_are_epcis_events(world, lot, now, photo, epcis_schema):
    for kind in DIARY_KINDS:
        record_event(
            actor=world.as_.lan,
            kind=kind,
            event_time=now,
            lots=[LotPart(lot, LotRole.SUBJECT, Decimal("1.5"), "kg")],
            note="ghi chú",
            photo=photo,
        )
    declare_error(actor=world.as_.lan, event=Event.objects.first(), reason=ErrorReason.INCORRECT_DATA)
    bodies = [
        json.loads(entry.body)["payload"]
        for entry in Entry.objects.filter(kind__in=["event", "event.error"]).order_by("id")
    ]
    document = {
        "@context": [
            "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",
            {"pieu": "https://pieu.example/"},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-24T00:00:00+07:00",
        "epcisBody": {"eventList": [epcis.exported(body) for body in bodies]},
    }
    jsonschema.validate(document, epcis_schema)
    assert len(bodies) == 6
    assert all(
        body["quantityList" if "quantityList" in body else "outputQuantityList"][0]["quantity"] == "1.5"
        for body in bodies
    )


def test_journey_leaves_out_how_ingredients_were_packed_and_sent(world, now):
    raw, dried = (
        open_lot(actor=world.as_.lan, product=world.product, quantity=quantity, unit="kg")
        for quantity in (30, 6)
    )
    made = [LotPart(raw, LotRole.INPUT, Decimal(20), "kg"), LotPart(dried, LotRole.OUTPUT, Decimal(4), "kg")]
    steps = [
        (EventKind.GROWING, 9, [LotPart(raw)]), (EventKind.PACKING, 5, [LotPart(raw, quantity=Decimal(5), unit="kg")]),
        (EventKind.SHIPPING, 4, [LotPart(raw, quantity=Decimal(5), unit="kg")]), (EventKind.PROCESSING, 3, made),
        (EventKind.SHIPPING, 1, [LotPart(dried)]),
    ]  # fmt: skip
    for kind, days_ago, parts in steps:
        record_event(actor=world.as_.lan, kind=kind, event_time=now - days_ago * DAY, lots=parts)
    assert [step.kind for step in journey(dried)] == ["growing", "processing", "shipping"]
    assert journey(dried)[-1].count == 1
    assert [step.kind for step in journey(raw)] == ["growing", "packing", "shipping", "processing"]
