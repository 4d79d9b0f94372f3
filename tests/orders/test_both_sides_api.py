"""Look-ups of buyers and sellers over the API: open orders, the purchase, a verified number, deleted texts."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.utils import timezone

from members.models import SmsCode
from orders.basket.proofs import proof_for
from orders.complaints.actions import complain
from orders.models import Complaint, Order, Review
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import cancel_order, confirm_order, mark_paid
from orders.reviews.actions import report_review
from orders.shops.enums import Payment
from tests.api import client_of, everything, problems, send_twice
from tests.orders.basket.test_phone_codes import last_code, wrong
from tests.orders.conftest import order_of
from tests.orders.feeds.test_feeds import recalled, stall  # noqa: F401
from tests.orders.orders.test_proving import order, own_limit  # noqa: F401
from tests.orders.reviews.test_reviews import review_of

pytestmark = pytest.mark.databases

API = "/api/v1"


def test_open_points_of_an_order_are_visible_to_the_sellers_people(shop):
    order = order_of(shop, 4, payment=Payment.TRANSFER)  # noqa: F811
    lan, url = client_of(shop.lan), f"{API}/orders/{order.number}/standing/"
    assert lan.get(url).json() == {
        "still_to_pay": order.total, "owed_back": 0, "told_back": 0, "dispute": "", "recalls": [], "taken_down": [],
    }  # fmt: skip
    mark_paid(actor=shop.as_.lan, order=order)
    cancel_order(actor=shop.as_.lan, order=Order.objects.get(), reason="hết")
    data = lan.get(url).json()
    assert (data["still_to_pay"], data["owed_back"], data["told_back"]) == (0, order.total, 0)
    assert {client_of(who).get(url).status_code for who in (shop.hoa, shop.thu)} == {404}
    assert client_of().get(url).status_code == 401


def test_a_recall_of_packed_goods_is_in_the_order(stall):  # noqa: F811
    taken = confirm_order(actor=stall.as_.lan, order=order_of(stall, 2))
    pack_order(actor=stall.as_.lan, order=taken, lots={line.pk: stall.lot for line in taken.lines.all()})
    recalled(stall)
    (data,) = client_of(stall.lan).get(f"{API}/orders/{taken.number}/standing/").json()["recalls"]
    assert (data["lot"], data["lot_code"], data["reason"], data["first"]) == (
        stall.lot.pk, "MAN-1", "Có mẻ bị mốc", None,
    )  # fmt: skip


def test_all_orders_of_a_confirmation_are_found_by_its_ref_alone(shop):
    purchase = order_of(shop).purchase
    data = client_of().get(f"{API}/purchases/{purchase.ref}/").json()
    assert [row["ref"] for row in data["orders"]] == [str(row.ref) for row in purchase.orders.all()]
    assert client_of(shop.lan).get(f"{API}/purchases/{uuid.uuid4()}/").status_code == 404
    assert client_of(shop.lan).get(f"{API}/purchases/").status_code == 404


def test_guest_proves_the_number_after_delivery_and_wrong_codes_are_counted(order):  # noqa: F811
    guest, url = client_of(), f"{API}/orders/by-ref/{order.ref}/"
    assert guest.post(f"{url}send-code/").status_code == 202
    code = last_code()
    refused = guest.post(f"{url}prove/", {"code": wrong(code)})
    assert (refused.status_code, problems(refused)[0][1]) == (400, "code")
    assert SmsCode.objects.get().attempts == 1
    assert guest.post(f"{url}prove/", {"code": code}).json()["state"] == "delivered"
    order.refresh_from_db()
    assert order.phone_proven
    assert guest.post(f"{url}send-code/").status_code == 409


@pytest.mark.slow
def test_buyer_edits_and_erases_a_review_by_the_orders_ref(shop):
    review = review_of(shop)
    order, url = review.line.order, f"{API}/orders/by-ref/{review.line.order.ref}/reviews/"  # noqa: F811
    refused = client_of().post(f"{url}{review.line_id}/erase/")
    assert (refused.status_code, problems(refused)) == (403, [("buyer_unproven", None)])
    refused = client_of().post(
        url, {"line": review.line_id, "stars": 1, "phone_proof": proof_for("+84987654321")}
    )
    assert (refused.status_code, problems(refused)) == (403, [("buyer_unproven", None)])
    proof = {"phone_proof": proof_for(order.buyer_phone)}
    assert (
        client_of().post(url, {"line": review.line_id, "stars": 4, "words": "Ngon", **proof}).json()["words"]
        == "Ngon"
    )
    response = send_twice(client_of(), "post", f"{url}{review.line_id}/erase/", proof)
    review.refresh_from_db()
    assert (response["words"], response["stars"], review.words, bool(review.erased_at)) == ("", 4, "", True)
    assert (
        client_of().post(f"{API}/orders/by-ref/{uuid.uuid4()}/reviews/{review.line_id}/erase/").status_code
        == 404
    )
    other = order_of(shop)
    assert client_of().post(f"{url}{other.lines.get().pk}/erase/").status_code == 404
    assert order.pk != other.pk


@pytest.mark.slow
def test_an_officer_finds_what_was_reported_and_why_and_the_seller_does_not(shop):
    review = review_of(shop)
    url, thu = f"{API}/reviews/", client_of(shop.thu)
    assert thu.get(f"{url}?reported=true").json()["results"] == []
    report_review(review=review, reason="Người này chưa mua")
    assert [row["id"] for row in thu.get(f"{url}?reported=true").json()["results"]] == [review.pk]
    assert client_of(shop.lan).get(f"{url}?reported=true").json()["results"] == []
    (reason,) = thu.get(f"{url}{review.pk}/reports/").json()
    assert (reason["reason"], reason["closed_at"]) == ("Người này chưa mua", None)
    assert {client_of(who).get(f"{url}{review.pk}/reports/").status_code for who in (shop.lan, shop.hoa)} == {
        404
    }
    assert [client_of().get(f"{url}?answered={value}").json()["count"] for value in ("true", "false")] == [
        0,
        1,
    ]
    assert client_of().get(f"{url}?stars=5").json()["count"] == 0
    assert Review.objects.count() == 1


def test_complaints_that_wait_and_that_are_late_are_found(shop):
    row = complain(kind="complaint", text="Dập", producer=shop.producer, product=shop.product)
    lan, url = client_of(shop.lan), f"{API}/complaints/"
    counts = {
        ask: lan.get(f"{url}?{ask}").json()["count"] for ask in ("waiting=true", "waiting=false", "late=true")
    }
    assert counts == {"waiting=true": 1, "waiting=false": 0, "late=true": 0}
    early = timezone.now() - dt.timedelta(days=9)
    Complaint.objects.filter(pk=row.pk).update(created_at=early, answer_by=early + dt.timedelta(days=1))
    assert lan.get(f"{url}?late=true&product={shop.product.pk}").json()["count"] == 1


def test_the_platform_publishes_its_duties_as_its_page_does(db, settings):
    settings.ECOM_OPERATOR = "Hội Liên hiệp Phụ nữ"
    data = client_of().get(f"{API}/platform/").json()
    assert (data["operator"], data["take_down_hours"]) == ("Hội Liên hiệp Phụ nữ", 24)
    assert {("hợp đồng đặt hàng", 5), ("nội dung nhãn", 5)} <= {
        (term["words"], term["years"]) for term in data["terms"]
    }
    assert "37/2026/NĐ-CP, Điều 41(6)c" in {term["clause"] for term in data["terms"]}


def test_gaps_and_watched_words_of_a_listing_are_for_its_people_and_officers(shop):
    product = shop.product
    product.story, product.origin = "Mận chữa bệnh dạ dày", ""
    product.save()
    url = f"{API}/products/{product.pk}/look/"
    data = client_of(shop.thu).get(url).json()
    assert "chữa bệnh" in {row["phrase"] for row in data["watched"]}
    assert "origin" in {row["field"] for row in data["missing"]} and all(
        row["clause"] for row in data["missing"]
    )
    assert client_of(shop.lan).get(url).json() == data
    assert client_of(shop.hoa).get(url).status_code == 404
    assert client_of().get(url).status_code == 401


@pytest.mark.parametrize("what", ["send-code", "prove"])
def test_the_sellers_people_prove_no_number_of_their_buyer(shop, order, what):  # noqa: F811
    before = everything([Order])
    answer = client_of(shop.lan).post(f"{API}/orders/by-ref/{order.ref}/{what}/", {"code": "123456"})
    assert (answer.status_code, everything([Order])) == (403, before)
