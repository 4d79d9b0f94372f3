"""Delivery areas, their fees, and the notice that an address is outside them."""

from __future__ import annotations

import pytest

from backend.ledger.models import Entry
from members.branches.enums import UnitKind
from members.models import Unit
from orders.basket.actions.wishes import Buyer
from orders.errors import NotAllowed, OrderError, PriceChanged
from orders.models import DeliveryArea, Order, Purchase, Shop
from orders.shops.actions.areas import remove_area, save_area, set_elsewhere
from orders.shops.enums import Delivery, Payment
from tests.api import client_of as program
from tests.api import problems
from tests.factories.shops import make_shop_row
from tests.keyed import KeyedClient
from tests.layout import without_layout
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import BUYING, client_of

pytestmark = pytest.mark.databases

HANOI = 900001


@pytest.fixture
def placed(shop):
    """Mộc Châu for nothing, the rest of Sơn La 20.000 đ, Hà Nội 50.000 đ and free from 100.000 đ; nowhere else."""
    shop.hanoi = Unit.objects.create(
        code=HANOI, name="Thành phố Hà Nội", kind=UnitKind.PROVINCE, name_folded="thanh pho ha noi"
    )
    for unit, fee, free_from in (
        (shop.commune, 0, None),
        (shop.province, 20_000, None),
        (shop.hanoi, 50_000, 100_000),
    ):
        save_area(actor=shop.as_.lan, producer=shop.producer, unit=unit.pk, fee=fee, free_from=free_from)
    set_elsewhere(actor=shop.as_.lan, producer=shop.producer, delivers=False)
    return shop


def buyer(unit: int | None, place: str = "phường Cầu Giấy") -> Buyer:
    return Buyer(name="Hà", phone="0912345678", place=place, unit=unit)


def bought(shop, unit: int | None, count: int = 1, **more) -> Order:
    return order_of(shop, count, buyer=buyer(unit), payment=Payment.TRANSFER, **more)


def test_the_fee_is_that_of_the_commune_else_of_the_province(placed):
    orders = [bought(placed, unit.pk) for unit in (placed.commune, placed.far, placed.hanoi)]
    assert [(order.fee, order.buyer_place) for order in orders] == [
        (0, "Phường Mộc Châu, Tỉnh Sơn La"),
        (20_000, "Xã Quỳnh Nhai, Tỉnh Sơn La"),
        (50_000, "phường Cầu Giấy, Thành phố Hà Nội"),
    ]
    assert bought(placed, HANOI, 4).fee == 0
    assert Order.objects.latest("pk").place_unit == placed.hanoi


def test_order_outside_the_delivery_areas_is_refused(placed):
    hue = Unit.objects.create(
        code=900046, name="Thành phố Huế", kind=UnitKind.PROVINCE, name_folded="thanh pho hue"
    )
    for unit, field, code in (
        (hue.pk, f"delivery-{placed.producer.pk}", "place_out_of_reach"),
        (None, "unit", "unit_empty"),
        (12, "unit", "unit_unknown"),
    ):
        with pytest.raises(OrderError) as refused:
            bought(placed, unit)
        assert (refused.value.field, refused.value.code) == (field, code)
    assert (Order.objects.count(), Purchase.objects.count()) == (0, 0)
    set_elsewhere(actor=placed.as_.lan, producer=placed.producer, delivers=True)
    assert bought(placed, hue.pk).fee == 30_000
    Shop.objects.update(delivers_elsewhere=False, has_pickup=True, pickup_words="Ở vườn\nChợ phiên, chủ nhật")
    assert bought(placed, hue.pk, delivery=Delivery.PICKUP, point="Chợ phiên, chủ nhật").pickup_words == (
        "Chợ phiên, chủ nhật"
    )
    with pytest.raises(OrderError, match="Chỗ lấy hàng này không còn"):
        bought(placed, hue.pk, delivery=Delivery.PICKUP, point="Ở nhà khác")


