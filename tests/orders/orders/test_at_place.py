"""A night in a house isn't delivered: it takes place at the seller's, on a day that the buyer names."""

from __future__ import annotations

import dataclasses

import pytest

from members.acting import Actor
from members.models import Notice
from orders.basket.actions.placing import place_orders
from orders.errors import OrderError
from orders.models import Offer, Order
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, deliver_order
from orders.orders.papers import receipt_pdf, slip_pdf
from orders.shops.enums import Delivery
from products.models import Product
from tests.factories.traceability import LotFactory
from tests.orders.conftest import BUYER, wish
from tests.orders.orders.test_pages import client_of
from tests.orders.test_cards_and_papers_api import text_of
from traceability.models import Lot

PICKUP_PLACE = "Bản Áng, Phường Mộc Châu, Tỉnh Sơn La"
NOTE = "tối 12/12, hai người"


@pytest.fixture
def stay(shop):
    """Lan rents out the house by the guest, and has no place for picking up goods."""
    shop.producer.address = "Bản Áng"
    shop.producer.save(update_fields=["address"])
    shop.house = Product.objects.get(pk=shop.product.pk)
    shop.house.pk, shop.house.slug, shop.house.ocop_set = None, "mot-dem", 26
    shop.house.save(force_insert=True)
    LotFactory(product=shop.house, code="DEM-1", unit="khach", quantity=10)
    shop.night = Offer.objects.create(
        product=shop.house, label="1 khách", content=1, unit="khach", price=450_000
    )
    return shop


def test_it_is_known_by_its_ocop_set_or_by_its_unit(stay):
    for offer, ocop_set, unit, expected in (
        (stay.night, 26, "khach", True),
        (stay.night, 26, "suat", True),
        (stay.night, None, "dem", True),
        (stay.bag, stay.product.ocop_set, "kg", False),
    ):
        offer.product.ocop_set, offer.unit = ocop_set, unit
        assert offer.is_at_place is expected


def test_order_of_a_stay_needs_pickup_and_a_day_and_has_no_delivery_fee(stay):
    def order(counts, note=NOTE, **more):
        buyer = dataclasses.replace(BUYER, note=note)
        return place_orders(buyer=buyer, wishes={stay.producer.pk: wish(counts, **more)}).orders.get()

    at = f"delivery-{stay.producer.pk}"
    for counts, note, delivery, refused in (
        ({stay.night: 2}, NOTE, Delivery.SHIP, (at, "at_place_only")),
        ({stay.night: 2, stay.bag: 1}, NOTE, Delivery.SHIP, (at, "at_place_only")),
        ({stay.night: 2}, " ", Delivery.PICKUP, ("note", "day_empty")),
        ({stay.bag: 1}, NOTE, Delivery.PICKUP, (at, "delivery_unknown")),
    ):
        with pytest.raises(OrderError) as error:
            order(counts, note, delivery=delivery)
        assert (error.value.field, error.value.code) == refused
    assert Order.objects.count() == 0
    made = order({stay.night: 2}, delivery=Delivery.PICKUP)
    assert (made.fee, made.total, made.pickup_words, made.buyer_place) == (0, 900_000, PICKUP_PLACE, "")


@pytest.mark.slow
def test_the_basket_asks_no_address_for_it_but_the_day(stay, client):
    client.post(f"/gio-hang/them/{stay.night.pk}/", {"count": "2"})
    page = client.get("/gio-hang/").content.decode()
    assert f"Tại chỗ: {PICKUP_PLACE}" in page
    assert "Ngày đến, mấy người" in page
    assert [
        words
        for words in ("Giao tận nơi", "phí giao", 'name="unit"', 'name="commune"', 'name="landmark"')
        if words in page
    ] == []
    fields = {"name": "Hà", "phone": "0912345678", f"payment-{stay.producer.pk}": "transfer"}
    at = f"delivery-{stay.producer.pk}"
    refused = client.post("/gio-hang/dat/", fields | {at: "ship"})
    assert refused.status_code == 400
    for words in ("Dịch vụ này chỉ có tại chỗ, không giao đi.", "Xin ghi ngày đến và mấy người."):
        assert words in refused.content.decode()
    assert client.post("/gio-hang/dat/", fields | {at: "pickup-0", "note": NOTE}).status_code == 302
    made = Order.objects.get()
    assert (made.delivery, made.pickup_words, made.buyer_note) == ("pickup", PICKUP_PLACE, NOTE)
    assert f"Tại chỗ: {PICKUP_PLACE}" in client.get(f"/don/{made.ref}/").content.decode()
    # Together with goods all of the order takes place there, and the basket shows it.
    for offer in (stay.night, stay.bag):
        client.post(f"/gio-hang/them/{offer.pk}/", {"count": "1"})
    assert "cả đơn này nhận ở nơi sản xuất" in client.get("/gio-hang/").content.decode()


