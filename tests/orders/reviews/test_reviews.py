"""Reviews: only for received goods, once per line, answered by the seller, hidden by officers with a reason."""

from __future__ import annotations

import dataclasses
import json
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import Notice
from members.own_data.erasing import erase_everywhere
from orders.errors import NotAllowed, OrderError, WrongState
from orders.models import Order, Review, ReviewReport
from orders.orders import rules
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import (
    confirm_order,
    confirm_receipt,
    deliver_order,
    return_order,
    ship_order,
    withdraw_order,
)
from orders.own_data.orders import bought
from orders.reviews import actions as reviews
from products.models import Product
from tests.api import client_of as program
from tests.api import problems, send_twice
from tests.keyed import KeyedClient
from tests.orders.basket.test_phone_codes import last_code, wrong
from tests.orders.conftest import BUYER, order_of
from tests.orders.orders.test_pages import client_of

pytestmark = pytest.mark.databases


def delivered(shop, count: int = 1, **more) -> Order:
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, count, **more))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=order, unpaid_ok=True)
    return deliver_order(actor=shop.as_.lan, order=order)


def review_of(shop, stars: int = 4, words: str = "Quả giòn, gửi nhanh.") -> Review:
    return reviews.write_review(line=delivered(shop).lines.get(), stars=stars, words=words)


def test_a_line_is_reviewed_once_it_was_delivered_and_not_before(shop):
    order = order_of(shop, 1)
    line = order.lines.get()
    for step in (
        None,
        lambda: confirm_order(actor=shop.as_.lan, order=order),
        lambda: pack_order(actor=shop.as_.lan, order=order, lots={line.pk: shop.lot}),
        lambda: ship_order(actor=shop.as_.lan, order=order),
    ):
        if step:
            step()
        with pytest.raises(NotAllowed, match="đã nhận hàng"):
            reviews.write_review(line=line, stars=5)
    assert Review.objects.count() == 0
    confirm_receipt(order=order)
    review = reviews.write_review(line=line, stars=5, words="  Ngon \n\n quá\0 ")
    assert (review.stars, review.words, review.product) == (5, "Ngon\n\nquá", shop.product)
    assert Notice.objects.get(user=shop.lan, kind="review.written").title == (
        "Người mua đánh giá Mận hậu Mộc Châu: 5/5"
    )
    entry = Entry.objects.get(kind="review.written")
    assert '"stars":5' in entry.body and "Ngon" not in entry.body


@pytest.mark.slow
def test_seller_cannot_review_own_goods(shop):
    type(shop.lan).objects.filter(pk=shop.lan.pk).update(
        phone="+84912345678", phone_verified_at=timezone.now()
    )
    account = dataclasses.replace(
        BUYER, phone="0912 000 000", account=shop.as_.lan, proven_phones=frozenset({"+84912000000"})
    )
    for order in (
        delivered(shop),  # the seller's own number
        delivered(shop, buyer=account),  # the seller's own account
        delivered(shop, actor=shop.as_.lan),  # entered by the seller
    ):
        with pytest.raises(NotAllowed):
            reviews.write_review(line=order.lines.get(), stars=5)
    returned = delivered(
        shop,
        buyer=dataclasses.replace(BUYER, phone="0912 111 111", proven_phones=frozenset({"+84912111111"})),
    )
    return_order(actor=shop.as_.lan, order=returned, reason="Dập")
    with pytest.raises(NotAllowed):
        reviews.write_review(line=returned.lines.get(), stars=1)
    assert Review.objects.count() == 0


@pytest.mark.parametrize(
    ("stars", "words", "field"),
    [
        (0, "", "stars"),
        (6, "", "stars"),
        (-1, "", "stars"),
        (True, "", "stars"),
        (4.5, "", "stars"),
        (3, "x" * 1001, "words"),
    ],
)
def test_points_and_words_that_cannot_be_are_refused(shop, stars, words, field):
    line = delivered(shop).lines.get()
    with pytest.raises(OrderError) as refused:
        reviews.write_review(line=line, stars=stars, words=words)
    assert refused.value.field == field and Review.objects.count() == 0
    made = reviews.write_review(line=line, stars=3)
    with pytest.raises(IntegrityError, match="orders_review_one_to_five"), transaction.atomic():
        Review.objects.filter(pk=made.pk).update(stars=6)
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(line=line, product=shop.product, stars=1)


