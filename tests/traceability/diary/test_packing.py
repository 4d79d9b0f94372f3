"""Nobody can pack more of a lot than its quantity."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from products.models import Product
from tests.traceability.capture.test_capture import codes, rows
from tests.traceability.epcis_samples import document, element, shipping
from traceability.events.actions import LotPart, declare_error, record_event
from traceability.events.actions.errors import LotUsedUp
from traceability.events.enums import EventKind
from traceability.lots.actions.lots import open_lot
from traceability.models import EpcisGrant


@pytest.fixture
def lot(world):
    return open_lot(actor=world.as_.lan, product=world.product, quantity=180, unit="kg")


@pytest.fixture
def pack(world, lot):
    def packed(quantity, unit="kg", **more):
        moment = timezone.now() - dt.timedelta(hours=1)
        part = LotPart(lot, quantity=Decimal(quantity), unit=unit)
        return record_event(
            actor=world.as_.lan, kind=EventKind.PACKING, event_time=moment, lots=[part], **more
        )

    return packed


def packs(lot, kg):
    return shipping(lot, bizStep="packing", disposition="in_progress", quantityList=[element(lot, kg)])


def test_packing_is_refused_when_the_lot_is_less(lot, pack):
    before = rows()
    with pytest.raises(LotUsedUp, match="chỉ còn 180 kg chưa đóng gói") as refused:
        pack(99999)
    assert (refused.value.code, refused.value.field, rows()) == ("lot_packed", "quantity", before)
    pack(180)
    with pytest.raises(LotUsedUp, match="chỉ còn 0 chưa đóng gói"):
        pack("0.5")


def test_packed_goods_are_free_again_when_the_event_is_corrected_or_declared_wrong(world, pack):
    first = pack(170)
    with pytest.raises(LotUsedUp):
        pack(20)
    again = pack(20, replaces=first)
    declare_error(actor=world.as_.lan, event=first, reason="incorrect_data")
    declare_error(actor=world.as_.lan, event=again, reason="did_not_occur")
    assert pack(180).lot_links.get().quantity == 180


def test_packs_without_net_content_are_accepted_for_a_weighed_lot(pack):
    assert pack(900, "goi").lot_links.get().quantity == 900


def test_packs_of_a_stated_weight_hold_no_more_than_the_weighed_lot(world, lot, pack, send):
    Product.objects.filter(pk=world.product.pk).update(is_packed=True, net_content="Gói 500 g")
    lot.refresh_from_db()
    with pytest.raises(LotUsedUp, match="chỉ còn 180 kg chưa đóng gói, không đủ 180,5 kg") as refused:
        pack(361, "goi")
    assert refused.value.code == "lot_packed"
    first = pack(300, "goi")
    with pytest.raises(LotUsedUp, match="chỉ còn 30 kg chưa đóng gói"):
        pack(61, "tui")
    # Corrected, captured, by weight: always the same kilograms. The number of packs in a carton is unknown.
    assert pack(200, "goi", replaces=first)
    declare_error(actor=world.as_.lan, event=first, reason="incorrect_data")
    bags = packs(lot, 100) | {"quantityList": [element(lot, 161, "XPA")]}
    assert codes(send(world.lan, document(bags))) == ["lot_packed"]
    assert codes(send(world.lan, document(packs(lot, 80)))) == []
    assert pack(900, "thung")


def test_packs_are_those_of_the_unit_that_is_sold(world, pack):
    Product.objects.filter(pk=world.product.pk).update(is_packed=True, net_content="500 g", unit="hu")
    assert pack(900, "goi")
    with pytest.raises(LotUsedUp):
        pack(361, "hu")


def test_captured_packing_is_refused_when_the_lot_is_less(world, lot, send):
    EpcisGrant.objects.create(producer=world.producer, partner=world.hoa, may_capture=True)
    before = rows()
    assert codes(send(world.lan, document(packs(lot, 99999)))) == ["lot_packed"]
    assert rows() == before
    assert codes(send(world.lan, document(packs(lot, 100), packs(lot, 81)))) == ["lot_packed"]
    assert codes(send(world.lan, document(packs(lot, 100), packs(lot, 80)))) == []
    # The receiver of the goods packs them into smaller bags.
    assert codes(send(world.hoa, document(packs(lot, 180)))) == []


def test_nothing_of_a_refused_packing_is_counted_when_the_rest_is_stored(world, lot, send):
    other = open_lot(actor=world.as_.lan, product=world.product, quantity=5, unit="kg")
    both = packs(lot, 100) | {"quantityList": [element(lot, 100), element(other, 6)]}
    sent = send(world.lan, document(both, packs(lot, 180)), **{"GS1-Capture-Error-Behaviour": "proceed"})
    assert codes(sent) == ["lot_packed"]
    assert [link.quantity for link in lot.event_links.all()] == [180]