def test_a_fee_that_changed_meanwhile_is_reported_and_nothing_ordered(placed):
    with pytest.raises(PriceChanged, match="Phí giao đến nơi này là 20.000 đ"):
        bought(placed, placed.far.pk, expected_fee=0)
    assert Order.objects.count() == 0
    assert bought(placed, placed.far.pk, expected_fee=20_000).fee == 20_000


@pytest.mark.slow
def test_telephone_order_has_the_areas_fee_or_an_agreed_one(placed):
    hue = Unit.objects.create(
        code=900046, name="Thành phố Huế", kind=UnitKind.PROVINCE, name_folded="thanh pho hue"
    )
    lan, at = client_of(placed.lan), f"/ban-hang/noi/{placed.producer.pk}/don-moi/"
    page = lan.get(at).content.decode()
    assert "Giao đến" in page and "Thành phố Hà Nội" in page and "Phí giao đã hẹn với khách" in page
    key = placed.producer.pk
    fields = {
        **BUYING,
        f"count-{placed.bag.pk}": "1",
        f"delivery-{key}": "ship",
        f"payment-{key}": "on_delivery",
    }
    hanoi, agreed = {"unit": str(HANOI), "commune": "phường Cầu Giấy"}, f"agreed-{key}"
    for wrong, words in (
        ({"unit": ""}, "Xin chọn nơi giao."),
        ({"unit": str(HANOI)}, "Xin ghi xã, phường ở Thành phố Hà Nội."),
        ({"unit": str(hue.pk), "commune": "phường Phú Xuân"}, "Chị đã hẹn với khách thì ghi phí giao."),
        ({**hanoi, agreed: "10.000.001"}, "Phí giao từ 0 đến 10.000.000 đ."),
    ):
        answer = lan.post(at, fields | wrong)
        assert answer.status_code == 400 and words in answer.content.decode(), wrong
    assert Order.objects.count() == 0
    for more in (
        {},
        hanoi,
        hanoi | {agreed: "15k"},
        {"unit": str(hue.pk), "commune": "phường Phú Xuân", agreed: "0"},
    ):
        assert lan.post(at, fields | more).status_code == 302
    orders = list(Order.objects.order_by("pk"))
    assert [(order.fee, order.fee_agreed, order.buyer_place, order.total) for order in orders] == [
        (20_000, False, "Xã Quỳnh Nhai, Tỉnh Sơn La", 45_000),
        (50_000, False, "phường Cầu Giấy, Thành phố Hà Nội", 75_000),
        (15_000, True, "phường Cầu Giấy, Thành phố Hà Nội", 40_000),
        (0, True, "phường Phú Xuân, Thành phố Huế", 25_000),
    ]
    assert "Phí giao đã hẹn" not in lan.get(f"/ban-hang/don/{orders[1].number}/").content.decode()
    for address in (f"/ban-hang/don/{orders[2].number}/", f"/don/{orders[2].ref}/"):
        assert "Phí giao đã hẹn" in lan.get(address).content.decode()
    entries = Entry.objects.filter(kind="order.placed").order_by("pk").values_list("body", flat=True)
    assert ['"agreed_fee":15000' in body for body in entries] == [False, False, True, False]
    assert '"agreed_fee":0' in entries[3]


def test_telephone_order_for_pickup_has_no_fee(placed):
    Shop.objects.update(has_pickup=True, pickup_words="Ở vườn")
    lan, at, key = client_of(placed.lan), f"/ban-hang/noi/{placed.producer.pk}/don-moi/", placed.producer.pk
    fields = {
        "name": "Hà",
        "phone": "0912345678",
        f"delivery-{key}": "pickup-0",
        f"payment-{key}": "on_delivery",
    }
    fields[f"count-{placed.bag.pk}"] = "1"
    refused = lan.post(at, fields | {f"agreed-{key}": "5.000"})
    assert (
        refused.status_code == 400 and "Khách tự đến lấy thì không có phí giao." in refused.content.decode()
    )
    assert lan.post(at, fields).status_code == 302
    order = Order.objects.get()
    assert (order.fee, order.fee_agreed, order.buyer_place, order.pickup_words) == (0, False, "", "Ở vườn")


