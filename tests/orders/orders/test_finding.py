"""Guests find their orders by number and code; the order's link alone doesn't show the address."""

from __future__ import annotations

import io
import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image

from backend.common import qr
from backend.common.limits import SharedLimit
from backend.common.templatetags.vietnamese import tappable
from members.acting import Actor
from members.models import SmsCode, User
from members.notices import sms_limits
from orders.basket import limits
from orders.models import Order
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, mark_paid, ship_order
from orders.payments.ways.transfer.vietqr.reading import parse_vietqr
from orders.shops.enums import Payment
from tests.keyed import KeyedClient
from tests.orders.basket.test_phone_codes import last_code, wrong
from tests.orders.conftest import BUYER, order_of

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

NUMBER, OTHER = "0912 345 678", "0912 345 679"


@pytest.fixture(autouse=True)
def own_limit(monkeypatch) -> None:
    monkeypatch.setattr(limits, "codes_an_hour", SharedLimit(f"c {uuid.uuid4()}", 3, seconds=10**9, step=1))


def found(phone: str = NUMBER) -> KeyedClient:
    """A browser whose visitor proved the number."""
    client = KeyedClient()
    assert client.post("/tim-don/", {"phone": phone}).url == "/tim-don/ma/"
    assert client.post("/tim-don/ma/", {"code": last_code()}).url == "/tim-don/"
    return client


@pytest.mark.slow
def test_a_guest_finds_her_orders_by_number_and_code(shop):
    mine, other = (
        order_of(shop, 1),
        order_of(shop, 1, buyer=replace(BUYER, phone=OTHER), payment=Payment.TRANSFER),
    )
    client = KeyedClient()
    client.post("/tim-don/", {"phone": NUMBER})
    refused = client.post("/tim-don/ma/", {"code": wrong(last_code())})
    assert refused.status_code == 400 and "Mã chưa đúng" in refused.text
    assert mine.number not in client.get("/tim-don/").text
    assert client.post("/tim-don/ma/", {"code": last_code()}).url == "/tim-don/"
    page = client.get("/tim-don/")
    assert f"/don/{mine.ref}/" in page.text and other.number not in page.text
    assert (
        "no-store" in page.headers["Cache-Control"] and "noindex" not in KeyedClient().get("/tim-don/").text
    )
    # Closed, the list is gone for the next person at this phone.
    client.post("/tim-don/quen/")
    closed = client.get("/tim-don/").text
    assert mine.number not in closed and "0912" not in closed.partition("<main")[2].replace(
        "0912 345 678", "", 1
    )


@pytest.mark.slow
def test_the_answer_is_the_same_with_and_without_orders(shop):
    order_of(shop, 1)
    before = SmsCode.objects.count()
    answers = []
    for phone in (NUMBER, "0912 345 670"):
        client = KeyedClient()
        first = client.post("/tim-don/", {"phone": phone})
        page = re.sub(r'value="[^"]{20,}"|nonce="[^"]+"|content="[^"]+"', "", client.get(first.url).text)
        answers.append(
            (first.status_code, first.url, page.replace(phone, "").replace(phone.replace(" ", "")[1:], ""))
        )
    assert answers[0] == answers[1] and SmsCode.objects.count() == before + 2


@pytest.mark.slow
def test_codes_to_find_orders_are_limited_as_others_are(shop, monkeypatch):
    client = KeyedClient()
    for _n in range(3):
        assert client.post("/tim-don/", {"phone": NUMBER}).status_code == 302
        SmsCode.objects.update(created_at=timezone.now() - timedelta(minutes=2))
    assert SmsCode.objects.count() == 3
    refused = client.post("/tim-don/", {"phone": OTHER})
    assert refused.status_code == 429 and "Nhiều mã quá" in refused.text
    monkeypatch.setattr(limits, "codes_an_hour", SharedLimit(f"c {uuid.uuid4()}", 9, seconds=10**9, step=1))
    refused = client.post("/tim-don/", {"phone": NUMBER})
    assert refused.status_code == 429 and "Vừa gửi mấy mã liền" in refused.text
    monkeypatch.setattr(sms_limits, "_of_a_network", SharedLimit("n", 0, seconds=86400, step=1))
    refused = client.post("/tim-don/", {"phone": OTHER})
    assert refused.status_code == 429 and SmsCode.objects.count() == 3
    for phone in ("", "12", "0212 3852 000"):
        assert client.post("/tim-don/", {"phone": phone}).status_code == 400
    assert SmsCode.objects.count() == 3


@pytest.mark.slow
def test_orders_of_somebody_elses_account_are_not_found(shop):
    mistyped = order_of(shop, 1, buyer=replace(BUYER, account=Actor.of(shop.hoa)))
    page = found().get("/tim-don/").text
    assert mistyped.number not in page and "Số này chưa có đơn nào" in page
    User.objects.filter(pk=shop.hoa.pk).update(phone="+84912345678", phone_verified_at=timezone.now())
    assert mistyped.number in found().get("/tim-don/").text