@pytest.mark.slow
def test_review_can_be_edited_until_it_is_answered_or_old(shop):
    review = review_of(shop)
    line = review.line
    fields = {"line": line, "proven_phones": [line.order.buyer_phone]}
    assert reviews.write_review(**fields, stars=2, words="Dập một quả").pk == review.pk
    reviews.answer_review(actor=shop.as_.lan, review=review, answer="Chị xin lỗi, lần sau chị lót rơm.")
    with pytest.raises(WrongState):
        reviews.write_review(**fields, stars=1)
    other = review_of(shop)
    Review.objects.filter(pk=other.pk).update(created_at=timezone.now() - timedelta(days=31))
    with pytest.raises(WrongState):
        reviews.write_review(line=other.line, proven_phones=[other.line.order.buyer_phone], stars=1)
    assert sorted(Review.objects.values_list("stars", flat=True)) == [2, 4]


def test_only_the_seller_answers_a_review_and_only_once(shop):
    review = review_of(shop)
    for stranger in (shop.as_.hoa, shop.as_.minh, shop.as_.thu):
        with pytest.raises(NotAllowed):
            reviews.answer_review(actor=stranger, review=review, answer="Cảm ơn")
    with pytest.raises(OrderError):
        reviews.answer_review(actor=shop.as_.lan, review=review, answer="  ")
    for _n in range(2):
        reviews.answer_review(actor=shop.as_.lan, review=review, answer="Cảm ơn bạn")
    with pytest.raises(WrongState):
        reviews.answer_review(actor=shop.as_.lan, review=review, answer="Câu khác")
    review.refresh_from_db()
    assert (review.answer, review.answered_by) == ("Cảm ơn bạn", shop.lan)


def test_an_officer_hides_a_reported_one_and_it_is_stored_with_the_reason(shop):
    review = review_of(shop, 1, "Gọi tên ra mà chửi")
    reviews.report_review(review=review, reason="Có tên người")
    reviews.report_review(review=review, reason="Chửi")
    assert Notice.objects.filter(user=shop.thu, kind="review.reported").count() == 1
    for stranger in (shop.as_.lan, shop.as_.minh, shop.as_.hoa, shop.thu_for_lan):
        with pytest.raises(NotAllowed):
            reviews.hide_review(actor=stranger, review=review, reason="Không thích")
    with pytest.raises(OrderError):
        reviews.hide_review(actor=shop.as_.thu, review=review, reason=" ")
    assert Review.objects.public().count() == 1
    reviews.hide_review(actor=shop.as_.thu, review=review, reason="Có số điện thoại")
    review.refresh_from_db()
    assert (review.hidden_by, review.hidden_reason, review.words) == (
        shop.thu,
        "Có số điện thoại",
        "Gọi tên ra mà chửi",
    )
    assert reviews.rating_of(shop.product) == (0, 0.0)
    assert not ReviewReport.objects.filter(closed_at=None).exists()
    reviews.keep_review(actor=shop.as_.thu, review=review)
    assert reviews.rating_of(shop.product) == (1, 1.0)


@pytest.mark.slow
def test_the_product_page_says_the_average_with_its_count_and_only_where_there_is_one(client, shop):
    page = client.get("/products/man-hau/").content.decode()
    assert "Người mua nói gì" not in page and "aggregateRating" not in page
    for stars, words in ((5, "<b>Ngon</b>"), (4, ""), (4, "Giòn")):
        review_of(shop, stars, words)
    page = client.get("/products/man-hau/").content.decode()
    assert "<b>4,3/5</b>, 3 đánh giá" in page and "&lt;b&gt;Ngon&lt;/b&gt;" in page
    assert f"Mua ngày {timezone.localdate():%d/%m/%Y}" in page and "Chỉ người mua đã nhận hàng" in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert data["aggregateRating"] == {
        "@type": "AggregateRating",
        "ratingValue": 4.3,
        "reviewCount": 3,
        "bestRating": 5,
        "worstRating": 1,
    }
    for word in ("Nguyễn Thu Hà", "345678", "345 678"):
        assert word not in page


