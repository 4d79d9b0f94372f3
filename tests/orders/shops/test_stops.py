"""Sales stopped by staff, closed card accounts, one transfer for several orders, and goods for adults."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice, User
from orders.bank.actions.transfers import pay_several, receive_transfer
from orders.bank.reading import Message
from orders.errors import NotAllowed, OrderError, WrongState
from orders.models import BankFeed, Offer, Order, SalesStop, Shop
from orders.payments.ways.card.actions.accounts import close_card_account, forget_closed_accounts
from orders.payments.ways.card.actions.payments import close_card_pages
from orders.shops.actions.shops import set_account
from orders.shops.actions.stops import NOTICE, lift_stop, stop_sales
from orders.shops.enums import Payment
from orders.shops.holders import is_other_holder
from products.models import Producer, Product
from products.producers.actions.producers import GRACE_DAYS
from tests.orders.conftest import BUYER, order_of
from tests.orders.orders.test_pages import BUYING, client_of
from tests.orders.payments.test_cards import account, by_card, opened, peer, send  # noqa: F401

pytestmark = pytest.mark.databases


@pytest.fixture
def operator(shop) -> Actor:
    return Actor.of(User.objects.create_user(full_name="Hoàng Thị Vận", password="246810", is_staff=True))


def on_sale(shop) -> bool:
    return Offer.objects.on_sale().filter(product__producer=shop.producer).exists()


def test_sales_stop_five_days_after_the_notice_and_go_on_when_it_is_lifted(shop, operator):
    placed, notified_at = order_of(shop), timezone.now()
    for _again in range(2):
        stop_sales(actor=operator, producer=shop.producer, reason="Hàng không như mô tả")
    assert on_sale(shop) and SalesStop.objects.count() == 1
    assert Notice.objects.get(user=shop.lan, kind="shop.stopped").body == "Hàng không như mô tả"
    with time_machine.travel(notified_at + NOTICE + dt.timedelta(minutes=1), tick=False):
        assert not on_sale(shop)
        with pytest.raises(OrderError) as refused:
            order_of(shop)
        assert refused.value.code == "offer_gone"
        for _again in range(2):
            lift_stop(actor=operator, producer=shop.producer, reason="Đã sửa")
        assert on_sale(shop)
    placed.refresh_from_db()
    assert placed.state == "placed"
    kinds = Entry.objects.filter(kind__startswith="shop.stop").order_by("id").values_list("kind", flat=True)
    assert list(kinds) == ["shop.stopped", "shop.stop_lifted"]


def test_goods_of_an_unverified_seller_sell_until_the_grace_is_over(shop, client):
    last_day = timezone.localdate()
    Producer.objects.filter(pk=shop.producer.pk).update(
        verified_at=None, verification_asked_at=timezone.now(), grace_until_date=last_day
    )
    page = client.get("/products/man-hau/")
    assert "Cán bộ Hội đang xác minh người bán." in page.text and "Cho vào giỏ" in page.text
    order_of(shop)
    lan = client_of(shop.lan)
    own = lan.get(f"/ban-hang/noi/{shop.producer.pk}/").text
    assert "Hàng đang trên sàn còn bán đến hết ngày" in own and "Chưa ai đặt mua được" not in own
    Producer.objects.filter(pk=shop.producer.pk).update(grace_until_date=last_day - dt.timedelta(days=1))
    assert not on_sale(shop) and client.get("/products/man-hau/").status_code == 404
    with pytest.raises(OrderError) as refused:
        order_of(shop)
    assert (refused.value.code, Order.objects.count()) == ("offer_gone", 1)
    own = lan.get(f"/ban-hang/noi/{shop.producer.pk}/").text
    assert "Chưa ai đặt mua được" in own and "Chờ cán bộ xem" in own


def test_the_platforms_page_says_how_long_unverified_goods_show(db, client):
    assert f"còn bán nhiều nhất {GRACE_DAYS} ngày, rồi rời sàn" in " ".join(
        client.get("/ve-san/").text.split()
    )


@pytest.mark.slow
def test_sales_stop_by_staff_acts_at_once_and_shows_on_pages(shop, operator, client):
    staff = client_of(operator.by)
    path = f"/ban-hang/noi/{shop.producer.pk}/"
    assert (
        "Dừng việc bán" in staff.get(path).text and "Dừng việc bán" not in client_of(shop.lan).get(path).text
    )
    wrong = staff.post(f"{path}sua/dung-ban/", {"reason": "", "authority": "x"})
    assert wrong.status_code == 400 and SalesStop.objects.count() == 0
    fields = {"reason": "Thu hồi giấy phép", "authority": "Sở Công Thương, 12/QĐ"}
    assert staff.post(f"{path}sua/dung-ban/", fields).status_code == 302
    assert not on_sale(shop)
    assert "12/QĐ" in client_of(shop.lan).get(path).text
    assert "Người bán đang dừng bán." in client.get("/products/man-hau/").text
    assert staff.post(f"{path}sua/ban-lai/", {"reason": "Đã cấp lại"}).status_code == 302 and on_sale(shop)


@pytest.mark.parametrize("who", ["lan", "minh", "hoa", "thu"])
def test_only_staff_stop_sales_or_lift_a_stop(shop, who):
    for act in (stop_sales, lift_stop):
        with pytest.raises(NotAllowed):
            act(actor=getattr(shop.as_, who), producer=shop.producer, reason="x")
    assert SalesStop.objects.count() == 0 and on_sale(shop)


def test_staff_cannot_stop_the_sales_of_an_own_producer(shop):
    shop.lan.is_staff = True
    shop.lan.save(update_fields=["is_staff"])
    with pytest.raises(NotAllowed):
        stop_sales(actor=shop.as_.lan, producer=shop.producer, reason="x")


def test_a_closed_card_account_hears_of_its_open_pages_and_then_forgets_its_keys(client, shop, account, peer):  # noqa: F811
    payment = opened(by_card(shop))
    for _again in range(2):
        close_card_account(actor=shop.as_.lan, producer=shop.producer)
    account.refresh_from_db()
    assert account.sealed_key and account.closed_at and forget_closed_accounts() == 0
    with pytest.raises(OrderError):
        by_card(shop)
    assert close_card_pages() == 1
    payment.refresh_from_db()
    assert payment.state == "expired"
    assert forget_closed_accounts() == 1
    account.refresh_from_db()
    assert (account.sealed_key, account.sealed_signing) == ("", "")
    assert Entry.objects.filter(kind="card_account.closed").count() == 1


def test_a_transfer_that_names_several_orders_has_a_next_step(shop):
    first, second = (order_of(shop, payment=Payment.TRANSFER) for _each in range(2))
    feed = BankFeed.objects.create(producer=shop.producer)
    now = timezone.now()

    def received_transfer(number: str, amount: int):
        words = f"CK {first.number} {second.number}"
        return receive_transfer(feed=feed, message=make_message(number, amount, words, now))

    short = received_transfer("1", 130_000 * 2 - 1)
    lan = client_of(shop.lan)
    assert "Một khoản trả cho nhiều đơn" not in lan.get(f"/ban-hang/tien-ve/{short.pk}/").text
    with pytest.raises(WrongState):
        pay_several(actor=shop.as_.lan, transfer=short)
    whole = received_transfer("2", 260_000)
    page = lan.get(f"/ban-hang/tien-ve/{whole.pk}/").text
    assert "Một khoản trả cho nhiều đơn" in page and second.number in page
    with pytest.raises(NotAllowed):
        pay_several(actor=shop.as_.hoa, transfer=whole)
    for _again in range(2):
        pay_several(actor=shop.as_.lan, transfer=whole)
    for order in (first, second):
        order.refresh_from_db()
        assert order.paid_at is not None and order.paid_amount == 130_000
    whole.refresh_from_db()
    assert whole.state == "several"


def make_message(number: str, amount: int, content: str, moment: dt.datetime) -> Message:
    return Message(
        number=number, is_incoming=True, amount=amount, made_at=moment, content=content, code="", reference="", bank="",
        account="",
    )  # fmt: skip


def test_another_holder_of_the_account_is_seen(shop):
    page = f"/ban-hang/noi/{shop.producer.pk}/"
    lan = client_of(shop.lan)
    assert not is_other_holder(Shop.objects.get(producer=shop.producer))
    assert "Tài khoản nhận tiền đứng tên" not in lan.get(page).text
    set_account(actor=shop.as_.lan, producer=shop.producer, bank="970418", account="99", holder="TRAN VAN BA")
    assert "Tài khoản nhận tiền đứng tên TRAN VAN BA, người đã xác minh là Lò Thị Lan" in lan.get(page).text


@pytest.mark.slow
def test_alcohol_order_needs_the_buyers_confirmation_of_age(shop, client):
    Product.objects.filter(pk=shop.product.pk).update(alcohol_percent=29)
    with pytest.raises(OrderError) as refused:
        order_of(shop)
    assert (refused.value.field, refused.value.code) == ("is_adult", "adults_only")
    assert order_of(shop, buyer=dataclasses.replace(BUYER, is_adult=True)).total == 130_000
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    assert "đủ 18 tuổi" in client.get("/gio-hang/").text
    fields = {f"delivery-{shop.producer.pk}": "ship", f"payment-{shop.producer.pk}": "transfer", **BUYING}
    refused = client.post("/gio-hang/dat/", fields)
    assert refused.status_code == 400 and "Xin xác nhận tuổi" in refused.text
    assert client.post("/gio-hang/dat/", {**fields, "is_adult": "on"}).status_code == 302
    lan, path = client_of(shop.lan), f"/ban-hang/noi/{shop.producer.pk}/don-moi/"
    fields = {**fields, f"count-{shop.bag.pk}": "1"}
    assert "đủ 18 tuổi" in lan.post(path, fields).text
    assert lan.post(path, {**fields, "is_adult": "on"}).status_code == 302
