"""What an order costs its buyer in SMS, from placing to receipt: at most three messages and five segments."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from backend.common.models import ShortLink
from members.acting import Actor
from members.models import User
from members.notices.segments import as_sent, count_segments
from members.signing_in.actions.sms_codes import confirm_buyer_code, send_buyer_code
from orders.basket.actions.placing import place_orders
from orders.basket.actions.wishes import Buyer
from orders.models import Order, Shop
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    deliver_order,
    give_difference_back,
    mark_paid,
    mark_refunded,
    return_order,
    ship_order,
)
from orders.shops.enums import Delivery, Payment
from tests.factories.shops import make_shop_row
from tests.orders.conftest import BUYER, order_of, wish

pytestmark = [pytest.mark.slow, pytest.mark.databases]

GUEST = replace(BUYER, proven_phones=frozenset())
CARRIER = "xe khách Hải Vân, 0912 345 111"
ORIGIN = "https://pieu.hoilienhiepphunu.vn"  # as long as real ones are


@pytest.fixture(autouse=True, params=[False, True], ids=["accents", "plain"])
def _as_sent(request, settings) -> None:
    settings.SMS_UNACCENTED, settings.PUBLIC_ORIGIN = request.param, ORIGIN


def sent() -> list[str]:
    rows = DBTaskResult.objects.filter(task_path="backend.common.background.send_sms")
    return [row.args_kwargs["kwargs"]["text"] for row in rows.order_by("enqueued_at", "id")]


def cost() -> tuple[int, int]:
    """Messages and segments so far."""
    return len(sent()), sum(count_segments(as_sent(text)) for text in sent())


def assert_cheap(messages: int = 3, segments: int = 5) -> None:
    assert cost()[0] == messages and cost()[1] <= segments, sent()
    for text in sent():
        assert re.match(r"Piêu: [A-ZĐ].*[.0-9A-Z:]$", text), text


def proven() -> Buyer:
    """The guest after the code: it counts as a message."""
    send_buyer_code(phone=GUEST.phone)
    code = re.search(r"\d{6}", sent()[-1])[0]
    return replace(GUEST, proven_phones=frozenset({confirm_buyer_code(phone=GUEST.phone, code=code)}))


def packed(shop: SimpleNamespace, order: Order, seller: Actor | None = None, **more) -> Order:
    lots = {
        line.pk: shop.lot if line.unit != "kg" or not line.is_weighed else shop.fish_lot
        for line in order.lines.all()
    }
    weighed = {line.pk: line.quantity for line in order.lines.all() if line.is_weighed}
    return pack_order(actor=seller or shop.as_.lan, order=order, lots=lots, **{"weighed": weighed, **more})


def test_cash_on_delivery_costs_a_code_a_link_and_the_sending(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, buyer=proven()))
    ship_order(actor=shop.as_.lan, order=packed(shop, order), words=CARRIER)
    deliver_order(actor=shop.as_.lan, order=order)
    assert_cheap()
    assert CARRIER in sent()[-1] and ShortLink.objects.count() == 1


def test_a_transfer_costs_a_link_the_call_to_pay_and_the_sending(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, buyer=GUEST, payment=Payment.TRANSFER))
    assert f"Người bán đã nhận đơn {order.number}. Mời bạn chuyển 130.000" in sent()[-1]
    mark_paid(actor=shop.as_.lan, order=order)
    ship_order(actor=shop.as_.lan, order=packed(shop, order), words=CARRIER)
    deliver_order(actor=shop.as_.lan, order=order)
    assert_cheap()


def test_a_transfer_with_a_code_gets_its_link_with_the_call_to_pay(shop):
    order = order_of(shop, 4, buyer=proven(), payment=Payment.TRANSFER)
    assert cost()[0] == 1
    confirm_order(actor=shop.as_.lan, order=order)
    assert ShortLink.objects.get().code in sent()[-1] and "Mời bạn chuyển" in sent()[-1]
    mark_paid(actor=shop.as_.lan, order=order)
    ship_order(actor=shop.as_.lan, order=packed(shop, order), words=CARRIER)
    deliver_order(actor=shop.as_.lan, order=order)
    assert_cheap()


def test_goods_to_fetch_cost_a_code_a_link_and_that_they_are_ready(shop):
    Shop.objects.filter(producer=shop.producer).update(has_pickup=True, pickup_words="Ở vườn, bản Áng")
    order = order_of(shop, 4, buyer=proven(), delivery=Delivery.PICKUP)
    packed(shop, confirm_order(actor=shop.as_.lan, order=order))
    # Packed again, it isn't said again.
    packed(shop, unpack_order(actor=shop.as_.lan, order=order))
    deliver_order(actor=shop.as_.lan, order=order)
    assert_cheap()
    assert f"Đơn {order.number} đã đóng gói, mời bạn đến lấy. Khi nhận bạn trả 100.000" in sent()[-1]


def test_weighed_goods_can_be_paid_once_they_are_weighed(shop):
    make_shop_row(shop.other_product.producer, bank="970418", account="555")
    order = order_of(shop, 2, shop.fish, buyer=GUEST, payment=Payment.TRANSFER)
    hoa = shop.as_.hoa
    confirm_order(actor=hoa, order=order)
    assert cost()[0] == 1
    order = packed(shop, order, hoa, weighed={order.lines.get().pk: Decimal("1.5")})
    assert f"Đơn {order.number} đã cân và đóng gói. Mời bạn chuyển 135.000" in sent()[-1]
    mark_paid(actor=hoa, order=order)
    deliver_order(actor=hoa, order=ship_order(actor=hoa, order=order, words=CARRIER))
    assert_cheap()


@pytest.mark.parametrize("is_paid", [False, True], ids=["unpaid", "paid"])
def test_a_cancelled_order_costs_no_more_and_says_what_comes_back(shop, is_paid):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, buyer=GUEST, payment=Payment.TRANSFER))
    if is_paid:
        mark_paid(actor=shop.as_.lan, order=order)
    cancel_order(actor=shop.as_.lan, order=order, reason="mưa đá làm rụng hết mận")
    if is_paid:
        mark_refunded(actor=shop.as_.lan, order=order)
    assert_cheap()
    assert f"Đơn {order.number} đã huỷ. " in sent()[-1] and "Lý do: mưa đá" in sent()[-1]
    assert ("Bạn được trả lại 130.000" in sent()[-1]) == is_paid


def test_a_part_return_before_the_sending_is_said_with_it(shop):
    order = packed(shop, confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, buyer=proven())))
    return_part(actor=shop.as_.lan, order=order, counts={order.lines.get().pk: 1}, reason="một gói rách")
    deliver_order(actor=shop.as_.lan, order=ship_order(actor=shop.as_.lan, order=order, words="Hải Vân"))
    assert_cheap()
    assert "Khi nhận bạn trả 105.000" in sent()[-1]
    words = order.steps.get(kind="part_back").words.replace("\xa0", " ")
    assert words == "Người bán nhận lại 1 × Mận hậu Mộc Châu (25.000 đ). Lý do: một gói rách"


def test_money_that_comes_back_after_the_receipt_is_one_more_message(shop):
    order = packed(shop, confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, buyer=proven())))
    deliver_order(actor=shop.as_.lan, order=ship_order(actor=shop.as_.lan, order=order, words="Hải Vân"))
    assert_cheap()
    return_part(actor=shop.as_.lan, order=order, counts={order.lines.get().pk: 1}, reason="một gói rách")
    give_difference_back(actor=shop.as_.lan, order=order)
    assert cost()[0] == 4 and "Người bán nhận lại 1 × Mận hậu Mộc Châu" in sent()[-1]
    return_order(actor=shop.as_.lan, order=order, reason="hỏng")
    assert cost()[0] == 5 and "Bạn được trả lại 105.000" in sent()[-1]


def test_an_order_of_two_sellers_multiplies_no_messages(shop):
    wishes = {each.product.producer_id: wish({each: 1}) for each in (shop.bag, shop.fish)}
    purchase = place_orders(buyer=proven(), wishes=wishes)
    for order, seller in zip(purchase.orders.order_by("pk"), (shop.as_.lan, shop.as_.hoa), strict=True):
        confirm_order(actor=seller, order=order)
        ship_order(actor=seller, order=packed(shop, order, seller), words=CARRIER)
        deliver_order(actor=seller, order=order)
    assert_cheap()
    assert ShortLink.objects.get().target == f"/mua/{purchase.ref}/"


def test_mixed_ways_of_paying_at_two_sellers_multiply_no_messages(shop):
    make_shop_row(shop.other_product.producer, bank="970418", account="555")
    ways = ((shop.bag, Payment.TRANSFER), (shop.fish, Payment.ON_DELIVERY))
    wishes = {each.product.producer_id: wish({each: 1}, payment=way) for each, way in ways}
    purchase = place_orders(buyer=proven(), wishes=wishes)
    for order, seller in zip(purchase.orders.order_by("pk"), (shop.as_.lan, shop.as_.hoa), strict=True):
        confirm_order(actor=seller, order=order)
        ship_order(actor=seller, order=packed(shop, order, seller), words=CARRIER, unpaid_ok=True)
        deliver_order(actor=seller, order=order)
    assert_cheap()


def test_an_order_by_telephone_costs_its_link_and_the_sending(shop):
    order = order_of(shop, 4, buyer=GUEST, actor=shop.as_.lan)
    ship_order(actor=shop.as_.lan, order=packed(shop, order), words=CARRIER)
    deliver_order(actor=shop.as_.lan, order=order)
    assert_cheap(2, 4)
    assert f"Người bán đã ghi đơn {order.number} cho bạn, 130.000" in sent()[0]


def test_a_buyer_with_an_account_pays_no_more_in_messages_and_reads_all_in_notices(shop):
    User.objects.filter(pk=shop.hoa.pk).update(phone="+84912345677", phone_verified_at=timezone.now())
    buyer = replace(GUEST, account=Actor.of(shop.hoa))
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, buyer=buyer, payment=Payment.TRANSFER))
    mark_paid(actor=shop.as_.lan, order=order)
    ship_order(actor=shop.as_.lan, order=packed(shop, order), words=CARRIER)
    deliver_order(actor=shop.as_.lan, order=order)
    notices = shop.hoa.notices.filter(key__contains=f"{order.number}:buyer").order_by("pk")
    kinds = [(row.kind, row.deliveries.exists()) for row in notices]
    assert kinds == [
        ("order.confirmed", True),
        ("order.paid", False),
        ("order.shipped", True),
        ("order.delivered", False),
    ]
    texts = [f"Piêu: {row.title}" for row in notices if row.deliveries.exists()]
    assert sum(count_segments(as_sent(text)) for text in texts) <= 3 and sent() == []