def test_api_accepts_an_agreed_fee_from_the_seller_and_not_from_a_buyer(placed):
    part = {"producer": placed.producer.pk, "delivery": "ship", "payment": "on_delivery", "agreed_fee": 5_000}
    part["lines"] = [{"offer": placed.bag.pk, "count": 1}]
    fields = {"name": "Hà", "phone": "0912345678", "place": "phường Cầu Giấy", "unit": HANOI, "parts": [part]}
    assert problems(program().post("/api/v1/orders/", fields, format="json")) == [
        ("fee_not_agreed", "parts.0.agreed_fee")
    ]
    nowhere = {**fields, "unit": None, "by_telephone": True, "parts": [{**part, "agreed_fee": None}]}
    lan = program(placed.lan)
    assert problems(lan.post("/api/v1/orders/", nowhere, format="json")) == [("unit_empty", "unit")]
    assert Order.objects.count() == 0
    made = lan.post("/api/v1/orders/", {**fields, "by_telephone": True}, format="json").json()["orders"][0]
    data = lan.get(f"/api/v1/orders/{made['number']}/").json()
    assert (made["fee"], data["fee"], data["fee_agreed"]) == (5_000, 5_000, True)


@pytest.mark.slow
def test_the_basket_asks_for_commune_and_province_where_no_area_is_named_too(shop):
    client, key = KeyedClient(), shop.producer.pk
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    page = client.get("/gio-hang/").content.decode()
    assert 'name="unit"' in page and 'name="commune"' in page and 'name="place"' not in page
    fields = {**BUYING, f"delivery-{key}": "ship", f"payment-{key}": "transfer"}
    # A page that was open before, or waited for its code: nothing that the buyer typed is lost.
    of_before = {name: text for name, text in fields.items() if name != "unit"} | {
        "place": "phường Cầu Giấy, Hà Nội"
    }
    answer = client.post("/gio-hang/dat/", of_before)
    page = answer.content.decode()
    assert (
        answer.status_code == 400
        and "Xin chọn nơi giao." in page
        and 'value="phường Cầu Giấy, Hà Nội"' in page
    )
    assert client.post("/gio-hang/dat/", fields | {"unit": "77"}).status_code == 400
    assert Order.objects.count() == 0
    assert client.post("/gio-hang/dat/", fields | {"landmark": "cạnh cổng chợ"}).status_code == 302
    order = Order.objects.get()
    assert (order.place_unit, order.buyer_place, order.buyer_landmark, order.fee) == (
        shop.far, "Xã Quỳnh Nhai, Tỉnh Sơn La", "cạnh cổng chợ", 30_000,
    )  # fmt: skip


@pytest.mark.slow
def test_the_basket_asks_for_the_place_first_and_shows_its_fee(placed):
    client = KeyedClient()
    client.post(f"/gio-hang/them/{placed.bag.pk}/", {"count": "1"})
    first = client.get("/gio-hang/").content.decode()
    assert "Xem phí giao" in first and "Tên người nhận" not in first
    empty = client.post("/gio-hang/noi-giao/", {"unit": HANOI, "commune": ""})
    assert empty.status_code == 400 and "Xin ghi xã, phường ở Thành phố Hà Nội." in empty.content.decode()
    assert client.post("/gio-hang/noi-giao/", {"unit": "77"}).status_code == 400
    client.post("/gio-hang/noi-giao/", {"unit": HANOI, "commune": "phường Cầu Giấy"})
    page = client.get("/gio-hang/").content.decode()
    assert "50.000 đ" in page and "75.000 đ" in page and "phường Cầu Giấy, Thành phố Hà Nội" in page
    fields = {**BUYING, f"delivery-{placed.producer.pk}": "ship", f"payment-{placed.producer.pk}": "transfer"}
    stale = client.post("/gio-hang/dat/", fields | {f"seenfee-{placed.producer.pk}": "0"})
    assert stale.status_code == 409 and "Phí giao đến nơi này là 50.000 đ" in stale.content.decode()
    client.post("/gio-hang/dat/", fields | {f"seenfee-{placed.producer.pk}": "50000", "fee": "0"})
    assert (Order.objects.get().total, Order.objects.get().buyer_place) == (
        75_000,
        "phường Cầu Giấy, Thành phố Hà Nội",
    )


