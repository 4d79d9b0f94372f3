"""Cash on delivery needs a code that verifies the buyer's number; no other payment does."""

from __future__ import annotations

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.limits import SharedLimit
from backend.common.network import network_of
from members.acting import Actor
from members.models import SmsCode, User
from members.notices import sms
from orders.basket import limits
from orders.basket.actions.wishes import Buyer
from orders.basket.limits import codes_an_hour
from orders.basket.proofs import proof_for, read_proof
from orders.errors import PhoneUnproven
from orders.models import Order, Purchase
from orders.orders.actions.steps import confirm_order
from orders.shops.enums import Payment
from tests.api import client_of as program
from tests.keyed import KeyedClient
from tests.orders.conftest import BUYER, order_of
from tests.orders.orders.test_pages import BUYING, client_of

KEY = "0123456789abcdef"
GUEST = Buyer(name="Nguyễn Thu Hà", phone="0912 345 678", place="Hà Nội")


@pytest.fixture(autouse=True)
def limit(monkeypatch) -> SharedLimit:
    fresh = SharedLimit(f"codes {uuid.uuid4()}", 20, seconds=10**9, step=1)
    monkeypatch.setattr(limits, "codes_an_hour", fresh)
    monkeypatch.setattr(limits, "orders_an_hour", SharedLimit(f"o {uuid.uuid4()}", 99, seconds=10**9))
    sms.outbox.clear()
    return fresh


def at_the_door(shop, **more) -> dict[str, str]:
    ways = {f"delivery-{shop.producer.pk}": "ship", f"payment-{shop.producer.pk}": "on_delivery"}
    return {**ways, f"seen-{shop.bag.pk}": "25000", **BUYING, "idempotency_key": KEY, **more}


def last_code() -> str:
    task = DBTaskResult.objects.filter(task_path="backend.common.background.send_sms").latest("enqueued_at")
    assert task.args_kwargs["kwargs"]["to"] == "+84912345678"
    return re.search(r"\d{6}", task.args_kwargs["kwargs"]["text"])[0]


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


@pytest.fixture
def guest(shop) -> Client:
    """A buyer with four bags in the basket."""
    client = KeyedClient()
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    return client


@pytest.mark.slow
def test_a_guest_who_pays_at_the_door_types_the_code_and_the_order_is_there(guest, shop):
    asked = guest.post("/gio-hang/dat/", at_the_door(shop))
    assert (asked.status_code, asked.url, Order.objects.count()) == (302, "/gio-hang/ma/", 0)
    page = guest.get("/gio-hang/ma/").content.decode()
    assert "0912 345 678" in page and guest.session["basket"] == {str(shop.bag.pk): 4}
    code = last_code()
    refused = guest.post("/gio-hang/ma/", {"code": wrong(code), "idempotency_key": KEY})
    assert refused.status_code == 400 and "Mã chưa đúng" in refused.content.decode()
    assert (Order.objects.count(), Purchase.objects.count()) == (0, 0)
    placed = guest.post("/gio-hang/ma/", {"code": code, "idempotency_key": KEY})
    again = guest.post("/gio-hang/ma/", {"code": code, "idempotency_key": KEY})
    order = Order.objects.get()
    assert placed.url == again.url == f"/mua/{order.purchase.ref}/"
    assert (order.payment, order.buyer_phone, order.total) == ("on_delivery", "+84912345678", 130_000)
    assert "basket" not in guest.session and "checkout" not in guest.session


@pytest.mark.slow
def test_the_number_is_asked_for_once_a_session_and_another_number_again(guest, shop):
    guest.post("/gio-hang/dat/", at_the_door(shop))
    guest.post("/gio-hang/ma/", {"code": last_code()})
    for phone, sent in (("0912345678", 1), ("0912345679", 2)):
        guest.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
        guest.post("/gio-hang/dat/", at_the_door(shop, phone=phone, idempotency_key=KEY + phone))
        assert SmsCode.objects.count() == sent
    assert Order.objects.count() == 2


@pytest.mark.slow
def test_a_right_code_is_stored_when_the_goods_are_gone_meanwhile(guest, shop):
    guest.post("/gio-hang/dat/", at_the_door(shop))
    code = last_code()
    order_of(shop, 18)
    answer = guest.post("/gio-hang/ma/", {"code": code})
    page = answer.content.decode()
    assert answer.status_code == 409 and "chỉ còn 1 kg" in page and 'value="Nguyễn Thu Hà"' in page
    guest.post("/gio-hang/doi/", {f"count-{shop.bag.pk}": "2"})
    guest.post("/gio-hang/dat/", at_the_door(shop))
    assert (Order.objects.count(), SmsCode.objects.count()) == (2, 1)