@pytest.mark.slow
def test_a_buyer_writes_corrects_and_erases_at_the_orders_address(client, shop):
    order = delivered(shop)
    line = order.lines.get()
    at = f"/don/{order.ref}/danh-gia/{line.pk}/"
    assert at in client.get(f"/don/{order.ref}/").content.decode()
    bad = client.post(at, {"stars": "9", "words": "x"})
    assert bad.status_code == 400 and Review.objects.count() == 0
    for _n in range(2):
        answer = client.post(at, {"stars": "4", "words": "Giòn", "idempotency_key": "0123456789abcdef"})
        assert answer.url == f"/don/{order.ref}/"
    assert "4/5" in client.get(f"/don/{order.ref}/").content.decode()
    # Others who have the address can't change it; a code to the order's number identifies the buyer.
    so, needs = f"/don/{order.ref}/so/", "cần mã nhắn tới số trong đơn"
    page = client.get(at).text
    assert needs in page and so in page and 'name="stars"' not in page and "xoa/" not in page
    assert client.post(at, {"stars": "2", "words": "Giòn"}).status_code == 403
    assert needs in client.post(at + "xoa/", follow=True).text
    assert list(Review.objects.values_list("stars", "words")) == [(4, "Giòn")]
    client.post(so, {"send": "1"})
    assert client.post(so, {"code": wrong(last_code())}).status_code == 400
    assert client.post(at, {"stars": "2", "words": "Giòn"}).status_code == 403
    assert client.post(so, {"code": last_code()}).url == f"/don/{order.ref}/"
    assert 'name="stars"' in client.get(at).text and client.get(so).url == f"/don/{order.ref}/"
    client.post(at, {"stars": "2", "words": "Giòn"})
    client.post(at + "xoa/")
    review = Review.objects.get()
    assert (review.stars, review.words, review.erased_at is not None) == (2, "", True)
    other = order_of(shop, 1)
    assert client.get(f"/don/{other.ref}/danh-gia/{line.pk}/").status_code == 404
    assert client.get(f"/don/{other.ref}/danh-gia/{other.lines.get().pk}/").url == f"/don/{other.ref}/"


@pytest.mark.parametrize(
    "number",
    [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "(+84) 912-345-678",
        "84 912 345 678",
        "0212 3 852 852",
        "０９１２３４５６７８",
    ],
)
def test_a_telephone_number_is_published_neither_by_buyers_nor_by_sellers(client, shop, number):
    line = delivered(shop).lines.get()
    at = f"/don/{line.order.ref}/danh-gia/{line.pk}/"
    refused = client.post(at, {"stars": "4", "words": f"Ngon, gọi {number} nhé, 2 thùng"})
    assert refused.status_code == 400 and "người lạ đọc là gọi được" in refused.content.decode()
    assert Review.objects.count() == 0
    review = reviews.write_review(line=line, stars=4, words="Mua 12.000 đ ngày 02.03.2026, 10 kg")
    with pytest.raises(OrderError) as error:
        reviews.answer_review(actor=shop.as_.lan, review=review, answer=f"Chị gọi {number}, 2 thùng")
    assert (error.value.field, error.value.code) == ("answer", "phone_published")


def test_a_number_in_a_review_of_before_is_hidden_where_it_is_shown(client, shop):
    review = review_of(shop, 4)
    Review.objects.filter(pk=review.pk).update(
        words="Gọi 0912 345 678, 2 thùng", answer="Vâng, +84 912.345.678"
    )
    data = program().get(f"/api/v1/reviews/{review.pk}/").json()
    assert (data["words"], data["answer"]) == ("Gọi (số điện thoại), 2 thùng", "Vâng, (số điện thoại)")
    page = client.get("/danh-gia/man-hau/").content.decode()
    assert "Gọi (số điện thoại), 2 thùng" in page and "345" not in page