def test_the_basket_shows_at_the_field_that_nobody_delivers_there(placed):
    remove_area(actor=placed.as_.lan, producer=placed.producer, unit=HANOI)
    client = KeyedClient()
    client.post(f"/gio-hang/them/{placed.bag.pk}/", {"count": "1"})
    client.post("/gio-hang/noi-giao/", {"unit": HANOI, "commune": "phường Cầu Giấy"})
    page = client.get("/gio-hang/").content.decode()
    assert "Vườn nhà Lan không giao đến phường Cầu Giấy" in page and "disabled" in page
    fields = {**BUYING, f"delivery-{placed.producer.pk}": "ship", f"payment-{placed.producer.pk}": "transfer"}
    answer = client.post("/gio-hang/dat/", fields)
    assert answer.status_code == 400 and Order.objects.count() == 0
    assert "Nơi này không giao đến phường Cầu Giấy" in answer.content.decode()
    client.post("/gio-hang/noi-giao/", {"again": "1"})
    assert "Xem phí giao" in client.get("/gio-hang/").content.decode()


@pytest.mark.slow
def test_buyer_chooses_among_the_pickup_places(placed):
    Shop.objects.update(has_pickup=True, pickup_words="Ở vườn, bản Áng\nChợ phiên, chủ nhật")
    client = KeyedClient()
    client.post(f"/gio-hang/them/{placed.bag.pk}/", {"count": "1"})
    assert "Tôi tự đến lấy" in client.get("/gio-hang/").content.decode()
    client.post("/gio-hang/noi-giao/", {"pickup": "1"})
    page = client.get("/gio-hang/").content.decode()
    assert "Giao tận nơi" not in page and "Tự đến lấy: Chợ phiên, chủ nhật" in page
    ways = {f"delivery-{placed.producer.pk}": "pickup-1", f"payment-{placed.producer.pk}": "transfer"}
    placed_at = client.post("/gio-hang/dat/", {**BUYING, **ways}).url
    order = Order.objects.get()
    assert (order.delivery, order.pickup_words, order.fee) == ("pickup", "Chợ phiên, chủ nhật", 0)
    assert "Chợ phiên, chủ nhật" in client.get(placed_at, follow=True).content.decode()


@pytest.mark.slow
def test_basket_with_pickup_and_delivery_asks_for_the_delivery_address(placed):
    Shop.objects.filter(producer=placed.producer).update(has_pickup=True, pickup_words="Ở vườn")
    client, other = KeyedClient(), placed.other_product.producer
    make_shop_row(other, bank="970418", account="987654", holder="CAM THI HOA", delivery_fee=15_000)
    for offer in (placed.bag, placed.fish):
        client.post(f"/gio-hang/them/{offer.pk}/", {"count": "1"})
    client.post("/gio-hang/noi-giao/", {"pickup": "1"})
    page = without_layout(client.get("/gio-hang/").content.decode())
    assert 'name="unit"' in page and f'name="seenfee-{placed.producer.pk}"' not in page
    assert (
        f'name="seenfee-{other.pk}" value="15000"' in page and "130.000 đ" in page
    )  # 25.000 + 90.000 + 15.000
    fields = {**BUYING, f"delivery-{placed.producer.pk}": "pickup-0", f"delivery-{other.pk}": "ship"}
    fields |= {f"payment-{key}": "transfer" for key in (placed.producer.pk, other.pk)}
    answer = client.post("/gio-hang/dat/", {**fields, "unit": ""})
    assert answer.status_code == 400 and "Xin chọn nơi giao." in answer.content.decode()
    assert client.post("/gio-hang/dat/", fields).status_code == 302
    brought = Order.objects.get(producer=other)
    assert (brought.buyer_place, brought.fee) == ("Xã Quỳnh Nhai, Tỉnh Sơn La", 15_000)
    assert Order.objects.get(producer=placed.producer).fee == 0


