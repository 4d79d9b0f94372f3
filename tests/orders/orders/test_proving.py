"""A guest who paid by transfer verifies the number after the goods came, and then writes a review."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from backend.common.limits import SharedLimit
from members.models import Milestone, SmsCode, User
from members.signing_in.actions.sms_codes import send_buyer_code
from orders.basket import limits, proofs
from orders.basket.actions.wishes import Buyer
from orders.errors import NotAllowed, WrongState
from orders.models import Order
from orders.orders import rules as orders_rules
from orders.orders.actions.proving import prove_order_number
from orders.reviews import rules as reviews_rules
from orders.shops.enums import Delivery, Payment
from tests.keyed import KeyedClient
from tests.orders.basket.test_phone_codes import last_code, wrong
from tests.orders.conftest import BUYER, order_of
from tests.orders.orders.test_pages import client_of
from tests.orders.reviews.test_reviews import delivered

pytestmark = pytest.mark.databases

GUEST = Buyer(name="Nguyễn Thu Hà", phone="0912 345 678", place="Hà Nội")


@pytest.fixture(autouse=True)
def own_limit(monkeypatch) -> None:
    monkeypatch.setattr(limits, "codes_an_hour", SharedLimit(f"c {uuid.uuid4()}", 99, seconds=10**9, step=1))


@pytest.fixture
def order(shop) -> Order:
    found = delivered(shop, buyer=GUEST, payment=Payment.TRANSFER)
    assert not found.phone_proven
    return found


@pytest.mark.slow
def test_guest_proves_the_phone_number_and_may_review(order):
    client = KeyedClient()
    address = f"/don/{order.ref}/so/"
    assert address in client.get(f"/don/{order.ref}/").content.decode()
    sent = client.post(address, {"send": "1"})
    assert sent.status_code == 200 and "0912 *** 678" in sent.content.decode()
    refused = client.post(address, {"code": wrong(last_code())})
    assert refused.status_code == 400 and "Mã chưa đúng" in refused.content.decode()
    order.refresh_from_db()
    assert not order.phone_proven
    assert client.post(address, {"code": last_code()}).url == f"/don/{order.ref}/"
    order.refresh_from_db()
    assert order.phone_proven and reviews_rules.may_review(order)
    page = client.get(f"/don/{order.ref}/").content.decode()
    assert "Bạn thấy hàng thế nào" in page and address not in page
    assert Milestone.objects.filter(kind="first_order").count() == 1


@pytest.mark.slow
def test_wrong_codes_are_counted_until_none_is_taken(order):
    client, address = KeyedClient(), f"/don/{order.ref}/so/"
    client.post(address, {"send": "1"})
    code = last_code()
    tries = [client.post(address, {"code": wrong(code)}).status_code for _n in range(12)]
    assert tries[0] == 400
    assert client.post(address, {"code": code}).status_code in (400, 429)
    order.refresh_from_db()
    assert not order.phone_proven


def test_no_number_of_the_sellers_is_to_prove(shop, order):
    User.objects.filter(pk=shop.lan.pk).update(phone=order.buyer_phone, phone_verified_at=timezone.now())
    assert not orders_rules.may_prove_number(order)
    Order.objects.filter(pk=order.pk).update(buyer_phone="+842123800800")  # a landline gets no SMS
    User.objects.filter(pk=shop.lan.pk).update(phone=None, phone_verified_at=None)
    order.refresh_from_db()
    assert not orders_rules.may_prove_number(order)


def test_a_code_of_another_number_proves_nothing(order):
    send_buyer_code(phone="0987 654 321")
    client = KeyedClient()
    assert client.post(f"/don/{order.ref}/so/", {"code": "123456"}).status_code == 400
    order.refresh_from_db()
    assert not order.phone_proven and Milestone.objects.count() == 0


def test_seller_cannot_prove_the_buyers_number(shop, order):
    send_buyer_code(phone=order.buyer_phone)
    with pytest.raises(NotAllowed):
        prove_order_number(order=order, code=last_code(), buyer=shop.as_.lan)
    order.refresh_from_db()
    assert not order.phone_proven


def test_nothing_is_to_prove_before_the_goods_came(shop):
    waiting = delivered(shop, buyer=GUEST, payment=Payment.TRANSFER)
    # Nor is an address to be read: the buyer fetches the goods.
    Order.objects.filter(pk=waiting.pk).update(state="shipped", buyer_place="", delivery=Delivery.PICKUP)
    client = KeyedClient()
    assert client.post(f"/don/{waiting.ref}/so/", {"send": "1"}).url == f"/don/{waiting.ref}/"
    assert SmsCode.objects.count() == 0
    waiting.refresh_from_db()
    with pytest.raises(WrongState):
        prove_order_number(order=waiting, code="123456")


def test_buyer_who_paid_by_card_may_review_without_a_code(order):
    Order.objects.filter(pk=order.pk).update(payment=Payment.CARD, paid_at=order.created_at)
    order.refresh_from_db()
    assert reviews_rules.may_review(order) and not orders_rules.may_prove_number(order)


def test_a_guest_cancels_an_order_only_after_proving_its_number(shop):
    order, stranger, hoa, client = order_of(shop, 4), KeyedClient(), client_of(shop.hoa), KeyedClient()
    at, proving = reverse("orders:order", args=[order.ref]), reverse("orders:prove", args=[order.ref])
    for each in (stranger, hoa):
        page = each.get(at).text
        assert reverse("orders:withdraw", args=[order.ref]) not in page and "Xác nhận số để huỷ đơn" in page
        refused = each.post(reverse("orders:withdraw", args=[order.ref]), follow=True)
        assert "Huỷ đơn cần mã nhắn tới số trong đơn" in refused.text
        order.refresh_from_db()
        assert (order.state, order.steps.count()) == ("placed", 1)
    assert "Chỉ người mua xem được địa chỉ và huỷ được đơn" in client.get(proving).text
    client.post(proving, {"send": "1"})
    client.post(proving, {"code": last_code()})
    assert "Xác nhận số để huỷ đơn" not in client.get(at).text
    with time_machine.travel(timezone.now() + proofs.LIFE + dt.timedelta(minutes=1)):
        client.post(reverse("orders:withdraw", args=[order.ref]))
        order.refresh_from_db()
        assert order.state == "placed"
    client.post(reverse("orders:withdraw", args=[order.ref]))
    order.refresh_from_db()
    assert order.state == "cancelled"


def test_an_order_of_a_number_without_sms_says_how_to_cancel_and_its_account_does(shop):
    order = order_of(shop, 4, buyer=dataclasses.replace(BUYER, account=shop.as_.minh))
    Order.objects.filter(pk=order.pk).update(buyer_phone="+842123800800")
    at, guest = reverse("orders:order", args=[order.ref]), KeyedClient()
    assert "Muốn huỷ, bạn gọi người bán, hoặc đăng nhập tài khoản đã mua." in guest.get(at).text
    guest.post(reverse("orders:withdraw", args=[order.ref]))
    order.refresh_from_db()
    assert order.state == "placed"
    client_of(shop.minh).post(reverse("orders:withdraw", args=[order.ref]))
    order.refresh_from_db()
    assert order.state == "cancelled"