@pytest.mark.slow
def test_seller_and_officer_have_a_page_and_strangers_none(shop):
    review = review_of(shop, 2, "Dập")
    lan, thu, hoa = client_of(shop.lan), client_of(shop.thu), client_of(shop.hoa)
    assert "Dập" in lan.get("/ban-hang/danh-gia/").content.decode()
    assert "Dập" not in hoa.get("/ban-hang/danh-gia/").content.decode()
    assert hoa.post(f"/ban-hang/danh-gia/{review.pk}/", {"answer": "x"}).status_code == 404
    assert lan.post(f"/ban-hang/danh-gia/{review.pk}/", {"answer": " "}).status_code == 400
    lan.post(f"/ban-hang/danh-gia/{review.pk}/", {"answer": "Chị đổi thùng dày hơn."})
    all_of_it = KeyedClient().get("/danh-gia/man-hau/").content.decode()
    assert "Chị đổi thùng dày hơn." in all_of_it and "Vườn nhà Lan trả lời" in all_of_it
    KeyedClient().post(f"/danh-gia/{review.pk}/bao/", {"reason": "Chửi"})
    assert "Chửi" in thu.get("/can-bo/danh-gia/").content.decode()
    for stranger in (lan, hoa):
        assert "Chửi" not in stranger.get("/can-bo/danh-gia/").content.decode()
        assert stranger.post(f"/can-bo/danh-gia/{review.pk}/", {"reason": "x"}).status_code == 404
    assert thu.post(f"/can-bo/danh-gia/{review.pk}/", {"reason": ""}).status_code == 400
    thu.post(f"/can-bo/danh-gia/{review.pk}/", {"reason": "Lời chửi"})
    assert "Dập" not in KeyedClient().get("/danh-gia/man-hau/").content.decode()
    assert "Lời chửi" in lan.get("/ban-hang/danh-gia/").content.decode()
    assert KeyedClient().get(f"/danh-gia/{review.pk}/bao/").status_code == 404
    thu.post(f"/can-bo/danh-gia/{review.pk}/", {"keep": "1"})
    assert "Dập" in KeyedClient().get("/danh-gia/man-hau/").content.decode()


@pytest.mark.slow
def test_a_program_writes_reads_answers_reports_and_hides(shop):
    order = delivered(shop)
    line = order.lines.get().pk
    guest, lan, thu = program(), program(shop.lan), program(shop.thu)
    at = f"/api/v1/orders/by-ref/{order.ref}/reviews/"
    assert problems(guest.post(at, {"line": line, "stars": 6})) == [("max_value", "stars")]
    assert problems(guest.post(at, {"line": line + 1, "stars": 5})) == [("invalid", "line")]
    pk = send_twice(guest, "post", at, {"line": line, "stars": 5, "words": "Giòn"})["id"]
    assert Review.objects.count() == 1
    assert [
        row["words"] for row in guest.get(f"/api/v1/reviews/?product={shop.product.pk}").json()["results"]
    ] == ["Giòn"]
    assert program(shop.hoa).post(f"/api/v1/reviews/{pk}/answer/", {"answer": "x"}).status_code == 403
    assert lan.post(f"/api/v1/reviews/{pk}/answer/", {"answer": "Cảm ơn"}).json()["answer"] == "Cảm ơn"
    assert guest.post(f"/api/v1/reviews/{pk}/report/", {"reason": "Chửi"}).status_code == 204
    assert guest.post(f"/api/v1/reviews/{pk}/hide/", {"reason": "x"}).status_code == 401
    assert lan.post(f"/api/v1/reviews/{pk}/hide/", {"reason": "x"}).status_code == 403
    assert thu.post(f"/api/v1/reviews/{pk}/hide/", {"reason": "Lời chửi"}).json()["is_hidden"]
    assert guest.get(f"/api/v1/reviews/{pk}/").status_code == 404
    assert lan.get(f"/api/v1/reviews/{pk}/").json()["hidden_reason"] == "Lời chửi"
    assert thu.post(f"/api/v1/reviews/{pk}/keep/").json()["is_hidden"] is False