@pytest.mark.slow
def test_refused_orders_and_code_pages_do_not_count_against_the_limit(guest, shop, monkeypatch):
    monkeypatch.setattr(limits, "orders_an_hour", SharedLimit(f"o {uuid.uuid4()}", 1, seconds=10**9, step=1))
    for _n in range(3):
        refused = guest.post("/gio-hang/dat/", at_the_door(shop, **{f"seen-{shop.bag.pk}": "1"}))
        assert refused.status_code == 409
    for _n in range(2):
        assert guest.post("/gio-hang/dat/", at_the_door(shop)).url == "/gio-hang/ma/"
    assert guest.post("/gio-hang/ma/", {"code": last_code()}).status_code == 302
    transfer = {f"payment-{shop.producer.pk}": "transfer", "phone": "0912 345 670"}
    for status in (302, 429):
        guest.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
        order = at_the_door(shop, **transfer, idempotency_key=KEY + str(status))
        assert guest.post("/gio-hang/dat/", order).status_code == status
    assert Order.objects.count() == 2


def test_buyers_input_is_in_the_basket_after_the_code_page(guest, shop):
    guest.post("/gio-hang/dat/", at_the_door(shop, note="giao sau 5 giờ"))
    page = guest.get("/gio-hang/").content.decode()
    assert 'value="giao sau 5 giờ"' in page and 'value="0912 345 678"' in page


@pytest.mark.slow
def test_code_is_sent_only_when_the_rest_of_the_form_is_valid(guest, shop):
    guest.post("/gio-hang/dat/", at_the_door(shop, name=""))
    guest.post("/gio-hang/dat/", at_the_door(shop, **{f"seen-{shop.bag.pk}": "1"}))
    assert SmsCode.objects.count() == 0


@pytest.mark.slow
def test_a_form_that_is_sent_twice_sends_one_message(guest, shop):
    for _n in range(2):
        assert guest.post("/gio-hang/dat/", at_the_door(shop)).url == "/gio-hang/ma/"
    guest.post("/gio-hang/ma/gui-lai/")
    assert SmsCode.objects.count() == 1
    SmsCode.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    guest.post("/gio-hang/ma/gui-lai/")
    assert SmsCode.objects.count() == 2


@pytest.mark.slow
def test_guessing_ends_after_three_tries_of_a_code_and_five_of_a_number(guest, shop):
    guest.post("/gio-hang/dat/", at_the_door(shop))
    code = last_code()
    for _n in range(3):
        guest.post("/gio-hang/ma/", {"code": wrong(code)})
    assert guest.post("/gio-hang/ma/", {"code": code}).status_code == 400
    SmsCode.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    guest.post("/gio-hang/ma/gui-lai/")
    fresh = last_code()
    guest.post("/gio-hang/ma/", {"code": wrong(fresh)})
    assert guest.post("/gio-hang/ma/", {"code": fresh}).status_code == 429
    assert Order.objects.count() == 0


@pytest.mark.slow
def test_three_messages_an_hour_go_to_one_number(guest, shop):
    for n in range(4):
        SmsCode.objects.update(created_at=timezone.now() - timedelta(minutes=2))
        answer = guest.post("/gio-hang/dat/", at_the_door(shop))
        assert answer.status_code == (302 if n < 3 else 429)
    assert "Bạn đợi một giờ" in answer.content.decode() and SmsCode.objects.count() == 3


def test_one_network_sends_sixty_an_hour(guest, shop, limit):
    assert (codes_an_hour.limit, codes_an_hour.seconds) == (60, 3600)
    for _n in range(20):
        limit.is_over(network_of("127.0.0.1"))
    answer = guest.post("/gio-hang/dat/", at_the_door(shop))
    assert answer.status_code == 429 and "Nhiều mã quá" in answer.content.decode()


def test_a_landline_is_refused_at_its_field_since_it_gets_no_code(guest, shop):
    answer = guest.post("/gio-hang/dat/", at_the_door(shop, phone="0212 3 852 852"))
    assert answer.status_code == 400 and "Đây là số máy bàn" in answer.content.decode()
    assert guest.post("/gio-hang/ma/", {"code": "123456"}).url == "/gio-hang/"


