"""The delivery question: before its answer nothing can be ordered by any way, and after it exactly what was answered."""

from __future__ import annotations

import datetime as dt
import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.ledger.actions import append_entry
from backend.ledger.models import Entry
from members.branches.enums import UnitKind
from members.consent.enums import ConsentChannel, ConsentPurpose
from members.models import Consent, Notice, Unit
from orders.basket.actions.wishes import Buyer
from orders.errors import NotAllowed, OrderError, WrongState
from orders.feeds.items import not_on_sale
from orders.models import DeliveryArea, Offer, Order, Purchase, Shop
from orders.orders.actions.steps import confirm_order
from orders.payments.ways.cod.way import WAY as CASH
from orders.shops.actions.areas import save_area
from orders.shops.actions.delivery import (
    DeliveryAnswer,
    answer_delivery,
    ask_unanswered,
    put_on_sale,
    set_delivery,
)
from orders.shops.actions.shops import pause_shop, set_account
from orders.shops.enums import Payment
from products.models import Product
from tests.api import client_of as program
from tests.api import problems
from tests.factories.shops import unset_delivery
from tests.keyed import KeyedClient
from tests.layout import without_layout
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import BUYING, client_of
from tests.orders.test_api import body, part

pytestmark = pytest.mark.databases

PHONE = "+84981234567"
ASKED = "Giao tới đâu, phí bao nhiêu?"


@pytest.fixture
def unanswered(shop):
    unset_delivery(shop.producer)
    return shop


def page_of(shop) -> str:
    return f"/ban-hang/noi/{shop.producer.pk}/giao-toi-dau/"


def answered(shop, **answer) -> Shop:
    answer = {"takes_cash": True} | answer
    return answer_delivery(actor=shop.as_.lan, producer=shop.producer, answer=DeliveryAnswer(**answer))


def show_phone(shop) -> None:
    shop.producer.phone = PHONE
    shop.producer.save()
    Consent.objects.create(
        user=shop.lan, purpose=ConsentPurpose.PUBLIC_PHONE, channel=ConsentChannel.SELF, wording="Hiện số"
    )


def bought(shop, unit: Unit, count: int = 1, **more) -> Order:
    buyer = Buyer(name="Hà", phone="0912345678", place="phường Cầu Giấy", unit=unit.pk)
    return order_of(shop, count, buyer=buyer, payment=Payment.TRANSFER, **more)


def hanoi() -> Unit:
    return Unit.objects.create(
        code=900001, name="Thành phố Hà Nội", kind=UnitKind.PROVINCE, name_folded="thanh pho ha noi"
    )


# --- Before the answer ----------------------------------------------------------------------------------------------------


def test_nothing_is_on_sale_when_the_shop_never_answered(unanswered):
    assert list(Offer.objects.on_sale()) == [unanswered.fish]
    assert list(Offer.objects.without_delivery_answer()) == [unanswered.bag]
    Shop.objects.filter(producer=unanswered.other_product.producer).delete()  # no row is no answer
    assert not Offer.objects.on_sale().exists()
    assert list(Offer.objects.without_delivery_answer().order_by("pk")) == [unanswered.bag, unanswered.fish]
    pause_shop(actor=unanswered.as_.lan, producer=unanswered.producer, until=timezone.localdate())
    assert list(Offer.objects.without_delivery_answer()) == [unanswered.fish]


def test_an_order_is_refused_on_the_page_and_by_telephone_before_the_answer(unanswered):
    for actor in (None, unanswered.as_.lan):
        with pytest.raises(WrongState, match="Bạn gọi hoặc nhắn để mua") as refused:
            order_of(unanswered, 1, actor=actor)
        assert (refused.value.code, refused.value.field) == (
            "delivery_unanswered",
            f"offer-{unanswered.bag.pk}",
        )
    assert (Order.objects.count(), Purchase.objects.count()) == (0, 0)
    to_write_down = client_of(unanswered.lan).get(f"/ban-hang/noi/{unanswered.producer.pk}/don-moi/")
    assert (to_write_down.status_code, to_write_down.url) == (302, page_of(unanswered))


