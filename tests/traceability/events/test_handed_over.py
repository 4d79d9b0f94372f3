"""Shipped goods are with others: the shipper can't use them as an ingredient, the receiver can."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.traceability.capture.test_capture import SSCC, codes, rows
from tests.traceability.epcis_samples import aggregation, document, element, shipping, transformation
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.actions.errors import EventError, LotUsedUp
from traceability.events.enums import EventKind
from traceability.lots.actions.lots import open_lot
from traceability.lots.enums import LotRole
from traceability.models import CompanyPrefix, EpcisGrant


@pytest.fixture
def plums(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


@pytest.fixture
def jam(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=100, unit="kg")


@pytest.fixture
def record_step(world):
    def record(kind, *parts, who="lan"):
        moment = timezone.now() - dt.timedelta(hours=1)
        return record_event(actor=getattr(world.as_, who), kind=kind, event_time=moment, lots=parts)

    return record


def put_in(lot, quantity=None):
    return LotPart(lot, LotRole.INPUT, quantity, "kg" if quantity else "")


def sends(lot, kg):
    return shipping(lot, quantityList=[element(lot, kg)])


def test_shipped_goods_are_no_ingredient_of_the_shipper_but_the_rest_is(world, plums, jam, record_step):
    ship = record_step(EventKind.SHIPPING, LotPart(plums, quantity=60, unit="kg"))
    before = rows()
    with pytest.raises(LotUsedUp) as refused:
        record_step(
            EventKind.PROCESSING, put_in(plums, Decimal("40.5")), LotPart(jam, LotRole.OUTPUT, 10, "kg")
        )
    assert (refused.value.code, rows()) == ("lot_shipped", before)
    assert "chỉ còn giữ 40 kg" in refused.value.message
    made = record_step(EventKind.PROCESSING, put_in(plums), LotPart(jam, LotRole.OUTPUT, 10, "kg"))
    assert made.lot_links.get(lot=plums).taken == 40
    with pytest.raises(LotUsedUp, match="đã giao đi hết"):
        record_step(EventKind.PROCESSING, put_in(plums), LotPart(jam, LotRole.OUTPUT, 10, "kg"))
    declare_error(actor=world.as_.lan, event=ship, reason="did_not_occur")
    again = record_step(EventKind.PROCESSING, put_in(plums), LotPart(jam, LotRole.OUTPUT, 10, "kg"))
    assert again.lot_links.get(lot=plums).taken == 60


def test_lost_or_used_goods_are_gone_from_the_rest_too(plums, jam, record_step):
    record_step(EventKind.SHIPPING, LotPart(plums, quantity=60, unit="kg"))
    record_step(EventKind.LOSS, LotPart(plums, quantity=10, unit="kg"))
    record_step(EventKind.PROCESSING, put_in(plums, 10), LotPart(jam, LotRole.OUTPUT, 1, "kg"))
    made = record_step(EventKind.PROCESSING, put_in(plums), LotPart(jam, LotRole.OUTPUT, 1, "kg"))
    assert made.lot_links.get(lot=plums).taken == 20


def test_the_receiver_uses_the_goods_and_the_senders_rest_stays(world, plums, jam, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    fish = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")
    assert codes(send(world.lan, document(sends(plums, 60)))) == []
    assert codes(send(world.hoa, document(transformation([element(plums, 60)], [element(fish, 1)])))) == []
    assert codes(send(world.lan, document(transformation([element(plums, 40)], [element(jam, 1)])))) == []
    assert codes(send(world.lan, document(transformation([element(plums, 1)], [element(jam, 1)])))) == [
        "lot_used_up"
    ]


@pytest.mark.slow
def test_partner_uses_at_most_the_amount_handed_over(world, plums, jam, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    fish = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")

    def makes(kg, **more):
        return document(transformation([element(plums, kg)], [element(fish, 1)], **more))

    before = rows()
    for more in ({}, {"transformationID": "urn:x:batch:7"}):
        refused = send(world.hoa, makes(1, **more))
        assert (codes(refused), rows()) == (["lot_not_given"], before)
    assert codes(send(world.hoa, document(transformation([element(plums)], [element(fish, 1)])))) == [
        "lot_not_given"
    ]
    assert codes(send(world.lan, document(sends(plums, 30)))) == []
    assert codes(send(world.hoa, makes(31))) == ["lot_not_given"]
    assert codes(send(world.hoa, makes(20))) == []
    assert codes(send(world.hoa, document(sends(plums, 4)))) == []
    assert codes(send(world.hoa, makes(7))) == ["lot_not_given"]
    # Two in one document are counted one after the other, and an unweighed amount is the rest of the received goods.
    sent = document(*makes(5)["epcisBody"]["eventList"], *makes(2)["epcisBody"]["eventList"])
    assert codes(send(world.hoa, sent)) == ["lot_not_given"]
    assert codes(send(world.hoa, document(transformation([element(plums)], [element(fish, 1)])))) == []
    plums.refresh_from_db()
    assert plums.used == 26


def test_partner_who_processes_for_the_household_needs_no_handover(world, plums, jam, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    making = transformation([element(plums, 50)], [element(jam, 10)])
    foreign = {"epcClass": "https://id.gs1.org/01/09520000000011/10/A1", "quantity": 1, "uom": "KGM"}
    both = making | {"outputQuantityList": [element(jam, 1), foreign]}
    assert codes(send(world.hoa, document(both))) == ["lot_not_given"]
    assert codes(send(world.hoa, document(making))) == []


@pytest.mark.slow
@pytest.mark.parametrize("is_one_document", [True, False])
def test_a_household_s_work_is_captured_in_parts_and_goes_into_nobody_else_s_goods(
    world, plums, jam, send, is_one_document
):
    fish = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)

    def send_parts(*parts):
        one_each = [part | {"transformationID": "urn:x:1"} for part in parts]
        documents = [one_each] if is_one_document else [[part] for part in one_each]
        return [code for some in documents for code in codes(send(world.hoa, document(*some)))]

    foreign = {"epcClass": "https://id.gs1.org/01/09520000000011/10/A1", "quantity": 1, "uom": "KGM"}
    assert send_parts(transformation([element(plums, 50)], []), transformation([], [element(jam, 10)])) == []
    for others in ([element(fish, 1)], [element(jam, 1), foreign]):
        assert send_parts(transformation([], others)) == ["lot_not_given"]
    assert send_parts(transformation([], [element(jam, 1)])) == []
    # Received goods can be used freely, also in parts.
    plums.refresh_from_db()
    assert plums.used == 50
    assert codes(send(world.lan, document(sends(plums, 50)))) == []
    assert send_parts(transformation([], [element(fish, 1)])) == []


def test_returned_goods_can_be_used_again(world, plums, jam, send):
    making = transformation([element(plums, 100)], [element(jam, 1)])
    back = sends(plums, 100) | {"bizStep": "receiving"}
    assert codes(send(world.lan, document(sends(plums, 100)))) == []
    assert codes(send(world.lan, document(making))) == ["lot_shipped"]
    assert codes(send(world.lan, document(back, making))) == []


def test_one_document_is_no_way_round_it(world, plums, jam, send):
    used = [transformation([element(plums, kg)], [element(jam, 1)]) for kg in (50, 11)]
    sent = document(used[0], sends(plums, 40), used[1])
    assert codes(send(world.lan, sent, **{"GS1-Capture-Error-Behaviour": "proceed"})) == ["lot_shipped"]
    plums.refresh_from_db()
    assert plums.used == 50


def test_shipped_carton_cannot_be_used_by_its_shipper(world, plums, jam, send):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    gone = {name: value for name, value in shipping(plums).items() if name != "quantityList"} | {
        "epcList": [SSCC]
    }
    assert codes(send(world.lan, document(aggregation(SSCC, [element(plums, 60)]), gone))) == []
    making = transformation([], [element(jam, 1)]) | {"inputEPCList": [SSCC]}
    assert codes(send(world.lan, document(making))) == ["container_shipped"]
    assert codes(send(world.hoa, document(making))) == []


def test_amount_shipped_by_weight_cannot_be_used_from_its_carton(world, plums, jam, send):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    assert codes(send(world.lan, document(aggregation(SSCC, [element(plums, 60)]), sends(plums, 50)))) == []
    making = transformation([], [element(jam, 1)]) | {"inputEPCList": [SSCC]}
    assert codes(send(world.lan, document(making))) == ["lot_shipped"]


@pytest.mark.slow
def test_the_receivers_use_of_a_carton_takes_nothing_from_the_senders_rest(world, plums, jam, send):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    assert codes(send(world.lan, document(aggregation(SSCC, [element(plums, 60)]), sends(plums, 60)))) == []
    assert (
        codes(send(world.hoa, document(transformation([], [element(jam, 1)]) | {"inputEPCList": [SSCC]})))
        == []
    )
    assert codes(send(world.lan, document(transformation([element(plums, 15)], [element(jam, 1)])))) == []
    assert codes(send(world.lan, document(sends(plums, 26)))) == ["lot_shipped"]
    assert codes(send(world.lan, document(sends(plums, 25)))) == []


@pytest.mark.slow
@pytest.mark.parametrize("is_one_document", [True, False], ids=["one document", "two captures"])
def test_goods_unpacked_from_a_received_carton_can_be_used(world, plums, send, is_one_document):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    fish = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")
    gone = {name: value for name, value in shipping(plums).items() if name != "quantityList"} | {
        "epcList": [SSCC]
    }
    assert codes(send(world.lan, document(aggregation(SSCC, [element(plums, 60)]), gone))) == []
    out = aggregation(SSCC, [element(plums, 20)], action="DELETE", bizStep="unpacking")
    rest = aggregation(SSCC, [], action="DELETE", bizStep="unpacking")
    uses = [transformation([element(plums, kg)], [element(fish, 1)]) for kg in (15, 46, 45)]
    documents = (
        [[out, uses[0]], [rest, uses[2]]] if is_one_document else [[out], [uses[0]], [rest], [uses[2]]]
    )
    assert codes(send(world.hoa, document(uses[0]))) == ["lot_not_given"]
    for events in documents[: len(documents) - 1]:
        assert codes(send(world.hoa, document(*events))) == []
    assert codes(send(world.hoa, document(*documents[-1][:-1], uses[1]))) == ["lot_not_given"]
    assert codes(send(world.hoa, document(*documents[-1]))) == []


def test_packing_and_unpacking_gives_a_partner_no_amount_without_a_handover(world, plums, send):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    fish = open_lot(actor=world.as_.hoa, product=world.other_product, quantity=100, unit="kg")
    out = aggregation(SSCC, [element(plums, 60)], action="DELETE", bizStep="unpacking")
    # First from an unknown carton, whose number belongs to its producer.
    assert codes(send(world.hoa, document(out))) == []
    uses = transformation([element(plums, 1)], [element(fish, 1)])
    assert codes(send(world.hoa, document(uses))) == ["lot_not_given"]
    assert codes(send(world.hoa, document(aggregation(SSCC, [element(plums, 60)])))) == []
    assert codes(send(world.hoa, document(aggregation(SSCC, [], action="DELETE", bizStep="unpacking")))) == []
    assert codes(send(world.hoa, document(uses))) == ["lot_not_given"]


def test_amount_used_from_a_carton_cannot_be_shipped(world, plums, jam, send):
    CompanyPrefix.objects.create(producer=world.producer, prefix="9520123")
    making = transformation([], [element(jam, 1)]) | {"inputEPCList": [SSCC]}
    sent = document(aggregation(SSCC, [element(plums, 60)]), making, sends(plums, 41))
    assert codes(send(world.lan, sent, **{"GS1-Capture-Error-Behaviour": "proceed"})) == ["lot_shipped"]
    assert codes(send(world.lan, document(sends(plums, 41)))) == ["lot_shipped"]
    assert codes(send(world.lan, document(sends(plums, 40)))) == []


def test_a_loss_says_how_much_of_the_lot_is_gone(world, plums, record_step, send):
    before = rows()
    lost = shipping(plums, action="DELETE", bizStep="destroying", disposition="destroyed")
    assert codes(send(world.lan, document(lost))) == ["loss_quantity"]
    with pytest.raises(EventError, match="hao hụt bao nhiêu") as refused:
        record_step(EventKind.LOSS, LotPart(plums))
    assert (refused.value.field, rows()) == ("quantity", before)
    assert codes(send(world.lan, document(lost | {"quantityList": [element(plums, 3)]}))) == []
    plums.refresh_from_db()
    assert plums.used == 3