@pytest.mark.slow
def test_cash_orders_of_a_members_own_number_and_transfers_need_no_code(shop):
    User.objects.filter(pk=shop.minh.pk).update(phone="+84912345678", phone_verified_at=timezone.now())
    minh = client_of(shop.minh)
    minh.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    minh.post("/gio-hang/dat/", at_the_door(shop))
    assert (Order.objects.count(), SmsCode.objects.count()) == (1, 0)
    buyer = Actor.of(User.objects.get(pk=shop.hoa.pk))
    with pytest.raises(PhoneUnproven):
        order_of(
            shop, 1, buyer=Buyer(**{"name": "Hoa", "phone": "0912 345 678", "place": "x"}, account=buyer)
        )
    order_of(shop, 1, buyer=GUEST, payment=Payment.TRANSFER)
    order_of(shop, 1, buyer=GUEST, actor=shop.as_.lan)
    assert Order.objects.count() == 3


def by_transfer(shop, **more) -> dict[str, str]:
    return at_the_door(shop, **{f"payment-{shop.producer.pk}": "transfer", **more})


@pytest.mark.slow
def test_unproven_numbers_reserve_at_most_half_of_the_stock(guest, shop):
    """Ten of twenty bags; more needs a code, and orders that the seller accepted or released no longer count."""
    message = "Chuyển khoản thường không"
    assert message in guest.get("/gio-hang/").text
    first = order_of(shop, 7, buyer=GUEST, payment=Payment.TRANSFER)
    with pytest.raises(PhoneUnproven, match="còn ít"):
        order_of(shop, 4, buyer=replace(GUEST, phone="0912 345 677"), payment=Payment.TRANSFER)
    order_of(shop, 3, buyer=replace(GUEST, phone="0912 345 677"), payment=Payment.TRANSFER)
    asked = guest.post("/gio-hang/dat/", by_transfer(shop))
    assert (asked.status_code, asked.url, Order.objects.count()) == (302, "/gio-hang/ma/", 2)
    assert "để chắc số này là của bạn" in guest.get("/gio-hang/ma/").text
    guest.post("/gio-hang/ma/", {"code": last_code(), "idempotency_key": KEY})
    assert Order.objects.latest("pk").phone_proven
    with pytest.raises(PhoneUnproven):
        order_of(shop, 1, buyer=GUEST, payment=Payment.TRANSFER)
    confirm_order(actor=shop.as_.lan, order=first)
    order_of(shop, 1, buyer=GUEST, payment=Payment.TRANSFER)
    order_of(shop, 5, buyer=GUEST, actor=shop.as_.lan, payment=Payment.TRANSFER)


def test_unproven_buyers_cannot_reserve_a_whole_promised_harvest(shop):
    type(shop.bag).objects.filter(pk=shop.bag.pk).update(
        ready_date=timezone.localdate() + timedelta(days=30), promised=5
    )
    order_of(shop, 5, buyer=GUEST, payment=Payment.TRANSFER)
    with pytest.raises(PhoneUnproven):
        order_of(shop, 1, buyer=GUEST, payment=Payment.TRANSFER)
    order_of(shop, 5, payment=Payment.TRANSFER)


@pytest.mark.slow
def test_a_program_gets_a_proof_for_a_code_and_orders_with_it(shop):
    line = {"offer": shop.bag.pk, "count": 1}
    part = {"producer": shop.producer.pk, "delivery": "ship", "payment": "on_delivery", "lines": [line]}
    fields = {"name": "Hà", "phone": BUYER.phone, "place": "Hà Nội", "parts": [part]}
    api = program()
    for proof in ("", "x", proof_for("+84912345679")):
        answer = api.post("/api/v1/orders/", {**fields, "phone_proof": proof}, format="json")
        assert answer.status_code == 400 and answer.json()["errors"][0]["code"] == "phone_unproven"
    assert Order.objects.count() == 0
    assert api.post("/api/v1/buyer-phones/send-code/", {"phone": BUYER.phone}).status_code == 202
    code = last_code()
    assert (
        api.post("/api/v1/buyer-phones/prove/", {"phone": BUYER.phone, "code": wrong(code)}).status_code
        == 400
    )
    proof = api.post("/api/v1/buyer-phones/prove/", {"phone": BUYER.phone, "code": code}).json()[
        "phone_proof"
    ]
    assert read_proof(proof) == "+84912345678"
    answer = api.post("/api/v1/orders/", {**fields, "phone_proof": proof}, format="json")
    assert (answer.status_code, Order.objects.get().payment) == (201, "on_delivery")