def test_the_api_refuses_an_order_before_the_answer(unanswered):
    api = program()
    offers = api.get("/api/v1/offers/").json()["results"]
    assert [offer["id"] for offer in offers] == [unanswered.fish.pk]
    refused = api.post("/api/v1/orders/", body(part(unanswered.bag, 1)), format="json")
    assert refused.status_code == 409
    assert [code for code, _field in problems(refused)] == ["delivery_unanswered"]
    assert Order.objects.count() == 0
    assert api.get(f"/api/v1/shops/{unanswered.producer.pk}/").json()["delivery_answered_at"] is None


def test_the_products_page_offers_to_call_only_where_the_phone_is_shown(unanswered):
    page = without_layout(Client().get("/products/man-hau/").content.decode())
    inquiry = reverse("traceability:inquire", args=[unanswered.lot.pk])
    assert "Gọi hoặc nhắn để mua" in page and "Cho vào giỏ" not in page
    assert inquiry in page and "tel:" not in page
    show_phone(unanswered)
    page = without_layout(Client().get("/products/man-hau/").content.decode())
    assert f"tel:{PHONE}" in page and inquiry not in page and "Cho vào giỏ" not in page
    Consent.objects.all().delete()
    page = without_layout(Client().get("/products/man-hau/").content.decode())
    assert "tel:" not in page and inquiry in page


def test_the_products_page_promises_no_call_when_there_is_no_way_to_ask(unanswered):
    unanswered.lot.delete()
    page = without_layout(Client().get("/products/man-hau/").content.decode())
    assert "Chưa đặt mua được" in page and "Gọi hoặc nhắn" not in page


def test_adding_to_the_basket_leads_back_with_the_reason_before_the_answer(unanswered):
    client = KeyedClient()
    added = client.post(f"/gio-hang/them/{unanswered.bag.pk}/", {"count": "1"}, follow=True)
    assert added.redirect_chain == [("/products/man-hau/", 302)]
    assert "chưa nhận đặt hàng trên Piêu" in added.content.decode()
    assert "basket" not in client.session


@pytest.mark.slow
def test_the_basket_says_why_goods_cannot_be_ordered_and_orders_the_others(shop):
    client = KeyedClient()
    for offer in (shop.bag, shop.fish):
        client.post(f"/gio-hang/them/{offer.pk}/", {"count": "1"})
    unset_delivery(shop.producer)
    page = without_layout(client.get("/gio-hang/").content.decode())
    assert "Vườn nhà Lan chưa cho biết giao tới đâu, phí bao nhiêu" in page and "tel:" not in page
    key = shop.other_product.producer_id
    Shop.objects.filter(producer=key).update(bank="970418", account="555")
    fields = {**BUYING, f"delivery-{key}": "ship", f"payment-{key}": "transfer"}
    assert client.post("/gio-hang/dat/", fields).status_code == 302
    assert [line.offer for line in Order.objects.get().lines.all()] == [shop.fish]
    assert client.session["basket"] == {str(shop.bag.pk): 1}
    assert client.post("/gio-hang/dat/", fields).status_code == 400  # nothing of it can be ordered
    show_phone(shop)
    page = without_layout(client.get("/gio-hang/").content.decode())
    assert f"tel:{PHONE}" in page and "Giỏ hàng đang trống" not in page
    client.post("/gio-hang/doi/", {"remove": shop.bag.pk})
    assert client.session["basket"] == {} and Order.objects.count() == 1


def test_orders_placed_before_stay_as_they_are(shop):
    order = order_of(shop)
    unset_delivery(shop.producer)
    before = Order.objects.values().get()
    page = client_of(shop.lan).get(f"/ban-hang/don/{order.number}/").content.decode()
    assert order.number in page and Order.objects.values().get() == before
    assert confirm_order(actor=shop.as_.lan, order=order).state == "confirmed"


def test_catalogues_say_why_the_product_is_missing_before_the_answer(unanswered):
    products = Product.objects.filter(pk=unanswered.product.pk).select_related("producer__shop")
    assert [row.why for row in not_on_sale(products)] == ["Chị chưa cho biết giao tới đâu, phí bao nhiêu."]


# --- The question ---------------------------------------------------------------------------------------------------------


def test_the_seller_is_asked_when_a_product_is_listed(unanswered):
    assert not put_on_sale(actor=unanswered.as_.thu, product=unanswered.product)
    put_on_sale(actor=unanswered.as_.thu, product=unanswered.product)
    notice = Notice.objects.get()
    assert (notice.user, notice.url, notice.read_at) == (unanswered.lan, page_of(unanswered), None)
    answered(unanswered, everywhere_fee=0)
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert put_on_sale(actor=unanswered.as_.thu, product=unanswered.product)
    assert Notice.objects.count() == 1


