"""An unweighed ingredient uses the rest of its lot, one named by a label the content of its pack: nothing is used twice."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backend.ledger.models import Entry
from products.models import Product
from tests.traceability.epcis_samples import aggregation, class_of, document, element, transformation
from tests.traceability.labels.test_used_labels import CARTON, audited, codes, label, making
from traceability.epcis.bodies import our_context
from traceability.epcis.reading import Candidate, read_event
from traceability.events.actions import LotPart, correct_event, declare_error, record_event
from traceability.events.actions.errors import LotUsedUp, TooMuchMade
from traceability.events.enums import ErrorReason, EventKind
from traceability.genealogy.weighings import weighings_of
from traceability.labels.actions.codes import code_for
from traceability.labels.enums import RunState
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import LotRole
from traceability.models import EpcisEvent, Event, EventLot, LabelRun, Lot
from traceability.scans.origin.lookup import codec

HARVESTED = dt.timedelta(hours=3)


@pytest.fixture
def lots(world) -> list[Lot]:
    return [open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg") for _n in range(3)]


@pytest.fixture
def run(lots) -> LabelRun:
    return run_of(lots[0])


def run_of(lot: Lot, count: int = 20, **content: str) -> LabelRun:
    return LabelRun.objects.create(
        lot=lot, code=code_for(lot.product), count=count, layout="a4-65", key_version=codec().current, origin="",
        state=RunState.READY, content=content,
    )  # fmt: skip


def dry(world, into: Lot, out: Lot, came: int | None, went: int | None = None, **more) -> Event:
    return record_event(
        actor=world.as_.lan,
        kind=EventKind.PROCESSING,
        event_time=timezone.now() - dt.timedelta(minutes=5),
        lots=[
            LotPart(into, LotRole.INPUT, went, "kg" if went else ""),
            LotPart(out, LotRole.OUTPUT, came, "kg" if came else ""),
        ],
        **more,
    )


def used(lot: Lot) -> Decimal:
    lot.refresh_from_db()
    return lot.used


def took() -> list[Decimal | None]:
    links = EventLot.objects.filter(role=LotRole.INPUT, is_error=False)
    return list(links.order_by("event__entry_id", "position").values_list("taken", flat=True))


def test_an_unweighed_ingredient_takes_what_is_left_and_no_more_is_made_of_it(world, lots):
    plums, dried, more = lots
    dry(world, plums, dried, 10, went=70)
    with pytest.raises(TooMuchMade, match="Làm ra 31 kg nhưng 30 kg"):
        dry(world, plums, more, 31)
    assert (used(plums), Event.objects.count()) == (70, 1)
    event = dry(world, plums, more, 30)
    assert (used(plums), took()) == (100, [None, 30])
    # The document is valid by the standard all the same.
    body = json.loads(EpcisEvent.objects.get(event_id=event.event_id).body)
    assert isinstance(read_event(body, 0, our_context()), Candidate)
    entry = Entry.objects.get(pk=event.entry_id)
    assert f'"pieu:took":[{{"lot":"lot:{plums.pk}","quantity":"30"}}]' in entry.body
    assert {(one.into, one.out, one.is_compared) for one in weighings_of(plums)[0]} == {
        (70, 10, True),
        (30, 30, True),
    }
    assert audited() == []


def test_a_lot_that_is_used_up_is_refused_weighed_or_not(world, lots):
    plums, dried, more = lots
    dry(world, plums, dried, 100)
    for went, words in ((None, "đã dùng hết, không còn gì"), (1, "chỉ còn 0, không đủ 1 kg")):
        with pytest.raises(LotUsedUp, match=words) as refused:
            dry(world, plums, more, 1, went=went)
        assert (refused.value.field, refused.value.code) == ("quantity", "lot_used_up")
    assert (used(plums), Event.objects.count()) == (100, 1)


def test_the_diary_shows_at_the_ingredient_that_nothing_is_left(world, lots, client):
    plums, dried, _more = lots
    dry(world, plums, dried, 100)
    client.force_login(world.lan)
    fields = {
        "kind": "processing", "product": str(world.product.pk), "quantity": "1", "unit": "kg", "when": "today",
        "lot": "new", "input_lot": str(plums.pk), "member": str(world.lan.ref), "idempotency_key": uuid4().hex,
    }  # fmt: skip
    answer = client.post(reverse("traceability:record"), fields)
    assert answer.status_code == 409
    assert list(answer.context["form"].errors) == ["input_quantity"]
    assert "Để trống là dùng hết chỗ còn lại của lô." in answer.text
    assert Event.objects.count() == 1


@pytest.mark.slow
def test_the_diary_says_how_much_an_ingredient_took_and_where_to_mend_it(world, lots, client):
    plums, dried, _more = lots
    dry(world, plums, dried, 10, went=60)
    client.force_login(world.lan)
    key = uuid4()
    fields = {
        "kind": "processing", "product": str(world.product.pk), "quantity": "5", "unit": "kg", "when": "today",
        "lot": "new", "input_lot": str(plums.pk), "member": str(world.lan.ref), "idempotency_key": str(key),
    }  # fmt: skip
    # Before it is saved: with the lot chosen, and for the page's script with every lot that isn't used up.
    asked = client.post(reverse("traceability:record"), fields | {"when": "other"})
    assert asked.status_code == 400
    assert "Để trống là dùng hết 40 kg còn lại của lô." in asked.text.replace("\xa0", " ")
    assert asked.context["form"].choices_for_script()["left"][str(plums.pk)].replace("\xa0", " ") == "40 kg"
    page = client.post(reverse("traceability:record"), fields, follow=True)
    message = f"Đã dùng hết 40 kg còn lại của lô {plums.code}"
    event = reverse("traceability:event", args=[key])
    assert [
        message in str(one).replace("\xa0", " ") and event in str(one) for one in page.context["messages"]
    ] == [True, False]
    # The diary repeats it until the event is declared wrong, which frees the lot's rest again.
    assert message in client.get(reverse("traceability:diary")).text.replace("\xa0", " ")
    assert f"40 kg {plums.code}" in client.get(event).text.replace("\xa0", " ")
    assert client.post(event, {"reason": "did_not_occur", "idempotency_key": uuid4().hex}).status_code == 302
    assert message not in client.get(reverse("traceability:diary")).text.replace("\xa0", " ")
    assert used(plums) == 60
    client.post(
        reverse("traceability:record"), fields | {"input_quantity": "10", "idempotency_key": uuid4().hex}
    )
    assert used(plums) == 70


@pytest.mark.slow
def test_the_outbox_gets_the_amount_that_an_ingredient_took(world, lots, client):
    plums = lots[0]
    client.force_login(world.lan)
    fields = {
        "kind": "processing", "product": str(world.product.pk), "quantity": "5", "unit": "kg", "when": "today",
        "lot": "new", "input_lot": str(plums.pk), "member": str(world.lan.ref), "idempotency_key": str(uuid4()),
    }  # fmt: skip
    for times in (1, 0):
        assert (
            client.post(
                reverse("traceability:record"), fields, headers={"Accept": "application/json"}
            ).status_code
            == 201
        )
        page = (
            client.get(reverse("traceability:lots")) if times else client.get(reverse("traceability:diary"))
        )
        assert len(list(page.context["messages"])) == times


def test_a_repetition_takes_nothing_more_and_a_declaration_gives_back_the_amount(world, lots):
    plums, dried, _more = lots
    dry(world, plums, dried, 10, went=40)
    fields = {"event_id": uuid4()}
    # The same input at the same moment, as sent by a phone that got no answer.
    at = timezone.now()
    parts = [LotPart(plums, LotRole.INPUT), LotPart(dried, LotRole.OUTPUT)]
    for _again in range(2):
        event = record_event(actor=world.as_.lan, kind="processing", event_time=at, lots=parts, **fields)
    assert (used(plums), Event.objects.count()) == (100, 2)
    declare_error(actor=world.as_.lan, event=event, reason=ErrorReason.DID_NOT_OCCUR)
    assert used(plums) == 40
    assert audited() == []


@pytest.mark.slow
def test_a_corrected_input_takes_its_old_amount_though_more_remains_now(world, lots):
    _plums, dried, _more = lots
    plums = open_lot(actor=world.as_.lan, product=world.product, quantity=30, unit="kg")

    def harvest(kg: int) -> None:
        part = LotPart(plums, quantity=Decimal(kg), unit="kg")
        record_event(
            actor=world.as_.lan, kind="harvesting", event_time=timezone.now() - HARVESTED, lots=[part]
        )

    harvest(30)
    event = dry(world, plums, dried, 9)
    harvest(20)
    plums.refresh_from_db()
    assert (plums.quantity, plums.used) == (50, 30)
    for quantity in (31, 12):
        fields = {"actor": world.as_.lan, "event": event, "event_id": uuid4(), "event_time": event.event_time}
        if quantity > 30:
            with pytest.raises(TooMuchMade):
                correct_event(**fields, quantity=quantity, unit="kg")
        else:
            correct_event(**fields, quantity=quantity, unit="kg")
    assert (used(plums), took()) == (30, [30, 30])
    assert audited() == []


@pytest.mark.slow
def test_captured_unweighed_it_takes_the_rest_once_and_a_declaration_gives_it_back(world, lots, send):
    plums, dried, more = lots
    first, second = (transformation([element(plums)], [element(out, 60)]) for out in (dried, more))
    assert codes(send(world.lan, document(first, second))) == ["lot_used_up"]
    assert not Event.objects.exists()
    assert codes(send(world.lan, document(first))) == []
    assert codes(send(world.lan, document(second))) == ["lot_used_up"]
    assert codes(send(world.lan, document(transformation([element(plums, 1)], [element(more, 1)])))) == [
        "lot_used_up"
    ]
    assert (used(plums), took()) == (100, [100])
    assert audited() == []
    wrong = {"errorDeclaration": {"declarationTime": "2026-11-24T08:30:00+07:00", "reason": "did_not_occur"}}
    assert codes(send(world.lan, document(first | wrong, second))) == []
    assert used(plums) == 100
    assert audited() == []


@pytest.mark.slow
def test_a_later_part_of_a_transformation_gets_the_input_and_not_the_whole_lot(world, lots, send):
    plums, dried, more = lots
    assert codes(send(world.lan, document(transformation([element(plums, 80)], [element(more, 1)])))) == []
    batch = {"transformationID": "urn:x:batch:9"}
    assert codes(send(world.lan, document(transformation([element(plums)], [], **batch)))) == []
    late = transformation([], [element(dried, 21)], **batch)
    assert codes(send(world.lan, document(late))) == ["too_much_made"]
    assert codes(send(world.lan, document(transformation([], [element(dried, 20)], **batch)))) == []
    assert (used(plums), audited()) == (100, [])


@pytest.mark.slow
def test_a_carton_that_joins_a_transformation_gives_what_lies_in_it(world, lots, send):
    plums, dried, more = lots
    assert codes(send(world.lan, document(aggregation(CARTON, [element(plums, 15)])))) == []
    batch = {"transformationID": "urn:x:batch:9"}
    put_in = transformation([], [], **batch) | {"inputEPCList": [CARTON]}
    too_much, right = (transformation([], [element(dried, kg)], **batch) for kg in (16, 15))
    # In one document, and when the inputs are read from the rows.
    assert codes(send(world.lan, document(put_in, too_much))) == ["too_much_made"]
    assert codes(send(world.lan, document(put_in))) == []
    assert codes(send(world.lan, document(too_much))) == ["too_much_made"]
    assert codes(send(world.lan, document(right))) == []
    # The content of a carton remains counted there: the rest of the lot is not touched.
    assert codes(send(world.lan, document(transformation([element(plums)], [element(more, 85)])))) == []
    plums.refresh_from_db()
    assert (plums.used, plums.packed, audited()) == (85, 15, [])


def test_label_counts_as_the_net_content_of_its_pack(world, lots, send):
    plums, dried, more = lots
    Product.objects.filter(pk=world.product.pk).update(is_packed=True, net_content="500 g")
    printed, plain = run_of(plums, net_content="Gói 250 g"), run_of(plums)
    assert (
        codes(send(world.lan, document(making([label(plain, 1), label(plain, 2), label(printed, 1)], dried))))
        == []
    )
    assert (used(plums), sorted(took())) == (
        Decimal("1.25"),
        [Decimal("0.25"), Decimal("0.5"), Decimal("0.5")],
    )
    heavy = transformation([], [element(more, 0.6)]) | {"inputEPCList": [label(plain, 3)]}
    assert codes(send(world.lan, document(heavy))) == ["too_much_made"]
    # A serial number of the seller's own: the product defines the content of a pack.
    own = class_of(plums) + ("/own-1" if "/P/" in class_of(plums) else "/21/own-1")
    assert (
        codes(send(world.lan, document(transformation([], [element(more, 0.5)]) | {"inputEPCList": [own]})))
        == []
    )
    assert (used(plums), audited()) == (Decimal("1.75"), [])


def test_a_label_of_goods_sold_by_the_piece_is_one_piece(world, lots, send):
    jam = Product.objects.create(
        producer=world.producer, name="Mứt mận", unit="hu", is_packed=True, net_content="300 g"
    )
    jars = open_lot(actor=world.as_.lan, product=jam, quantity=2, unit="hu")
    labels = run_of(jars)
    for counter, expected in ((1, []), (2, []), (3, ["lot_used_up"])):
        cake = transformation([], [element(lots[1], 0.3)]) | {"inputEPCList": [label(labels, counter)]}
        assert codes(send(world.lan, document(cake))) == expected
    assert (used(jars), audited()) == (2, [])


@pytest.mark.slow
def test_without_a_pack_content_all_labels_together_are_at_most_the_lot(world, lots, run, send):
    plums, dried, more = lots
    cake = transformation([], [element(dried, 15.001)]) | {"inputEPCList": [label(run, n) for n in (1, 2, 3)]}
    assert codes(send(world.lan, document(cake))) == ["too_much_made"]
    assert codes(send(world.lan, document(making([label(run, n) for n in (1, 2, 3)], dried)))) == []
    assert (used(plums), took()) == (15, [5, 5, 5])
    # The lot and a label of it in one event: the label first, then the rest.
    rest = making([label(run, 4)], more) | {"inputQuantityList": [element(plums)]}
    assert codes(send(world.lan, document(rest))) == []
    assert codes(send(world.lan, document(making([label(run, 5)], more)))) == ["lot_used_up"]
    assert (used(plums), audited()) == (100, [])


def test_an_own_serial_without_a_known_content_takes_the_rest(world, lots, send):
    plums, dried, _more = lots
    own = [class_of(plums) + f"{'/' if '/P/' in class_of(plums) else '/21/'}own-{n}" for n in (1, 2)]
    assert codes(send(world.lan, document(making(own[:1], dried)))) == []
    assert codes(send(world.lan, document(making(own[1:], dried)))) == ["lot_used_up"]
    assert used(plums) == 100


@pytest.mark.slow
def test_many_unweighed_ingredients_in_a_document_ask_no_more_than_one(world, lots, run, send):
    dried = lots[1]

    def query_count(first: int, count: int) -> int:
        events = [making([label(run, n)], dried) for n in range(first, first + count)]
        with CaptureQueriesContext(connection) as queries:
            assert codes(send(world.lan, document(*events))) == []
        return len(queries)

    query_count(1, 1)
    assert query_count(2, 1) == query_count(3, 12)
