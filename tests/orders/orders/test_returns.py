"""Partial returns and refunds: by line, with the delivery fee, in the book, and back to a card."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from orders.errors import NotAllowed, OrderError, WrongState
from orders.figures.moves import Basis, moves_of
from orders.figures.periods import read_period
from orders.models import Order, PartReturn
from orders.orders.actions.packing import unpack_order
from orders.orders.actions.returns import return_part, words_of_return
from orders.orders.actions.settling import owed_back
from orders.orders.actions.steps import confirm_order, give_difference_back, mark_paid, return_order
from orders.orders.stock import lot_left, stock_of
from orders.payments.ways.card.actions.refunds import ask_refund, send_refund
from orders.payments.ways.card.models import CardRefund
from orders.shops.enums import Payment
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import client_of
from tests.orders.orders.test_standing import delivered, packed
from tests.orders.payments.test_cards import account, by_card, paid, peer, send  # noqa: F401

pytestmark = pytest.mark.databases


def book(order: Order, basis: Basis = Basis.MONEY) -> list[tuple[str, int]]:
    year = read_period(f"{order.created_at.year}")
    return [(move.words, move.amount) for move in moves_of(Order.objects.filter(pk=order.pk), year, basis)]


@pytest.mark.slow
def test_part_returned_before_shipping_is_for_sale_again(shop):
    order = packed(shop)  # 4 × 500 g of 10 kg
    line = order.lines.get()
    return_part(actor=shop.as_.lan, order=order, counts={line.pk: 1}, came_back=False, reason="nhỏ")
    assert (lot_left(shop.lot), left(shop)) == (8, 8)
    return_part(actor=shop.as_.lan, order=order, counts={line.pk: 3}, reason="dập")
    assert (lot_left(shop.lot), left(shop), line.packed.get().quantity) == (
        Decimal("9.5"),
        Decimal("9.5"),
        Decimal("0.5"),
    )
    gone = delivered(shop)
    return_part(actor=shop.as_.lan, order=gone, counts={gone.lines.get().pk: 2}, reason="dập")
    assert left(shop) == Decimal("7.5")


def left(shop) -> Decimal:
    return stock_of([shop.product.pk])[shop.product.pk].left("kg")


@pytest.mark.slow
def test_pieces_and_the_fee_come_off_and_are_owed_and_booked(shop):
    order = delivered(shop)  # 4 × 25.000, fee 30.000
    line = order.lines.get()
    first = return_part(actor=shop.as_.lan, order=order, counts={line.pk: 1}, fee=10_000, reason="dập")
    assert words_of_return(first) == "Người bán nhận lại 1 × Mận hậu Mộc Châu, phí giao 10.000 đ (35.000 đ)"
    second = return_part(actor=shop.as_.lan, order=order, fee=5_000, reason="đến muộn")
    assert (words_of_return(second), second.came_back) == ("Người bán bớt phí giao 5.000 đ", False)
    third = return_part(actor=shop.as_.lan, order=order, counts={line.pk: 1}, came_back=False, reason="nhỏ")
    assert words_of_return(third).startswith("Người bán trả lại tiền của 1 × Mận hậu Mộc Châu (25.000 đ)")
    order.refresh_from_db()
    assert (order.goods, order.fee, order.taken_off, order.total) == (100_000, 30_000, 65_000, 65_000)
    assert owed_back(order) == 65_000
    give_difference_back(actor=shop.as_.lan, order=order)
    order = give_difference_back(actor=shop.as_.lan, order=order)
    assert owed_back(order) == 0
    goods = "4 × Mận hậu Mộc Châu, túi 500 g"
    assert book(order) == [
        (f"Tiền bán hàng: {goods}", 130_000),
        ("Trả lại một phần: 1 × Mận hậu Mộc Châu", -35_000),
        ("Bớt phí giao", -5_000),
        ("Trả lại một phần: 1 × Mận hậu Mộc Châu", -25_000),
    ]
    assert [amount for _words, amount in book(order, Basis.GOODS)] == [130_000, -35_000, -5_000, -25_000]
    kinds = list(order.steps.values_list("kind", flat=True))
    assert kinds[-4:] == ["part_back", "part_back", "part_back", "settled"]
    texts = [row.args_kwargs["kwargs"]["text"] for row in DBTaskResult.objects.order_by("enqueued_at", "id")]
    assert sum("Người bán bớt phí giao 5.000 đ. Lý do: đến muộn." in text for text in texts) == 1
    # The rest is returned, too: its remaining price is subtracted.
    return_order(actor=shop.as_.lan, order=order, reason="hỏng")
    assert owed_back(Order.objects.get(pk=order.pk)) == 65_000


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"counts": {"line": 5}}, "count_out_of_range", "back-line"),
        ({"counts": {"line": -1}}, "count_out_of_range", "back-line"),
        ({"counts": {0: 1}}, "count_out_of_range", "back-0"),
        ({"fee": 30_001}, "fee_large", "fee"),
        ({"fee": -1}, "fee_large", "fee"),
        ({}, "nothing_returned", "back-line"),
        ({"counts": {"line": 4}, "fee": 30_000}, "all_returned", "back-line"),
        ({"fee": 1, "reason": " "}, "reason_empty", "reason"),
    ],
)
def test_invalid_part_return_is_refused_and_changes_nothing(shop, change, code, field):
    order = delivered(shop)
    line = order.lines.get().pk
    counts = {line if key == "line" else key: count for key, count in change.get("counts", {}).items()}
    with pytest.raises(OrderError) as refused:
        return_part(actor=shop.as_.lan, order=order, **{"reason": "dập", **change, "counts": counts})
    assert (refused.value.code, refused.value.field) == (code, field.replace("line", str(line)))
    with pytest.raises(NotAllowed):
        return_part(actor=shop.as_.hoa, order=order, fee=1, reason="x")
    order.refresh_from_db()
    assert (order.taken_off, order.total, PartReturn.objects.count()) == (0, 130_000, 0)


@pytest.mark.slow
def test_order_with_a_part_return_is_not_unpacked_and_a_returned_order_has_no_part_return(shop):
    order = packed(shop)
    return_part(actor=shop.as_.lan, order=order, fee=1_000, reason="hẹn lại")
    with pytest.raises(WrongState):
        unpack_order(actor=shop.as_.lan, order=order)
    order = return_order(actor=shop.as_.lan, order=delivered(shop), reason="x")
    with pytest.raises(WrongState):
        return_part(actor=shop.as_.lan, order=order, fee=1_000, reason="x")


@pytest.mark.slow
def test_the_page_and_the_api_take_a_part_off(shop):
    order = mark_paid(actor=shop.as_.lan, order=packed(shop, payment=Payment.TRANSFER))
    line, lan = order.lines.get(), client_of(shop.lan)
    path = f"/ban-hang/don/{order.number}/"
    assert "Trả lại một phần, bớt phí giao" in lan.get(path).text
    wrong = lan.post(f"{path}bot/", {f"back-{line.pk}": "9", "reason": "dập"})
    assert wrong.status_code == 400 and PartReturn.objects.count() == 0
    assert lan.post(f"{path}bot/", {f"back-{line.pk}": "1", "fee": "", "reason": "dập"}).status_code == 302
    api = f"/api/v1/orders/{order.number}/part-back/"
    key = {"headers": {"Idempotency-Key": "0123456789abcdef"}}
    for _again in range(2):
        answer = lan.post(api, {"fee": 10_000, "reason": "muộn"}, content_type="application/json", **key)
        assert answer.status_code == 200 and answer.json()["taken_off"] == 35_000
    refused = lan.post(
        api, {"lines": [{"line": line.pk, "count": 4}], "reason": "x"}, content_type="application/json",
        headers={"Idempotency-Key": "0123456789abcdeg"},
    )  # fmt: skip
    assert refused.status_code == 400 and "lines.0.count" in refused.text
    page = lan.get(path).text
    assert "35.000 đ" in page
    # It can't be unpacked any more, and the message gives the real reason.
    assert "buoc/unpacked/" not in page and "Đơn này đã trả lại một phần, không mở gói được nữa." in page
    with pytest.raises(WrongState, match="đã trả lại một phần"):
        unpack_order(actor=shop.as_.lan, order=order)


@pytest.mark.slow
def test_a_card_gets_a_part_back_and_what_was_refunded_at_stripe_is_in_the_book(client, shop, account, peer):  # noqa: F811
    order = paid(client, account, peer, by_card(shop))
    confirm_order(actor=shop.as_.lan, order=order)
    order.refresh_from_db()
    Order.objects.filter(pk=order.pk).update(state="packed")
    return_part(actor=shop.as_.lan, order=order, fee=10_000, reason="muộn")
    for refund in ask_refund(actor=shop.as_.lan, order=order):
        send_refund(refund)
    assert [amount for _words, amount in book(order)] == [130_000, -10_000]
    # Another refund, made on Stripe's own page: sent twice, recorded once.
    fields = {
        **peer.refunds[CardRefund.objects.get().number],
        "id": "re_of_stripe",
        "amount": 20_000,
        "metadata": {},
    }
    for moment in (1, 2):
        event = peer.make_event("refund.updated", {**fields, "created": fields["created"] + moment})

        assert send(client, account, peer, event).status_code == 200
    assert order.steps.filter(kind="settled").count() == 2
    assert sorted(amount for _words, amount in book(order)) == [-20_000, -10_000, 130_000]
    for wrong in ({"amount": "20"}, {"amount": 999_999_999}, {"currency": "usd"}, {"amount": True}):
        event = peer.make_event("refund.updated", {**fields, "id": "re_wrong", **wrong})
        assert send(client, account, peer, event).json()["done"] is False
    assert CardRefund.objects.count() == 2


def test_a_signature_that_is_not_ascii_is_refused(client, account, peer):  # noqa: F811

    event = peer.make_event("charge.succeeded", {"id": "ch_1", "object": "charge"})
    assert send(client, account, peer, event, "t=1,v1=é").status_code == 400


def test_a_write_of_the_api_without_a_key_is_refused_and_changes_nothing(shop):
    order = order_of(shop)
    lan = Client()
    lan.force_login(shop.lan)
    more = {"content_type": "application/json"}
    for path in (
        f"orders/{order.number}/confirm/",
        f"orders/by-ref/{order.ref}/withdraw/",
        f"offers/{shop.bag.pk}/close/",
    ):
        answer = lan.post(f"/api/v1/{path}", {}, **more)
        assert (answer.status_code, "idempotency_key_missing" in answer.text) == (400, True), path
    order.refresh_from_db()
    shop.bag.refresh_from_db()
    assert (order.state, shop.bag.is_open) == ("placed", True)