def test_the_notice_is_read_when_the_settings_api_answers(unanswered):
    ask_unanswered()
    notice = Notice.objects.get(user=unanswered.lan)
    settings = {"delivers": True, "has_pickup": False, "delivery_fee": 0, "delivers_elsewhere": True}
    path = f"/api/v1/shops/{unanswered.producer.pk}/delivery/"
    assert program(unanswered.lan).put(path, settings).status_code == 400
    notice.refresh_from_db()
    assert notice.read_at is None
    assert program(unanswered.lan).put(path, settings | {"takes_cash": True}).status_code == 200
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_sellers_from_before_the_question_are_asked_once(unanswered):
    ask_unanswered()
    ask_unanswered()
    assert list(Notice.objects.values_list("user", "url")) == [(unanswered.lan.pk, page_of(unanswered))]


def test_home_product_and_shop_lead_to_the_question_until_it_is_answered(unanswered):
    lan, page = client_of(unanswered.lan), page_of(unanswered)
    doors = ("/", f"/san-pham-cua-toi/{unanswered.product.pk}/", f"/ban-hang/noi/{unanswered.producer.pk}/")
    assert [page in without_layout(lan.get(door).content.decode()) for door in doors] == [True, True, True]
    assert "Lưu cách giao" not in lan.get(doors[2]).content.decode()
    assert lan.get(f"/ban-hang/noi/{unanswered.producer.pk}/noi-giao/").url == page
    answered(unanswered, everywhere_fee=20_000)
    # The road to the first order still leads there, as a step that is done.
    assert [page in without_layout(lan.get(door).content.decode()) for door in doors] == [True, False, True]
    assert "Giao tới đâu, phí bao nhiêu?" not in lan.get("/").text
    assert page not in client_of(unanswered.hoa).get("/").content.decode()


def test_nothing_is_decided_before_the_seller_answers(unanswered):
    form = without_layout(client_of(unanswered.lan).get(page_of(unanswered)).content.decode())
    assert " checked" not in form and 'value="0"' in form  # an offered amount, of no field
    assert "Trong phường Mộc Châu" in form and "Trong tỉnh Sơn La" in form and "Cả nước" in form
    assert "Phường Mộc Châu, Tỉnh Sơn La</textarea>" in form.replace("\n", "")
    unfolded = re.sub(r"(<details.*?</summary>).*?</details>", r"\1", form, flags=re.DOTALL)
    before_the_button = unfolded[: unfolded.index("Lưu cách giao")].split("<h1>")[-1]
    assert len(re.sub(r"<[^>]*>", " ", before_the_button).split()) <= 80
    for stranger in (unanswered.hoa, unanswered.minh):
        assert client_of(stranger).get(page_of(unanswered)).status_code == 404


def test_a_wrong_answer_is_refused_at_its_field_and_nothing_changes(unanswered):
    lan, before = client_of(unanswered.lan), Shop.objects.filter(producer=unanswered.producer).values().get()
    Shop.objects.filter(producer=unanswered.producer).update(bank="", account="")
    before |= {"bank": "", "account": ""}
    for fields, words in (
        ({"takes_cash": "on"}, "Chị chọn ít nhất một cách để hàng đến tay người mua."),
        ({"commune": "on", "takes_cash": "on"}, "Chị ghi phí giao, hoặc 0."),
        ({"everywhere": "on", "everywhere_fee": "mười", "takes_cash": "on"}, "everywhere_fee"),
        ({"everywhere": "on", "everywhere_fee": "10.000.001", "takes_cash": "on"}, "Phí giao từ 0 đến"),
        ({"has_pickup": "on", "pickup_words": " ", "takes_cash": "on"}, "đến đâu, lúc nào để lấy hàng"),
        ({"everywhere": "on", "everywhere_fee": "0"}, "ghi tài khoản để nhận chuyển khoản"),
    ):
        refused = lan.post(page_of(unanswered), fields)
        assert refused.status_code == 400 and words in refused.content.decode(), fields
    assert Shop.objects.filter(producer=unanswered.producer).values().get() == before
    assert not DeliveryArea.objects.exists() and not Entry.objects.filter(kind="shop.delivery").exists()