def test_the_code_page_needs_a_number_and_ends_after_an_hour(client):
    assert client.get("/tim-don/ma/").url == "/tim-don/"
    client.post("/tim-don/", {"phone": NUMBER})
    session = client.session
    session["number_to_find"] = {
        **session["number_to_find"],
        "at": (timezone.now() - timedelta(hours=2)).isoformat(),
    }
    session.save()
    assert client.post("/tim-don/ma/", {"code": last_code()}).url == "/tim-don/"
    assert "buyer_phones" not in client.session


def test_finding_is_reached_from_the_footer_the_empty_basket_and_pages_that_are_not_found(client):
    assert 'href="/tim-don/"' in client.get("/").text.partition("<footer")[2]
    for path in ("/gio-hang/", "/khong-co/", "/t/0000000000000"):
        main = client.get(path).text.partition("<main")[2].partition("</main>")[0]
        assert 'href="/tim-don/"' in main


@pytest.mark.slow
def test_the_address_is_masked_until_the_number_is_proved(shop):
    order = order_of(shop, 4, buyer=replace(BUYER, proven_phones=frozenset()), payment=Payment.TRANSFER)
    at, client = f"/don/{order.ref}/", KeyedClient()
    page = client.get(at).text
    assert "•••" in page and "12 ngõ 5" not in page and "Cầu Giấy" not in page and "Hà Nội" not in page
    assert f'href="{at}so/"' in page
    sent = client.post(f"{at}so/", {"send": "1"}).text
    assert "0912 *** 678" in sent and "345 678" not in sent
    assert client.post(f"{at}so/", {"code": last_code()}).url == at
    page = client.get(at).text
    assert "12 ngõ 5, phường Cầu Giấy, Hà Nội" in page and f"{at}so/" not in page
    # Somebody else with the link, and the seller's people, still read the mask.
    lan = KeyedClient()
    lan.force_login(shop.lan)
    for other in (KeyedClient(), lan):
        assert "12 ngõ 5" not in other.get(at).text
    order.refresh_from_db()
    assert not order.phone_proven  # reading the address proves nothing to the seller


def test_the_address_of_ones_own_account_is_shown(shop, client):
    order = order_of(shop, 1, buyer=replace(BUYER, account=Actor.of(shop.hoa)))
    client.force_login(shop.hoa)
    assert "12 ngõ 5" in client.get(f"/don/{order.ref}/").text


@pytest.mark.slow
def test_the_carriers_number_can_be_tapped(shop, client):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 1))
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=order, words="Hải Vân <b> 0912 345 111")
    assert (
        'Hải Vân &lt;b&gt; <a href="tel:+84912345111">0912 345 111</a>'
        in client.get(f"/don/{order.ref}/").text
    )


@pytest.mark.parametrize(
    ("words", "html"),
    [
        ("Viettel 1900 8095", 'Viettel <a href="tel:19008095">1900 8095</a>'),
        (
            "https://vnpost.vn/?id=1&x=2.",
            '<a href="https://vnpost.vn/?id=1&amp;x=2" rel="nofollow noopener noreferrer">https://vnpost.vn/?id=1&amp;x=2</a>.',
        ),
        ("javascript:alert(1) http://a.vn", "javascript:alert(1) http://a.vn"),
        ("vận đơn EB123456789VN, 24/11/2026", "vận đơn EB123456789VN, 24/11/2026"),
        ("\"'<script>", "&quot;&#x27;&lt;script&gt;"),
    ],
    ids=["service line", "web", "not secure", "no number", "escaped"],
)
def test_numbers_and_addresses_in_words_are_links(words, html):
    assert tappable(words) == html


@pytest.mark.slow
def test_the_vietqr_is_saved_as_an_image_while_it_is_to_be_paid(shop, client):
    order = order_of(shop, 4, payment=Payment.TRANSFER)
    at = f"/don/{order.ref}/vietqr.png"
    assert at in client.get(f"/don/{order.ref}/").text
    answer = client.get(at)
    assert answer.headers["Content-Type"] == "image/png" and "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Disposition"] == f'attachment; filename="vietqr-{order.number}.png"'
    (text,) = qr.decode(Image.open(io.BytesIO(answer.content)))
    read = parse_vietqr(text)
    assert (read.amount, read.purpose) == (130_000, order.number)
    mark_paid(actor=shop.as_.lan, order=order)
    assert client.get(at).status_code == 404
    for other in (order_of(shop, 1).ref, uuid.uuid4()):
        assert client.get(f"/don/{other}/vietqr.png").status_code == 404
    assert Order.objects.count() == 2
