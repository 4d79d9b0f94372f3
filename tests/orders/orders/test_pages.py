"""The pages for a buyer without an account and without JavaScript, for the producer, and for strangers."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.common.money import format_dong
from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice, NoticeDelivery, User
from orders.errors import WrongState
from orders.models import Offer, Order, Shop
from orders.orders.actions.packing import pack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.steps import cancel_order, confirm_order, mark_paid, mark_refunded, ship_order
from orders.orders.presenters import SalesPage
from orders.shops.enums import Payment
from tests.api import client_of as program
from tests.keyed import KeyedClient
from tests.layout import without_layout
from tests.orders.conftest import order_of
from traceability.recalls.actions.recalls import recall_lot

BUYING = {"name": "Nguyễn Thu Hà", "phone": "0912 345 678", "unit": "903703", "landmark": "", "note": ""}
KEY = "0123456789abcdef"


def ways(shop, **more) -> dict[str, str]:
    return {
        f"delivery-{shop.producer.pk}": "ship",
        f"payment-{shop.producer.pk}": "transfer",
        f"seen-{shop.bag.pk}": "25000",
        **BUYING,
        **more,
    }


def client_of(user) -> Client:
    client = KeyedClient()
    client.force_login(user)
    return client


@pytest.mark.slow
@pytest.mark.databases
def test_guest_fills_the_basket_orders_and_gets_a_payment_code(client, shop):
    page = client.get("/products/man-hau/").content.decode()
    assert "Đặt mua" in page and "túi 500 g" in page and "25.000 đ" in page
    basket = client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"}, follow=True)
    assert "130.000 đ" in basket.content.decode()
    placed = client.post("/gio-hang/dat/", ways(shop) | {"idempotency_key": KEY})
    again = client.post("/gio-hang/dat/", ways(shop) | {"idempotency_key": KEY})
    order = Order.objects.get()
    assert placed.url == again.url == reverse("orders:purchase", args=[order.purchase.ref])
    followed = KeyedClient().get(placed.url, follow=True)
    text = followed.content.decode()
    assert followed.redirect_chain[-1][0] == reverse("orders:order", args=[order.ref])
    assert order.number in text and "1234567890" in text and "<svg" in text and "130.000 đ" in text
    assert "noindex" in text and followed["Cache-Control"].startswith("max-age=0")
    assert "Giỏ hàng đang trống" in client.get("/gio-hang/").content.decode()


@pytest.mark.parametrize("count", ["0", "-3", "x", "", "1e3", "999999999999", "٣"])
def test_an_invalid_count_puts_nothing_in(client, shop, count):
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": count})
    assert client.session.get("basket") in (None, {})


@pytest.mark.slow
def test_a_price_from_the_form_is_never_paid(client, shop):
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    answer = client.post("/gio-hang/dat/", ways(shop, **{f"seen-{shop.bag.pk}": "1"}))
    assert answer.status_code == 409 and "Giá vừa đổi thành 25.000 đ" in answer.content.decode()
    assert Order.objects.count() == 0
    client.post("/gio-hang/dat/", ways(shop, price="1", total="1", goods="1"))
    assert Order.objects.get().total == 55_000


def test_errors_are_at_the_field_and_the_basket_stays(client, shop):
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    answer = client.post("/gio-hang/dat/", ways(shop, phone="123", name=""))
    page = answer.content.decode()
    assert answer.status_code == 400 and "Xin ghi tên người nhận." in page
    assert client.post("/gio-hang/dat/", ways(shop, unit="")).status_code == 400
    assert client.session["basket"] == {str(shop.bag.pk): 1}
    assert Order.objects.count() == 0


def test_closed_offer_leaves_the_basket_with_a_message(client, shop):
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    Offer.objects.update(is_open=False)
    assert "Có món không còn bán" in client.get("/gio-hang/").content.decode()
    assert client.session["basket"] == {}


def test_a_basket_that_somebody_wrote_into_the_session_breaks_nothing(client, shop):
    for junk in ([1], {"x": 2, "1": "2", "-1": 3, str(shop.bag.pk): -4}, "basket", {str(10**30): 1}):
        session = client.session
        session["basket"] = junk
        session.save()
        assert client.get("/gio-hang/").status_code == 200


@pytest.mark.slow
def test_the_basket_asks_the_database_as_often_for_one_row_as_for_many(
    client, shop, django_assert_num_queries
):
    for n in range(3):
        Offer.objects.create(product=shop.product, label=f"hộp {n}", content=1, unit="kg", price=50_000 + n)
    session = client.session
    session["basket"] = {str(shop.bag.pk): 1}
    session.save()
    client.get("/gio-hang/")
    with django_assert_num_queries(14):
        client.get("/gio-hang/")
    session["basket"] = {str(pk): 1 for pk in Offer.objects.values_list("pk", flat=True)}
    session.save()
    with django_assert_num_queries(14):
        client.get("/gio-hang/")


def test_an_order_of_an_unknown_address_is_not_found(client, db):
    assert (
        client.get(reverse("orders:order", args=["0" * 8 + "-0000-0000-0000-" + "0" * 12])).status_code == 404
    )


@pytest.mark.slow
def test_the_selling_page_shows_orders_to_answer_money_and_debts(shop):
    actor, lan = Actor.of(shop.lan), client_of(shop.lan)
    quiet = without_layout(lan.get("/ban-hang/").text)
    assert "Không có đơn nào chờ chị nhận." in quiet and "Không ai nợ ai đồng nào." in quiet

    placed = order_of(shop, 1)
    unpaid = order_of(shop, 2, payment=Payment.TRANSFER)
    refunded = order_of(shop, 4, payment=Payment.TRANSFER)
    for order in (unpaid, refunded):
        confirm_order(actor=actor, order=order)
    mark_paid(actor=actor, order=refunded)
    refunded.refresh_from_db()
    paid = format_dong(refunded.total)
    month = without_layout(lan.get("/ban-hang/").text).partition('id="money"')[2]
    assert f'<p class="figure">{paid}</p>' in month

    cancel_order(actor=actor, order=refunded, reason="Hết hàng")
    sales = SalesPage(shop.lan)
    assert [row.order for row in sales.to_answer] == [placed]
    assert [row.order for row in sales.under_way] == [unpaid]
    assert [(row.order, row.still_to_pay) for row in sales.buyers_owe] == [(unpaid, unpaid.total)]
    assert [(row.order, row.owed) for row in sales.seller_owes] == [(refunded, refunded.total)]
    page = without_layout(lan.get("/ban-hang/").text)
    assert f"Chị trả lại khách {paid}" in page
    assert f"Khách còn phải trả {format_dong(unpaid.total)}" in page

    mark_refunded(actor=actor, order=refunded)
    assert SalesPage(shop.lan).seller_owes == []


def test_the_selling_page_of_somebody_who_sells_nothing_offers_the_first_product(shop):
    page = without_layout(client_of(shop.minh).get("/ban-hang/").text)
    assert "Chị chưa bán gì ở đây" in page and reverse("products:new") in page
    assert "Ai còn nợ ai" not in page


@pytest.mark.slow
def test_seller_takes_an_order_through_all_steps_on_pages(shop):
    order, lan = order_of(shop, 4), client_of(shop.lan)
    assert "Đơn chờ chị nhận" in lan.get("/").content.decode()
    assert order.number in lan.get("/ban-hang/").content.decode()
    base = f"/ban-hang/don/{order.number}/"
    page = lan.get(base).content.decode()
    assert "Nguyễn Thu Hà" in page and "0912 345 678" in page and "Nhận đơn" in page
    lan.post(base + "buoc/confirmed/")
    line = order.lines.get()
    assert lan.post(base + "dong-goi/", {f"lot-{line.pk}": "999"}).status_code == 400
    lan.post(base + "dong-goi/", {f"lot-{line.pk}": str(shop.lot.pk)})
    assert "MAN-1" in lan.get(base + "phieu/").content.decode()
    lan.post(base + "giao/", {"words": "bưu điện EB1VN"})
    lan.post(base + "buoc/delivered/")
    order.refresh_from_db()
    assert (order.state, order.paid_at is not None) == ("delivered", True)
    assert [step.kind for step in order.steps.all()] == [
        "placed",
        "confirmed",
        "packed",
        "shipped",
        "delivered",
        "paid",
    ]


@pytest.mark.slow
def test_a_stranger_finds_no_order_by_its_number(shop):
    order = order_of(shop, 1)
    for user in (shop.hoa, shop.minh, shop.thu):
        stranger = client_of(user)
        for path in ("", "phieu/"):
            assert stranger.get(f"/ban-hang/don/{order.number}/{path}").status_code == 404
        for path in ("buoc/confirmed/", "dong-goi/", "giao/", "thoi/cancelled/"):
            assert stranger.post(f"/ban-hang/don/{order.number}/{path}").status_code == 404
    assert KeyedClient().get(f"/ban-hang/don/{order.number}/").status_code == 302
    order.refresh_from_db()
    assert (order.state, order.steps.count()) == ("placed", 1)


@pytest.mark.slow
def test_shop_is_run_by_its_people_and_the_account_by_nobody_else(shop):
    lan, thu, hoa = client_of(shop.lan), client_of(shop.thu), client_of(shop.hoa)
    base = f"/ban-hang/noi/{shop.producer.pk}/"
    assert "1234567890" in lan.get(base).content.decode()
    officer = thu.get(base)
    assert officer.status_code == 200 and "1234567890" not in officer.content.decode()
    assert hoa.get(base).status_code == 404
    account = {"bank": "970415", "account": "999", "holder": ""}
    assert thu.post(base + "sua/tai-khoan/", account).status_code == 400
    assert hoa.post(base + "sua/tai-khoan/", account).status_code == 404
    assert Shop.objects.get(producer=shop.producer).account == "1234567890"
    lan.post(base + "sua/tai-khoan/", account)
    assert (
        Shop.objects.get(producer=shop.producer).bank,
        Shop.objects.get(producer=shop.producer).account,
    ) == ("970415", "999")
    thu.post(base + "sua/tam-nghi/", {"until": "2099-01-01"})
    assert Shop.objects.get(producer=shop.producer).paused_until is None
    lan.post(base + "sua/giao-hang/", {"delivers": "on", "delivery_fee": "0", "free_from": ""})
    assert Shop.objects.get(producer=shop.producer).delivery_fee == 0


@pytest.mark.slow
def test_an_offer_is_made_changed_and_taken_off_sale(shop):
    lan = client_of(shop.lan)
    base = f"/ban-hang/san-pham/{shop.product.pk}/them/"
    fields = {
        "label": "thùng 10 kg",
        "content": "10",
        "unit": "kg",
        "price": "400k",
        "min_count": "1",
    }
    assert lan.post(base, fields | {"break_from_1": "2", "break_price_1": "500.000"}).status_code == 400
    assert lan.post(base, fields | {"break_from_1": "x", "break_price_1": "y"}).status_code == 400
    assert lan.post(base, fields | {"price": "-5"}).status_code == 400
    assert Offer.objects.filter(product=shop.product).count() == 1
    breaks = {"break_from_1": "2", "break_price_1": "380.000", "break_from_2": "5", "break_price_2": "350k"}
    lan.post(base, fields | breaks)
    made = Offer.objects.get(label="thùng 10 kg")
    assert (made.price, [(b.from_count, b.price) for b in made.breaks.all()]) == (
        400_000,
        [(2, 380_000), (5, 350_000)],
    )
    edit = f"/ban-hang/cach/{made.pk}/"
    assert "380.000 đ" in lan.get(edit).content.decode()
    lan.post(edit, fields | {"price": "390.000"})
    made.refresh_from_db()
    assert (made.price, made.breaks.count()) == (390_000, 0)
    assert client_of(shop.hoa).post(edit + "thoi/").status_code == 404
    lan.post(edit + "thoi/")
    made.refresh_from_db()
    assert not made.is_open


def test_an_order_by_telephone_is_one_screen(shop):
    lan = client_of(shop.lan)
    base = f"/ban-hang/noi/{shop.producer.pk}/don-moi/"
    fields = ways(shop, **{f"count-{shop.bag.pk}": "3"})
    assert client_of(shop.hoa).post(base, fields).status_code == 404
    empty = lan.post(base, ways(shop))
    assert empty.status_code == 400 and "Giỏ hàng đang trống" in empty.content.decode()
    lan.post(base, fields)
    order = Order.objects.get()
    assert (order.channel, order.lines.get().count, order.state) == ("telephone", 3, "confirmed")
    steps = list(order.steps.order_by("pk").values_list("kind", "by", "by_buyer"))
    assert steps == [("placed", shop.lan.pk, False), ("confirmed", shop.lan.pk, False)]
    assert Notice.objects.count() == 0


@pytest.mark.slow
def test_a_recall_lists_the_orders_packed_from_its_lots(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    order_of(shop, 1)
    recall = recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="Có mẻ bị mốc")
    page = client_of(shop.lan).get(reverse("traceability:recalled", args=[recall.pk])).content.decode()
    assert order.number in page and "0912 345 678" in page and "1 đơn khác" in page
    public = KeyedClient().get(reverse("traceability:recalled", args=[recall.pk])).content.decode()
    assert order.number not in public and "0912 345 678" not in public
    assert "Đang hết hàng" in KeyedClient().get("/products/man-hau/").content.decode()


@pytest.mark.slow
def test_shipping_an_unpaid_order_needs_a_confirmation(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, payment=Payment.TRANSFER))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    lan, at = client_of(shop.lan), f"/ban-hang/don/{order.number}/"
    assert "Chưa thấy tiền về: tôi vẫn giao" in lan.get(at).content.decode()
    refused = lan.post(f"{at}giao/", {"words": "xe khách"})
    assert refused.status_code == 400 and "về: vẫn giao?" in refused.content.decode()
    response = program(shop.lan).post(
        f"/api/v1/orders/{order.number}/ship/", {"words": "xe khách"}, format="json"
    )
    assert (response.status_code, response.json()["errors"][0]["code"]) == (409, "order_unpaid")
    order.refresh_from_db()
    assert (order.state, order.steps.filter(kind="shipped").count()) == ("packed", 0)
    assert lan.post(f"{at}giao/", {"words": "xe khách", "unpaid_ok": "on"}).status_code == 302
    order.refresh_from_db()
    assert order.state == "shipped"
    at_the_door = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    pack_order(actor=shop.as_.lan, order=at_the_door, lots={at_the_door.lines.get().pk: shop.lot})
    assert "tôi vẫn giao" not in lan.get(f"/ban-hang/don/{at_the_door.number}/").content.decode()


def test_transfer_details_can_be_copied_and_the_amount_has_the_banks_format(client, shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, payment=Payment.TRANSFER))
    url = reverse("orders:order", args=[order.ref])
    page = without_layout(client.get(url).text)
    for name, tag in (
        ("account", '<span class="code" id="pay-account">1234567890</span>'),
        ("amount", '<data id="pay-amount" value="130000">130.000 đ</data>'),
        ("purpose", f'<span class="code" id="pay-purpose">{order.number}</span>'),
    ):
        assert tag in page.replace("\xa0", " ") and f'data-copy-text="#pay-{name}"' in page
    assert "orders/copying" in page
    mark_paid(actor=shop.as_.lan, order=order)
    assert "copying" not in client.get(url).text


def test_an_order_with_a_refund_due_is_not_called_done(client, shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    pack_order(actor=shop.as_.lan, order=order, lots={(line := order.lines.get()).pk: shop.lot})
    mark_paid(actor=shop.as_.lan, order=order)
    return_part(actor=shop.as_.lan, order=order, counts={line.pk: 1}, reason="dập")
    page = client.post(reverse("orders:receive", args=[order.ref]), follow=True).text.replace("\xa0", " ")
    assert (
        "Đã ghi bạn nhận hàng. Người bán còn phải trả lại bạn 25.000 đ." in page and "Đơn đã xong" not in page
    )


def test_a_recalled_packet_that_stays_packed_is_only_to_be_cancelled(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    pack_order(actor=shop.as_.lan, order=order, lots={(line := order.lines.get()).pk: shop.lot})
    return_part(actor=shop.as_.lan, order=order, counts={line.pk: 1}, reason="dập")
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="mốc")
    page = client_of(shop.lan).get(f"/ban-hang/don/{order.number}/").text
    assert "Chị huỷ đơn và báo người mua." in page and "mở gói ra" not in page
    with pytest.raises(WrongState, match="Chị huỷ đơn và báo"):
        ship_order(actor=shop.as_.lan, order=order)


@pytest.mark.slow
def test_goods_that_came_before_their_money_are_not_called_done(client, shop):
    for payment, paid, expected in (
        (Payment.TRANSFER, False, "Đã ghi bạn nhận hàng. Còn 130.000 đ chưa thấy"),
        (Payment.TRANSFER, True, "Cảm ơn bạn. Đơn đã xong."),
        (Payment.ON_DELIVERY, False, "Cảm ơn bạn. Đã ghi bạn nhận hàng."),
    ):
        order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, payment=payment))
        pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
        if paid:
            mark_paid(actor=shop.as_.lan, order=order)
        page = client.post(reverse("orders:receive", args=[order.ref]), follow=True).text.replace("\xa0", " ")
        assert expected in page and ("Đơn đã xong" in page) == paid


def test_money_recorded_for_a_cancelled_order_is_a_refund_due_with_its_amount(shop):
    order = mark_paid(actor=shop.as_.lan, order=order_of(shop, 4, payment=Payment.TRANSFER))
    cancel_order(actor=shop.as_.lan, order=order, reason="mưa đá")
    page = client_of(shop.lan).get(f"/ban-hang/don/{order.number}/").text.replace("\xa0", " ")
    assert "Phải trả lại người mua 130.000 đ chị đã nhận (Chuyển khoản cho người bán)" in page
    assert "Đã trả lại 130.000 đ" in page


def test_pages_escape_the_buyers_words(client, shop):
    order = order_of(shop, 1)
    Order.objects.filter(pk=order.pk).update(buyer_name="<script>alert(1)</script>", buyer_note="{{ 7*7 }}")
    page = client_of(shop.lan).get(f"/ban-hang/don/{order.number}/").content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;" in page and "{{ 7*7 }}" in page


def test_every_form_that_changes_something_carries_a_key(shop):
    order = order_of(shop, 1)
    lan = client_of(shop.lan)
    for path in (f"/ban-hang/don/{order.number}/", f"/ban-hang/noi/{shop.producer.pk}/"):
        page = lan.get(path).content.decode()
        forms = re.findall(r"<form method=\"post\" action=\"/ban-hang/.*?</form>", page, re.DOTALL)
        assert len(forms) >= 2 and all("idempotency_key" in form for form in forms)


def test_an_officer_who_buys_for_a_member_is_stored_as_doing_so(shop):
    thu = client_of(shop.thu)
    thu.post(reverse("members:start_helping", args=[shop.minh.pk]))
    thu.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    thu.post("/gio-hang/dat/", ways(shop))
    order = Order.objects.get()
    step = order.steps.get()
    assert (order.purchase.user, step.by, step.on_behalf_of) == (shop.minh, shop.thu, shop.minh)
    entry = Entry.objects.get(kind="order.placed")
    assert (entry.by, entry.on_behalf_of) == (shop.thu.ref, shop.minh.ref)
    assert order.number in thu.get("/don/").content.decode()


def test_a_tap_that_is_sent_twice_puts_it_in_once(client, shop):
    for _n in range(2):
        client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "3"})
    assert client.session["basket"] == {str(shop.bag.pk): 3}


def with_phone(user: User, number: str) -> None:
    User.objects.filter(pk=user.pk).update(phone=number, phone_verified_at=timezone.now())


def test_officers_are_notified_of_an_order_that_cannot_reach_its_seller(shop):
    with_phone(shop.thu, "+84912000111")
    order = order_of(shop)
    notice = Notice.objects.get(user=shop.thu, kind="order.placed")
    assert notice.title == f"Đơn {order.number} của Lò Thị Lan, người không có máy nhận tin: chị báo giúp"
    assert order.number in notice.body and NoticeDelivery.objects.filter(notice=notice).exists()
    client = client_of(shop.thu)
    assert "Lò Thị Lan" in client.get(notice.url).content.decode()


def test_officers_are_not_notified_of_orders_that_reach_their_seller(shop):
    with_phone(shop.lan, "+84912000112")
    order_of(shop)
    assert Notice.objects.filter(user=shop.lan, kind="order.placed").count() == 1
    assert not Notice.objects.filter(user=shop.thu, kind="order.placed").exists()