def test_only_sellers_and_their_officers_answer(unanswered):
    for actor in (unanswered.as_.hoa, unanswered.as_.minh):
        with pytest.raises(NotAllowed):
            answer_delivery(
                actor=actor,
                producer=unanswered.producer,
                answer=DeliveryAnswer(everywhere_fee=0, takes_cash=True),
            )
    assert Offer.objects.without_delivery_answer().exists()


# --- The answer -----------------------------------------------------------------------------------------------------------


def test_the_page_stores_places_and_fees_and_goods_are_on_sale(unanswered):
    lan, key = client_of(unanswered.lan), "0123456789abcdef"
    fields = {
        "commune": "on", "commune_fee": "0", "province": "on", "province_fee": "20k", "everywhere_fee": "9.000",
        "has_pickup": "on", "pickup_words": "Tại vườn, sáng thứ bảy", "takes_cash": "on", "idempotency_key": key,
    }  # fmt: skip
    sent = [lan.post(page_of(unanswered), fields) for _again in range(2)]
    shop = Shop.objects.get(producer=unanswered.producer)
    assert [one.url for one in sent] == [reverse("orders:shop", args=[unanswered.producer.pk])] * 2
    assert (shop.delivers, shop.delivers_elsewhere, shop.delivery_fee) == (True, False, 0)
    assert (shop.has_pickup, shop.pickup_words, shop.takes_cash) == (True, "Tại vườn, sáng thứ bảy", True)
    assert dict(shop.areas.values_list("unit", "fee")) == {
        unanswered.commune.pk: 0,
        unanswered.province.pk: 20_000,
    }
    assert unanswered.bag in Offer.objects.on_sale()
    assert Entry.objects.filter(kind="shop.delivery").count() == 1
    page = without_layout(lan.get(page_of(unanswered)).content.decode())
    assert page.count(" checked") == 4 and 'value="20.000 đ"' in page


def test_stated_days_are_stored_shown_to_buyers_and_kept_in_the_ledger(unanswered):
    lan, guest = client_of(unanswered.lan), Client()
    fields = {
        "commune": "on", "commune_fee": "0", "commune_days": "1", "everywhere": "on", "everywhere_fee": "9.000",
        "everywhere_days": "5", "province_days": "61", "takes_cash": "on",
    }  # fmt: skip
    refused = lan.post(page_of(unanswered), fields | {"everywhere_days": "61"})
    assert refused.status_code == 400 and list(refused.context["form"].errors) == ["everywhere_days"]
    assert (
        lan.post(page_of(unanswered), fields).status_code == 302
    )  # days behind a removed tick are no answer
    shop = Shop.objects.get(producer=unanswered.producer)
    assert (shop.delivery_days, [area.days for area in shop.areas.all()]) == (5, [1])
    payload = json.loads(Entry.objects.get(kind="shop.delivery").body)["payload"]
    assert {name: days for name, days in payload.items() if "days" in name} == {
        "commune_days": 1,
        "everywhere_days": 5,
    }
    assert 'value="5"' in lan.get(page_of(unanswered)).text
    guest.post(f"/gio-hang/them/{unanswered.bag.pk}/", {"count": "1"})
    for unit, words in ((unanswered.commune, "khoảng 1 ngày"), (hanoi(), "khoảng 5 ngày")):
        guest.post("/gio-hang/noi-giao/", {"unit": str(unit.pk), "commune": "Phường Cầu Giấy"})
        for path in (f"/products/{unanswered.product.slug}/", "/gio-hang/"):
            assert f"người bán hẹn {words}" in guest.get(path).text, (path, words)
    api = program().get(f"/api/v1/shops/{unanswered.producer.pk}/").json()
    assert (api["delivery_days"], [area["days"] for area in api["areas"]]) == (5, [1])


def test_the_order_costs_what_was_answered_for_the_buyers_place(unanswered):
    city = hanoi()
    answered(unanswered, commune_fee=5_000, province_fee=20_000, everywhere_fee=45_000)
    fees = [bought(unanswered, unit).fee for unit in (unanswered.commune, unanswered.far, city)]
    assert fees == [5_000, 20_000, 45_000]
    answered(unanswered, province_fee=15_000)
    assert [bought(unanswered, unit).fee for unit in (unanswered.commune, unanswered.far)] == [15_000, 15_000]
    with pytest.raises(OrderError, match="Nơi này giao đến: Tỉnh Sơn La") as refused:
        bought(unanswered, city)
    assert refused.value.code == "place_out_of_reach" and Order.objects.count() == 5