@pytest.mark.slow
def test_erasure_deletes_the_words_of_a_review_and_leaves_its_stars(shop):
    buyer = dataclasses.replace(BUYER, account=shop.as_.minh)
    reviews.write_review(line=delivered(shop, buyer=buyer).lines.get(), stars=3, words="Nhà tôi ở bản Áng")
    assert bought(shop.minh)[0]["reviews"] == ["3/5 Nhà tôi ở bản Áng"]
    stored = review_of(shop)
    reviews.answer_review(actor=shop.as_.lan, review=stored, answer="Lan cảm ơn")
    erase_everywhere(shop.minh)
    erase_everywhere(shop.lan)
    assert sorted(Review.objects.values_list("stars", "words", "answer")) == [
        (3, "", ""),
        (4, "Quả giòn, gửi nhanh.", ""),
    ]


@pytest.mark.slow
def test_a_receipt_is_there_once_the_seller_has_the_money(client, shop):
    order = order_of(shop, 4)
    at = f"/don/{order.ref}/bien-nhan/"
    assert client.get(at).url == f"/don/{order.ref}/"
    order = delivered(shop, 2)
    page = client.get(f"/don/{order.ref}/bien-nhan/").content.decode()
    for word in (
        f"Biên nhận đơn {order.number}",
        "Vườn nhà Lan",
        "MAN-1",
        "1 kg",
        "80.000 đ",
        "không phải hoá đơn",
    ):
        assert word in page, word
    assert "Nguyễn Thu Hà" not in page and "345 678" not in page
    assert client.get("/don/00000000-0000-0000-0000-000000000000/bien-nhan/").status_code == 404


def test_buyer_is_known_by_account_or_number_and_by_address_where_no_code_can_be_sent(shop):
    order = delivered(shop, buyer=dataclasses.replace(BUYER, account=shop.as_.minh))
    helped = Actor(by=shop.thu, member=shop.minh)
    for phone, anybody in (("+84912345678", False), ("+842123852852", True), ("", False)):
        order.buyer_phone = phone
        assert [rules.is_known_buyer(order, who) for who in (None, shop.as_.hoa)] == [anybody, anybody]
        assert all(rules.is_known_buyer(order, who) for who in (shop.as_.minh, helped))
        assert rules.is_known_buyer(order, None, ["+84912345678"]) is (phone != "")
        # An account with the order's number, not necessarily the one that bought.
        shop.hoa.phone = "+84912345678"
        assert rules.is_known_buyer(order, shop.as_.hoa) is (phone != "")
        shop.hoa.phone = None


def test_a_delivered_order_is_not_cancelled_and_the_buyer_reads_why(client, shop):
    order = delivered(shop)
    assert "Đơn đã giao, không huỷ được nữa." in client.post(f"/don/{order.ref}/huy/", follow=True).text
    response = program().post(f"/api/v1/orders/by-ref/{order.ref}/withdraw/")
    assert response.status_code == 409 and "Đơn đã giao, không huỷ được nữa." in str(response.json())
    order.refresh_from_db()
    assert order.state == "delivered"