@pytest.mark.slow
def test_delivery_areas_are_edited_by_the_producers_people_and_officer_only(shop):
    base = f"/ban-hang/noi/{shop.producer.pk}/noi-giao/"
    lan, thu, hoa = client_of(shop.lan), client_of(shop.thu), client_of(shop.hoa)
    assert "Chưa chia theo nơi" in lan.get(base).content.decode()
    fields = {"unit": shop.far.pk, "fee": "20k", "free_from": "200.000"}
    assert hoa.get(base).status_code == hoa.post(base, fields).status_code == 404
    assert DeliveryArea.objects.count() == 0
    for bad in ({"fee": ""}, {"fee": "-1"}, {"fee": "99.000.000"}, {"unit": "1"}, {"free_from": "x"}):
        assert lan.post(base, fields | bad).status_code == 400
    assert DeliveryArea.objects.count() == 0
    lan.post(base, fields)
    thu.post(base, fields | {"fee": "15.000"})
    area = DeliveryArea.objects.get()
    assert (area.unit, area.fee, area.free_from) == (shop.far, 15_000, 200_000)
    lan.post(base, {"elsewhere": "no"})
    assert not Shop.objects.get(producer=shop.producer).delivers_elsewhere
    assert hoa.post(f"{base}{shop.far.pk}/bo/").status_code == 404
    lan.post(f"{base}{shop.far.pk}/bo/")
    assert DeliveryArea.objects.count() == 0
    lan.post(base, {"elsewhere": "yes"})
    assert Shop.objects.get(producer=shop.producer).delivers_elsewhere
    with pytest.raises(OrderError, match="Chị thêm nơi giao trước"):
        set_elsewhere(actor=shop.as_.lan, producer=shop.producer, delivers=False)
    with pytest.raises(NotAllowed):
        save_area(actor=shop.as_.hoa, producer=shop.producer, unit=shop.far.pk, fee=0)
    assert Entry.objects.filter(kind="shop.area").count() == 5


def test_a_program_says_and_reads_areas_and_orders_to_one(shop):
    lan, guest = program(shop.lan), program()
    base = f"/api/v1/shops/{shop.producer.pk}"
    saved = lan.post(f"{base}/areas/", {"unit": shop.far.pk, "fee": 20_000, "days": 3})
    assert saved.json()["areas"] == [
        {"unit": shop.far.pk, "unit_name": "Xã Quỳnh Nhai", "fee": 20_000, "free_from": None, "days": 3}
    ]
    assert lan.put(f"{base}/elsewhere/", {"delivers": False}).json()["delivers_elsewhere"] is False
    assert program(shop.hoa).post(f"{base}/areas/", {"unit": shop.far.pk, "fee": 0}).status_code in (403, 404)
    assert problems(lan.post(f"{base}/areas/", {"unit": 1, "fee": 0})) == [("unit_unknown", "unit")]
    line = {"offer": shop.bag.pk, "count": 1}
    part = {"producer": shop.producer.pk, "delivery": "ship", "payment": "transfer", "lines": [line]}
    fields = {"name": "Hà", "phone": "0912345678", "parts": [part]}
    refused = guest.post("/api/v1/orders/", {**fields, "place": "x", "unit": shop.commune.pk}, format="json")
    assert problems(refused) == [("place_out_of_reach", "parts.0.delivery")]
    made = guest.post("/api/v1/orders/", {**fields, "unit": shop.far.pk}, format="json")
    assert (made.status_code, made.json()["orders"][0]["fee"]) == (201, 20_000)
    assert lan.post(f"{base}/remove-area/", {"unit": shop.far.pk}).json()["areas"] == []