def test_a_later_answer_keeps_the_moment_other_areas_and_free_deliveries(unanswered):
    city = hanoi()
    save_area(
        actor=unanswered.as_.lan,
        producer=unanswered.producer,
        unit=unanswered.commune.pk,
        fee=1_000,
        free_from=90_000,
    )
    save_area(actor=unanswered.as_.lan, producer=unanswered.producer, unit=city.pk, fee=50_000)
    first = answered(unanswered, commune_fee=2_000).delivery_answered_at
    again = answered(unanswered, commune_fee=3_000, pickup_words="Ở vườn")
    assert again.delivery_answered_at == first
    assert set(again.areas.values_list("unit", "fee", "free_from")) == {
        (unanswered.commune.pk, 3_000, 90_000),
        (city.pk, 50_000, None),
    }
    only_pickup = answered(unanswered, pickup_words="Ở vườn")
    assert (only_pickup.delivers, only_pickup.has_pickup) == (False, True)
    assert "1 nơi khác có phí riêng" in client_of(unanswered.lan).get(page_of(unanswered)).content.decode()


def test_saving_the_delivery_settings_answers_and_a_bank_account_does_not(unanswered):
    set_account(actor=unanswered.as_.lan, producer=unanswered.producer, bank="970418", account="77")
    save_area(actor=unanswered.as_.lan, producer=unanswered.producer, unit=unanswered.commune.pk, fee=0)
    assert not Shop.objects.get(producer=unanswered.producer).has_answered_delivery
    set_delivery(
        actor=unanswered.as_.lan, producer=unanswered.producer, delivers=True, has_pickup=False,
        delivery_fee=0, delivers_elsewhere=True, takes_cash=True,
    )  # fmt: skip
    assert Shop.objects.get(producer=unanswered.producer).has_answered_delivery


def test_settings_answer_only_with_what_the_seller_stated(unanswered):
    def put(status: int, **fields) -> set[str]:
        answer = program(unanswered.lan).put(address, {"delivers": True, "has_pickup": False} | fields)
        assert answer.status_code == status
        return {attr for _code, attr in problems(answer)} if status == 400 else set()

    address = f"/api/v1/shops/{unanswered.producer.pk}/delivery/"
    stated = {"delivery_fee": 0, "delivers_elsewhere": False, "takes_cash": False}
    assert put(400) == stated.keys()
    for name in stated:
        assert put(400, **{each: value for each, value in stated.items() if each != name}) == {name}
    assert put(400, delivers=False, has_pickup=True, pickup_words="Ở vườn") == {"takes_cash"}
    assert put(400, **stated) == {"delivers_elsewhere"}  # that would be nowhere
    assert not Shop.objects.get(producer=unanswered.producer).has_answered_delivery
    save_area(actor=unanswered.as_.lan, producer=unanswered.producer, unit=unanswered.commune.pk, fee=5_000)
    put(200, **stated)
    put(200, delivery_words="Xe khách")  # later it is as it was: no fee, and the rest unchanged
    shop = Shop.objects.get(producer=unanswered.producer)
    assert (shop.delivery_fee, shop.delivers_elsewhere, shop.takes_cash) == (0, False, False)
    Shop.objects.filter(pk=shop.pk).update(account="", bank="", takes_cash=True)
    assert put(400, takes_cash=False) == {"takes_cash"}


def test_cash_is_refused_on_the_page_when_the_seller_takes_none(unanswered):
    answered(unanswered, everywhere_fee=0, takes_cash=False)
    with pytest.raises(OrderError, match="không nhận tiền mặt") as refused:
        order_of(unanswered)
    assert refused.value.code == "payment_unknown" and Order.objects.count() == 0
    shop = Shop.objects.get(producer=unanswered.producer)
    assert not CASH.refusal(shop, on_page=False)
    assert order_of(unanswered, payment=Payment.TRANSFER).payment == "transfer"
    api = program().get(f"/api/v1/shops/{unanswered.producer.pk}/").json()
    assert (api["takes_cash"], api["takes_transfer"]) == (False, True)