@pytest.mark.slow
def test_seller_of_an_order_is_never_its_buyer(shop):
    lan, minh = client_of(shop.lan), client_of(shop.minh)
    waiting = order_of(shop, 1)
    lan.post(f"/don/{waiting.ref}/huy/")
    waiting.refresh_from_db()
    assert waiting.state == "placed"
    sent = confirm_order(
        actor=shop.as_.lan, order=order_of(shop, 1, buyer=dataclasses.replace(BUYER, account=shop.as_.minh))
    )
    line = sent.lines.get()
    pack_order(actor=shop.as_.lan, order=sent, lots={line.pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=sent)
    answer = lan.post(f"/don/{sent.ref}/da-nhan/", follow=True)
    assert "Chị là người bán đơn này. Việc này chỉ người mua làm được." in answer.text
    sent.refresh_from_db()
    assert sent.state == "shipped"
    minh.post(f"/don/{sent.ref}/da-nhan/")
    at = f"/don/{sent.ref}/danh-gia/{line.pk}/"
    assert lan.post(at, {"stars": "5", "words": "Ngon nhất"}).status_code == 403
    assert Review.objects.count() == 0
    minh.post(at, {"stars": "1", "words": "Dập"})
    assert lan.post(at, {"stars": "5", "words": ""}).status_code == 403
    lan.post(f"{at}xoa/")
    response = program(shop.lan).post(
        f"/api/v1/orders/by-ref/{sent.ref}/reviews/", {"line": line.pk, "stars": 5}
    )
    assert (response.status_code, problems(response)) == (403, [("seller_as_buyer", None)])
    assert list(Review.objects.values_list("stars", "words")) == [(1, "Dập")]
    # An officer helps a buyer at the buyer's own order.
    helping = Actor(by=shop.thu, member=shop.minh)
    reviews.erase_words(line=line, buyer=helping)
    assert Review.objects.get().words == ""
    assert Entry.objects.get(kind="review.erased").on_behalf_of == shop.minh.ref


def test_a_seller_is_refused_as_the_buyer_of_an_order_when_one_of_both_acts_on_behalf_of_the_other(shop):
    order = order_of(shop, 1)
    for by, member in ((shop.lan, shop.minh), (shop.minh, shop.lan), (shop.thu, shop.lan)):
        with pytest.raises(NotAllowed) as refused:
            withdraw_order(order=order, buyer=Actor(by=by, member=member))
        assert refused.value.code == "seller_as_buyer"
        order.refresh_from_db()
        assert (order.state, list(order.steps.values_list("kind", flat=True))) == ("placed", ["placed"])
    proof, helped = [order.buyer_phone], Actor(by=shop.thu, member=shop.minh)
    assert withdraw_order(order=order, buyer=helped, proven_phones=proof).state == "cancelled"


def test_seller_withdraws_an_order_from_the_own_shop_as_its_buyer(shop):
    order = order_of(shop, 1, buyer=dataclasses.replace(BUYER, account=shop.as_.lan))
    assert withdraw_order(order=order, buyer=shop.as_.lan).state == "cancelled"


@pytest.mark.slow
def test_sellers_export_holds_no_refs_of_orders(shop):
    order = delivered(shop)
    sold = client_of(shop.lan).get("/toi/du-lieu.json").getvalue().decode()
    assert order.number in sold and str(order.ref) not in sold


@pytest.mark.slow
def test_the_household_page_shows_the_newest_three_reviews_and_leads_to_all(client, shop):
    front = f"/s/{shop.producer.pk}/"
    page = client.get(front).content.decode()
    assert "Chưa có đánh giá nào" in page and "aggregateRating" not in page
    written = [review_of(shop, stars, f"Lời số {stars}") for stars in (2, 3, 4, 5)]
    for age, review in enumerate(reversed(written)):
        Review.objects.filter(pk=review.pk).update(created_at=timezone.now() - timedelta(days=age))
    page = client.get(front).content.decode()
    shown = [stars for stars in (5, 4, 3, 2) if f"Lời số {stars}" in page]
    assert shown == [5, 4, 3] and "<b>3,5/5</b>, 4 đánh giá" in page and "Đọc thêm" in page
    assert page.index("Lời số 5") < page.index("Lời số 4") < page.index("Lời số 3")
    assert '"reviewCount": 4' in page
    address = f"/danh-gia/nha/{shop.producer.pk}/"
    assert f'href="{address}"' in page
    every = client.get(address).content.decode()
    assert all(f"Lời số {stars}" in every for stars in (5, 4, 3, 2))
    assert 'href="/products/man-hau/"' in every and f'href="{front}"' in every
    reviews.hide_review(actor=shop.as_.thu, review=written[-1], reason="Không đúng")
    page = client.get(front).content.decode()
    assert "Lời số 5" not in page and "<b>3/5</b>, 3 đánh giá" in page


def test_reviews_of_a_hidden_household_are_not_found(client, shop):
    review_of(shop)
    Product.objects.filter(producer=shop.producer).update(state="retired")
    assert client.get(f"/danh-gia/nha/{shop.producer.pk}/").status_code == 404