def test_a_seller_writes_it_down_without_an_address(stay):
    lan, page = client_of(stay.lan), f"/ban-hang/noi/{stay.producer.pk}/don-moi/"
    assert "Giao tận nơi" in lan.get(page).content.decode()
    fields = {"name": "Hà", "phone": "0912345678", f"payment-{stay.producer.pk}": "on_delivery"}
    fields |= {f"count-{stay.night.pk}": "2", f"delivery-{stay.producer.pk}": "ship", "note": NOTE}
    assert "chỉ có tại chỗ" in lan.post(page, fields).content.decode()
    assert lan.post(page, fields | {f"delivery-{stay.producer.pk}": "pickup-0"}).status_code == 302
    assert Order.objects.get().pickup_words == PICKUP_PLACE


def test_messages_to_the_buyer_speak_of_a_service(stay, client):
    buyer = dataclasses.replace(BUYER, note=NOTE, account=Actor.of(stay.hoa))
    parts = {stay.producer.pk: wish({stay.night: 2}, delivery=Delivery.PICKUP)}
    order = place_orders(buyer=buyer, wishes=parts).orders.get()
    page = client.get(f"/don/{order.ref}/").text
    assert "Phí giao" not in page
    lan = stay.as_.lan
    confirm_order(actor=lan, order=order)
    pack_order(actor=lan, order=order, lots={order.lines.get().pk: Lot.objects.get(code="DEM-1")})
    deliver_order(actor=lan, order=order)
    assert "Phí giao" not in client_of(stay.lan).get(f"/ban-hang/don/{order.number}/phieu/").text
    assert "Phí giao" not in client.get(f"/don/{order.ref}/bien-nhan/").text
    messages = list(Notice.objects.filter(user=stay.hoa).values_list("title", flat=True))
    assert f"Đơn {order.number} đã sẵn sàng, mời bạn đến" in " ".join(messages)
    assert "Người bán ghi bạn đã đến" in " ".join(messages)
    assert not [text for text in messages if "đóng gói" in text or "nhận hàng" in text]


@pytest.mark.slow
def test_its_seller_reads_and_prints_of_a_service_and_not_of_a_parcel(stay, client):
    buyer = dataclasses.replace(BUYER, note=NOTE)
    parts = {stay.producer.pk: wish({stay.night: 2}, delivery=Delivery.PICKUP)}
    order = confirm_order(actor=stay.as_.lan, order=place_orders(buyer=buyer, wishes=parts).orders.get())
    lan, at = client_of(stay.lan), f"/ban-hang/don/{order.number}/"
    page = lan.get(at).text
    assert "Đã nhận, chờ ngày hẹn" in page and "Chuẩn bị đón khách" in page
    pack_order(actor=stay.as_.lan, order=order, lots={order.lines.get().pk: Lot.objects.get(code="DEM-1")})
    page = lan.get(at).text
    assert "Sẵn sàng đón khách" in page and "Đã làm xong, khách đã trả tiền" in page
    slip = lan.get(f"{at}phieu/").text.replace("\xa0", " ")
    assert f"Phiếu của khách {order.number}" in slip and "Thu tại chỗ: 900.000 đ" in slip
    assert "Thu tại chỗ" in text_of(slip_pdf(Order.objects.get(pk=order.pk)))
    deliver_order(actor=stay.as_.lan, order=order)
    for text in (
        lan.get(at).text,
        lan.get("/ban-hang/").text,
        client.get(f"/don/{order.ref}/").text,
        client.get(f"/don/{order.ref}/bien-nhan/").text,
    ):
        assert "Đã làm xong" in text
        assert [
            words
            for words in ("Đóng gói", "Đã đóng gói", "Đã giao", "Giao xong", "gói hàng")
            if words in text
        ] == []
    assert "Đã làm xong" in text_of(receipt_pdf(Order.objects.get(pk=order.pk)))