def test_the_api_answers_the_question(unanswered):
    path = f"/api/v1/shops/{unanswered.producer.pk}/delivery-answer/"
    answer = {"commune_fee": 0, "commune_days": 2, "everywhere_fee": 30_000, "takes_cash": True}
    for user, status in ((None, 401), (unanswered.hoa, 403)):
        assert program(user).put(path, answer, format="json").status_code == status
    for wrong, field in (
        ({"takes_cash": True}, None),
        (answer | {"province_fee": -1}, "province_fee"),
        (answer | {"commune_days": 0}, "commune_days"),
        (answer | {"pickup_words": "a\n" * 6}, "pickup_words"),
    ):
        refused = program(unanswered.lan).put(path, wrong, format="json")
        assert refused.status_code == 400 and problems(refused)[0][1] == field, wrong
    assert Offer.objects.without_delivery_answer().exists()
    saved = program(unanswered.lan).put(path, answer, format="json").json()
    assert saved["delivery_answered_at"] and (saved["delivery_fee"], saved["has_pickup"]) == (30_000, False)
    assert [(area["unit"], area["fee"], area["days"]) for area in saved["areas"]] == [
        (unanswered.commune.pk, 0, 2)
    ]


def test_a_buyer_outside_is_refused_beside_the_address_with_a_way_on(unanswered):
    city, client = hanoi(), KeyedClient()
    answered(unanswered, commune_fee=0, province_fee=20_000)
    client.post(f"/gio-hang/them/{unanswered.bag.pk}/", {"count": "1"})
    client.post("/gio-hang/noi-giao/", {"unit": city.pk, "commune": "phường Cầu Giấy"})
    page = without_layout(client.get("/gio-hang/").content.decode())
    part = page[page.index('class="basket__part"') : page.index('<form id="order-form"')]
    assert "Vườn nhà Lan không giao đến phường Cầu Giấy" in part and "Đổi nơi giao" in part
    assert "Nơi này giao đến: Tỉnh Sơn La." in page and "disabled" in page
    key = unanswered.producer.pk
    ship = {**BUYING, f"delivery-{key}": "ship", f"payment-{key}": "transfer"}
    assert client.post("/gio-hang/dat/", ship).status_code == 400 and Order.objects.count() == 0
    show_phone(unanswered)
    page = without_layout(client.get("/gio-hang/").content.decode())
    assert f"tel:{PHONE}" in page and "gọi để hỏi" in page
    answered(unanswered, commune_fee=0, pickup_words="Tại vườn")
    page = without_layout(client.get("/gio-hang/").content.decode())
    assert "Bạn đến lấy được, hoặc đổi nơi giao." in page
    assert client.post("/gio-hang/dat/", ship | {f"delivery-{key}": "pickup-0"}).status_code == 302
    assert (Order.objects.get().fee, Order.objects.get().pickup_words) == (0, "Tại vườn")


# --- Shops from before the question ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "is_decided"),
    [
        ({}, False),
        ({"bank": "970418", "account": "1"}, False),
        ({"paused_until": dt.date(2026, 1, 1)}, False),
        ({"delivery_fee": 1}, True),
        ({"free_from": 100_000}, True),
        ({"delivers_elsewhere": False}, True),
        ({"delivery_words": "Xe khách"}, True),
        ({"delivers": False, "has_pickup": True, "pickup_words": "Ở vườn"}, True),
    ],
)
def test_an_old_shop_is_answered_only_when_its_data_shows_a_decision(shop, fields, is_decided):
    Shop.objects.all().delete()
    old = Shop.objects.create(producer=shop.producer, **fields)
    migration().carry_decisions(apps, None)
    old.refresh_from_db()
    assert old.delivery_answered_at == (old.changed_at if is_decided else None)


def test_an_old_shop_whose_delivery_was_saved_is_answered_since_then(shop):
    Shop.objects.all().delete()
    sellers = (shop.producer, shop.other_product.producer)
    mine, other = (Shop.objects.create(producer=producer) for producer in sellers)
    entries = [
        append_entry(
            kind="shop.delivery",
            subject=f"producer:{shop.producer.ref}",
            payload={"fee": 0, "free_from": None},
            **shop.as_.lan.ledger_refs(),
        )
        for _again in range(2)
    ]
    save_area(actor=shop.as_.hoa, producer=other.producer, unit=shop.far.pk, fee=9_000)
    migration().carry_decisions(apps, None)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.delivery_answered_at, other.delivery_answered_at) == (entries[0].recorded_at, None)


def migration():
    folder = Path(__file__).parents[3] / "orders/migrations"
    (path,) = folder.glob("*_delivery_answer.py")
    return import_module(f"orders.migrations.{path.stem}")
