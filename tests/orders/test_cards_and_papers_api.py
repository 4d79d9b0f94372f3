"""Card pages, money back to a card, packing slips and receipts over the API."""

from __future__ import annotations

import uuid

import pytest
from django.utils.translation import override
from pypdfium2 import PdfDocument

from backend.common import qr
from orders.models import Offer, Order
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, mark_paid, return_order
from orders.orders.papers import receipt_pdf
from orders.payments.ways.card.models import CardPayment, CardRefund
from tests.api import client_of, everything, problems, send_twice
from tests.orders.conftest import order_of
from tests.orders.payments.test_cards import account, by_card, delivered, paid, peer  # noqa: F401

API = "/api/v1"


def text_of(pdf: bytes) -> str:
    """Return all words of a PDF in one line."""
    document = PdfDocument(pdf)
    return " ".join(" ".join(page.get_textpage().get_text_bounded().split()) for page in document)


def packed(shop, count: int) -> Order:
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, count))
    return pack_order(actor=shop.as_.lan, order=order, lots={line.pk: shop.lot for line in order.lines.all()})


def codes_of(pdf: bytes) -> list[str]:
    return [code for page in PdfDocument(pdf) for code in qr.decode(page.render(scale=3).to_pil())]


def test_an_order_leads_to_one_page_at_stripe(shop, account, peer):  # noqa: F811
    order, anybody = by_card(shop), client_of()
    address = f"{API}/orders/by-ref/{order.ref}/card/"
    first, again = anybody.post(address), anybody.post(address)
    assert (first.status_code, again.json()) == (200, first.json())
    assert first.json() == {"url": order.card_payments.get().url}
    assert (len(peer.sessions), peer.sessions[order.card_payments.get().session]["amount_total"]) == (
        1,
        130_000,
    )
    before = everything([CardPayment, Order])
    other = anybody.post(f"{API}/orders/by-ref/{order_of(shop, 1).ref}/card/")
    assert (other.status_code, problems(other)) == (409, [("card_not_payable", None)])
    assert anybody.post(f"{API}/orders/by-ref/{uuid.uuid4()}/card/").status_code == 404
    assert everything([CardPayment])[0] == before[0]


@pytest.mark.slow
def test_an_unreachable_stripe_is_reported_and_asked_again(shop, account, peer, settings):  # noqa: F811
    order, url, anybody = by_card(shop), peer.url, client_of()
    anybody.raise_request_exception = False
    settings.STRIPE_API_URL = "http://127.0.0.1:9"
    away = anybody.post(f"{API}/orders/by-ref/{order.ref}/card/")
    assert (away.status_code, problems(away)) == (503, [("card_service_away", None)])
    settings.STRIPE_API_URL = url
    assert client_of().post(f"{API}/orders/by-ref/{order.ref}/card/").status_code == 200


@pytest.mark.slow
def test_card_refund_is_paid_once(client, shop, account, peer):  # noqa: F811
    order = paid(client, account, peer, by_card(shop))
    lan, address = client_of(shop.lan), f"{API}/orders/{order.number}/card-refunds/"
    early = lan.post(address)
    assert (early.status_code, problems(early), lan.get(address).json()) == (
        409,
        [("nothing_to_refund", None)],
        [],
    )
    return_order(actor=shop.as_.lan, order=delivered(shop, order), reason="dập")
    before = everything([CardRefund, Order])
    assert {client_of(who).post(address).status_code for who in (shop.hoa, shop.thu)} == {404}
    assert client_of().post(address).status_code == 401
    assert everything([CardRefund, Order]) == before
    (asked,) = send_twice(lan, "post", address, status=201)
    assert (asked["amount"], asked["state"]) == (130_000, "asked")
    (row,) = lan.get(address).json()
    assert (row["id"], row["state"], len(peer.refunds)) == (asked["id"], "succeeded", 1)
    assert lan.post(address).status_code == 409
    assert client_of(shop.hoa).get(address).status_code == 404


@pytest.mark.slow
def test_a_packing_slip_is_for_the_sellers_people(shop):
    order = packed(shop, 4)
    address = f"{API}/orders/{order.number}/slip/"
    answer = client_of(shop.lan).get(address)
    assert (answer["Content-Type"], answer.content) == (
        "application/pdf",
        client_of(shop.lan).get(address).content,
    )
    words = text_of(answer.content)
    for text in (
        f"Phiếu giao hàng {order.number}", "Vườn nhà Lan", "Nguyễn Thu Hà · 0912 345 678", "12 ngõ 5, phường Cầu Giấy, Hà Nội",
        "4 × Mận hậu Mộc Châu, túi 500 g", "MAN-1", "2 kg", "100.000 đ", "130.000 đ", "Thu khi giao: 130.000 đ",
    ):  # fmt: skip
        assert text in words, text
    (code,) = codes_of(answer.content)
    assert code.startswith("http")
    assert {client_of(who).get(address).status_code for who in (shop.hoa, shop.thu, shop.minh)} == {404}
    assert client_of().get(address).status_code == 401


@pytest.mark.slow
def test_a_receipt_comes_when_the_money_has(shop):
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 4, payment="transfer"))
    address = f"{API}/orders/by-ref/{order.ref}/receipt/"
    early = client_of().get(address)
    assert (early.status_code, problems(early)) == (409, [("not_paid", None)])
    mark_paid(actor=shop.as_.lan, order=order)
    words = text_of(client_of().get(address).content)
    for text in (
        f"Biên nhận đơn {order.number}",
        "Người bán: Vườn nhà Lan",
        "Người bán ghi đã nhận tiền",
        "130.000 đ",
        str(order.ref),
    ):
        assert text in words, text
    assert "0912" not in words and "Nguyễn Thu Hà" not in words
    with override("en"):
        english = text_of(receipt_pdf(Order.objects.get(pk=order.pk)))
    assert "Biên nhận" not in english and "130.000 đ" in english


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["=1+1", "Hà 🍑 𝕏", "x" * 80, "a\nb"], ids=["formula", "signs", "long", "lines"]
)
def test_odd_names_are_drawn(shop, name):
    order = packed(shop, 1)
    Order.objects.filter(pk=order.pk).update(buyer_name=name)
    assert client_of(shop.lan).get(f"{API}/orders/{order.number}/slip/").status_code == 200


@pytest.mark.slow
def test_a_long_order_goes_on_over_pages(shop):
    order = packed(shop, 1)
    line = order.lines.get()
    for n in range(60):
        line.pk, line.offer = (
            None,
            Offer.objects.create(product=shop.product, label=f"{n}", content=1, unit="kg", price=1),
        )
        line.save()
    answer = client_of(shop.lan).get(f"{API}/orders/{order.number}/slip/")
    assert (
        len(PdfDocument(answer.content)) > 1
        and text_of(answer.content).count("Mận hậu Mộc Châu, túi 500 g") == 61
    )
