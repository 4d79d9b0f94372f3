"""Transfers from a bank feed: which shop and order they belong to, and their effect, in any order and with repetitions."""

from __future__ import annotations

import itertools
import json
import time
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from backend.common.sealing import SecretLost
from backend.ledger.models import Entry
from members.models import Notice
from orders.bank.actions.feeds import change_address, close_feed, open_feed, set_secret
from orders.bank.actions.transfers import (
    close_transfer,
    keep_transfer,
    link_transfer,
    reopen_transfer,
    return_transfer,
    unlink_transfer,
)
from orders.bank.matching import numbers_in
from orders.bank.reading import MAX_BYTES
from orders.bank.signing import signature, unseal
from orders.errors import NotAllowed, OrderError, WrongState
from orders.models import BankFeed, Order, Transfer
from orders.orders.actions.packing import pack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.settling import owed_back
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    deliver_order,
    give_difference_back,
    mark_paid,
    mark_refunded,
    return_order,
    ship_order,
    withdraw_order,
)
from orders.payments.ways.transfer.paying import transfer_of
from orders.shops.enums import Payment
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import client_of
from tests.quick import some_of

SECRET = "whsec_a7c3b4e5f6a7b8c9d0e1f2a3b4c5d6e7"
ids = itertools.count(92_704)


@pytest.fixture
def feed(shop) -> BankFeed:
    return set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)


def bank_message(order: Order | None = None, **changes) -> dict:
    """A message in the format of SePay's documents."""
    return {
        "id": next(ids),
        "gateway": "BIDV",
        "transactionDate": "2026-11-27 08:02:37",
        "accountNumber": "1234567890",
        "code": None,
        "content": f"MBVCB.771.{order.number}.CT tu 0123 NGUYEN THU HA" if order else "chuyen tien",
        "transferType": "in",
        "transferAmount": order.total if order else 50_000,
        "accumulated": 19_077_000,
        "subAccount": None,
        "referenceCode": "MBVCB.3278907687",
        "description": "",
        **changes,
    }


def send(client, feed: BankFeed, message: dict | bytes, *, secret: str = SECRET, at: int = 0, **headers):
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    stamp = str(int(time.time()) + at)
    headers = headers or {"X-SePay-Timestamp": stamp, "X-SePay-Signature": signature(secret, stamp, body)}
    return client.post(
        reverse("orders:bank-hook", args=[feed.ref]), body, content_type="application/json", headers=headers
    )


def prepaid(shop, count: int = 4) -> Order:
    """An order of 130.000 đồng, fee included, to be paid by transfer."""
    return confirm_order(actor=shop.as_.lan, order=order_of(shop, count, payment=Payment.TRANSFER))


def transfer_rows(order: Order) -> list[tuple]:
    return list(order.transfers.counted().values_list("amount", "state", "back"))


def test_the_right_amount_pays_the_order_once_however_often_it_is_reported(client, shop, feed):
    order = prepaid(shop)
    message = bank_message(order)
    for _again in range(3):
        answer = send(client, feed, message)
        assert (answer.status_code, answer.json()) == (200, {"success": True})
    order.refresh_from_db()
    assert (order.paid_amount, transfer_rows(order)) == (130_000, [(130_000, "matched", 0)])
    paid = order.steps.get(kind="paid")
    assert (paid.by, paid.by_buyer, paid.words) == (
        None,
        False,
        "Ngân hàng báo 130.000 đ lúc 08:02, 27/11/2026",
    )
    assert '"by":"bank"' in Entry.objects.get(kind="order.paid").body
    assert Notice.objects.filter(user=shop.lan, kind="transfer.received").count() == 1
    assert transfer_of(order) is None


@pytest.mark.slow
def test_the_key_in_the_header_is_the_other_form(client, shop, feed):
    set_secret(actor=shop.as_.lan, producer=shop.producer, form="api_key", secret=SECRET)
    feed.refresh_from_db()
    assert SECRET not in feed.sealed_secret and unseal(feed.sealed_secret) == SECRET
    order = prepaid(shop)
    assert send(client, feed, bank_message(order), Authorization=f"Bearer {SECRET}").status_code == 401
    assert send(client, feed, bank_message(order), Authorization=f"Apikey {SECRET}x").status_code == 401
    assert send(client, feed, bank_message(order)).status_code == 401
    assert Transfer.objects.count() == 0
    assert send(client, feed, bank_message(order), Authorization=f"Apikey {SECRET}").status_code == 200
    order.refresh_from_db()
    assert order.paid_at


@pytest.mark.slow
def test_a_forged_message_changes_nothing(client, shop, feed, time_machine):
    time_machine.move_to(time.time(), tick=False)  # 301 seconds ahead stay 301 on a slow machine
    order = prepaid(shop)
    body = json.dumps(bank_message(order)).encode()
    stamp = str(int(time.time()))
    good = signature(SECRET, stamp, body)
    for answer in (
        send(client, feed, bank_message(order), secret="whsec_another_secret_of_somebody"),
        send(client, feed, bank_message(order), at=-301),
        send(client, feed, bank_message(order), at=301),
        send(client, feed, body.replace(b"130000", b"930000"), **{"X-SePay-Timestamp": stamp, "X-SePay-Signature": good}),
        send(client, feed, body, **{"X-SePay-Timestamp": "", "X-SePay-Signature": signature(SECRET, "", body)}),
        send(client, feed, body, **{"X-SePay-Timestamp": stamp}),
        send(client, feed, body, **{"Authorization": f"Apikey {SECRET}"}),
    ):  # fmt: skip
        assert (answer.status_code, answer.json()) == (
            401,
            {"success": False, "message": "Khoá hoặc chữ ký không đúng."},
        )
    feed.ref = "0" * 32
    assert send(client, feed, bank_message(order)).status_code == 404
    order.refresh_from_db()
    assert (order.paid_at, order.steps.count(), Transfer.objects.count()) == (None, 2, 0)
    assert BankFeed.objects.get().refused_at is not None


def test_without_a_key_or_with_one_nobody_can_open_everything_is_refused(client, shop, settings):
    feed = open_feed(actor=shop.as_.lan, producer=shop.producer)
    order = prepaid(shop)
    assert send(client, feed, bank_message(order), secret="").status_code == 401
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 50
    with pytest.raises(SecretLost):
        unseal(feed.sealed_secret)
    assert send(client, feed, bank_message(order)).status_code == 401
    settings.SECRET_KEY_FALLBACKS = [old]
    assert send(client, feed, bank_message(order)).status_code == 200


@pytest.mark.parametrize(
    ("expected", "field"),
    [
        ({"transferAmount": 0}, "transferAmount"),
        ({"transferAmount": -130_000}, "transferAmount"),
        ({"transferAmount": 130_000.5}, "transferAmount"),
        ({"transferAmount": 10**18}, "transferAmount"),
        ({"transferAmount": True}, "transferAmount"),
        ({"transferAmount": "nhiều"}, "transferAmount"),
        ({"id": None}, "id"),
        ({"id": "x" * 41}, "id"),
        ({"transferType": "sideways"}, "transferType"),
    ],
)
def test_a_genuine_message_that_makes_no_sense_is_refused(client, shop, feed, expected, field):
    answer = send(client, feed, bank_message(**expected))
    assert answer.status_code == 400 and field in answer.json()["message"]
    assert Transfer.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"[" * 5_000], ids=range(5))
def test_invalid_message_is_refused(client, feed, body):
    assert send(client, feed, body).status_code == 400
    assert send(client, feed, b"{" + b" " * MAX_BYTES + b"}").status_code == 413


def test_odd_texts_are_accepted_and_outgoing_money_is_ignored(client, shop, feed):
    assert send(client, feed, bank_message(transferType="out")).json() == {"success": True}
    assert Transfer.objects.count() == 0
    odd = bank_message(
        content="a\x00b \ud800 " + "x" * 900, transactionDate="hôm qua", accountNumber=12, code=[1]
    )
    assert send(client, feed, odd).status_code == 200
    row = Transfer.objects.get()
    assert (row.content[:6], len(row.content), row.account, row.code) == ("a b ? ", 500, "12", "")


@pytest.mark.slow
def test_money_in_another_account_pays_nothing_and_the_seller_reads_why(client, shop, feed):
    order = prepaid(shop)
    assert send(client, feed, bank_message(order, accountNumber="999")).json() == {"success": True}
    row = Transfer.objects.get()
    order.refresh_from_db()
    assert (order.paid_at, row.order, row.state) == (None, None, "unmatched")
    assert "vào tài khoản khác" in Notice.objects.get(user=shop.lan, kind="transfer.received").title
    page = client_of(shop.lan).get(f"/ban-hang/tien-ve/{row.pk}/").text
    assert "Tiền vào tài khoản 999, không phải tài khoản nhận tiền hàng của chị" in page
    link_transfer(actor=shop.as_.lan, transfer=row, number=order.number)
    order.refresh_from_db()
    assert order.paid_amount == 130_000
    for fields in (
        {"accountNumber": "12345 678-90"},
        {"accountNumber": "999", "subAccount": "1234567890"},
        {"accountNumber": None},
    ):
        order = prepaid(shop, 1)
        send(client, feed, bank_message(order, **fields))
        order.refresh_from_db()
        assert order.paid_at, fields


def test_the_same_number_with_another_amount_is_refused(client, shop, feed):
    order = prepaid(shop)
    first = bank_message(order, transferAmount=100_000)
    send(client, feed, first)
    answer = send(client, feed, {**first, "transferAmount": 130_000})
    assert answer.status_code == 409
    order.refresh_from_db()
    assert (order.paid_at, transfer_rows(order)) == (None, [(100_000, "partial", 0)])


@pytest.mark.slow
def test_partial_transfers_add_up_in_any_order(client, shop, feed):
    for turn in some_of(list(itertools.permutations(range(3))), 3):
        order = prepaid(shop, 1)  # 55.000
        parts = [
            bank_message(order, transferAmount=amount, transactionDate=f"2026-11-27 08:0{n}:00")
            for n, amount in enumerate((20_000, 30_000, 10_000))
        ]
        for n in turn:
            send(client, feed, parts[n])
            send(client, feed, parts[n])
        order.refresh_from_db()
        assert transfer_rows(order) == [
            (20_000, "matched", 0),
            (30_000, "matched", 0),
            (10_000, "over", 5_000),
        ]
        assert (order.paid_at is not None, order.steps.filter(kind="paid").count()) == (True, 1)


def test_payment_code_asks_for_the_missing_amount(client, shop, feed):
    order = prepaid(shop)
    send(client, feed, bank_message(order, transferAmount=100_000))
    page = client.get(reverse("orders:order", args=[order.ref]))
    assert page.context["page"].paying.amount == 30_000
    assert "Còn thiếu 30.000 đ" in page.text


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("DH7K3F9QX2", ["DH7K3F9QX2"]),
        ("dh 7k3f-9qx2 cam on", ["DH7K3F9QX2"]),
        ("Thanh toán ĐH7K3F9QX2", []),
        ("IBFT DHOK3F9QXI-CHUYEN TIEN", ["DH0K3F9QX1"]),
        ("MBVCB771DH7K3F9QX2CTTU", ["DH7K3F9QX2"]),
        ("DH7K3F9QX2 DH0K3F9QX1", ["DH7K3F9QX2", "DH0K3F9QX1"]),
        ("DH7K3F", []),
    ],
)
def test_a_number_is_found_however_it_was_written(words, found):
    assert [number for number in numbers_in(words) if number in ("DH7K3F9QX2", "DH0K3F9QX1")] == found


@pytest.mark.slow
def test_a_strangers_order_and_no_order_are_matched_by_hand(client, shop, feed):
    fish = order_of(shop, 2, shop.fish)
    order = prepaid(shop)
    send(client, feed, bank_message(fish, transferAmount=130_000))
    row = Transfer.objects.get()
    assert (row.state, row.order) == ("unmatched", None)
    with pytest.raises(OrderError) as refused:
        link_transfer(actor=shop.as_.lan, transfer=row, number=fish.number)
    assert refused.value.code == "transfer_order_unknown"
    with pytest.raises(NotAllowed):
        link_transfer(actor=shop.as_.hoa, transfer=row, number=order.number)
    row = link_transfer(actor=shop.as_.lan, transfer=row, number=order.number.lower())
    assert link_transfer(actor=shop.as_.lan, transfer=row, number=order.number).state == "matched"
    order.refresh_from_db()
    assert order.paid_at
    with pytest.raises(WrongState):
        unlink_transfer(actor=shop.as_.lan, transfer=row)
    assert Entry.objects.filter(kind="transfer.linked").count() == 1


def test_a_wrong_link_that_paid_nothing_is_taken_back(client, shop, feed):
    order = prepaid(shop)
    send(client, feed, bank_message())
    row = link_transfer(actor=shop.as_.lan, transfer=Transfer.objects.get(), number=order.number)
    assert row.state == "partial"
    row = unlink_transfer(actor=shop.as_.lan, transfer=row)
    assert (row.state, row.order, transfer_of(order).amount) == ("unmatched", None, 130_000)


def test_two_orders_in_one_transfer_are_distinguished_by_the_amount(client, shop, feed):
    first, second = prepaid(shop, 2), prepaid(shop, 4)
    both = f"{first.number} {second.number}"
    send(client, feed, bank_message(content=both, transferAmount=130_000))
    send(client, feed, bank_message(content=both, transferAmount=210_000))
    assert list(Transfer.objects.order_by("pk").values_list("order", "state")) == [
        (second.pk, "matched"),
        (None, "unmatched"),
    ]


@pytest.mark.slow
def test_paid_twice_is_stored_and_given_back(client, shop, feed):
    order = prepaid(shop)
    for _n in range(2):
        send(client, feed, bank_message(order))
    first, second = order.transfers.counted()
    assert transfer_rows(order) == [(130_000, "matched", 0), (130_000, "doubled", 130_000)]
    return_transfer(actor=shop.as_.lan, transfer=second)
    return_transfer(actor=shop.as_.lan, transfer=second)
    second.refresh_from_db()
    assert (second.state, second.returned) == ("returned", 130_000)
    keep_transfer(actor=shop.as_.lan, transfer=second)
    second.refresh_from_db()
    assert (second.state, second.returned) == ("doubled", 0)
    close_transfer(actor=shop.as_.lan, transfer=second)
    assert not Transfer.objects.to_look_at().exists()
    reopen_transfer(actor=shop.as_.lan, transfer=second)
    assert Transfer.objects.to_look_at().get() == second
    with pytest.raises(WrongState):
        return_transfer(actor=shop.as_.lan, transfer=first)


def test_a_payment_entered_by_hand_and_reported_later_counts_once(client, shop, feed):
    order = mark_paid(actor=shop.as_.lan, order=prepaid(shop))
    send(client, feed, bank_message(order))
    assert transfer_rows(order) == [(130_000, "matched", 0)]
    assert order.steps.get(kind="paid").by == shop.lan


def test_money_for_an_order_that_is_over_is_late_and_pays_nothing(client, shop, feed):
    order = prepaid(shop)
    withdraw_order(order=order, proven_phones=[order.buyer_phone])
    send(client, feed, bank_message(order))
    order.refresh_from_db()
    assert (order.state, order.paid_at, transfer_rows(order)) == (
        "cancelled",
        None,
        [(130_000, "late", 130_000)],
    )
    return_transfer(actor=shop.as_.lan, transfer=order.transfers.get())
    order.refresh_from_db()
    assert (order.refunded_at, transfer_rows(order)) == (None, [(130_000, "returned", 0)])


@pytest.mark.slow
def test_a_paid_order_that_is_cancelled_is_refunded_from_either_page(client, shop, feed):
    lan = Client()
    lan.force_login(shop.lan)
    for give_back in (
        lambda order: mark_refunded(actor=shop.as_.lan, order=order),
        lambda order: return_transfer(actor=shop.as_.lan, transfer=order.transfers.get()),
    ):
        order = prepaid(shop, 1)
        send(client, feed, bank_message(order))
        cancel_order(actor=shop.as_.lan, order=order, reason="mưa đá")
        assert transfer_rows(order) == [(55_000, "late", 55_000)]
        page = lan.get(f"/ban-hang/don/{order.number}/").text.replace("\xa0", " ")
        assert "Phải trả lại người mua 55.000 đ đã chuyển khoản." in page
        give_back(order)
        order.refresh_from_db()
        assert order.refunded_at is not None
        assert order.steps.filter(kind="refunded").count() == 1
        assert transfer_rows(order) == [(55_000, "returned", 0)]


@pytest.mark.slow
def test_goods_that_weigh_less_than_paid_are_settled(client, shop):
    feed = set_secret(actor=shop.as_.hoa, producer=shop.other_product.producer, form="hmac", secret=SECRET)
    by_message, by_hand = (
        confirm_order(actor=shop.as_.hoa, order=order_of(shop, 2, shop.fish)) for _n in range(2)
    )
    send(client, feed, bank_message(by_message))
    mark_paid(actor=shop.as_.hoa, order=by_hand)
    for order in (by_message, by_hand):
        line = order.lines.get()
        pack_order(
            actor=shop.as_.hoa,
            order=order,
            lots={line.pk: shop.fish_lot},
            weighed={line.pk: Decimal("1.7")},
        )
        page = client.get(reverse("orders:order", args=[order.ref]))
        assert "Người bán còn phải trả lại bạn 27.000 đ" in page.text
    assert transfer_rows(by_message) == [(180_000, "over", 27_000)]
    with pytest.raises(WrongState):
        give_difference_back(actor=shop.as_.hoa, order=by_message)
    row = return_transfer(actor=shop.as_.hoa, transfer=by_message.transfers.get())
    assert (row.state, row.returned) == ("matched", 27_000)
    for _again in range(2):
        give_difference_back(actor=shop.as_.hoa, order=by_hand)
    by_hand.refresh_from_db()
    assert (by_hand.given_back, by_hand.steps.get(kind="settled").words) == (27_000, "27.000 đ")
    for order in (by_message, by_hand):
        assert "còn phải trả lại" not in client.get(reverse("orders:order", args=[order.ref])).text


def part_by_bank(client, feed: BankFeed, shop, *, count: int = 4) -> Order:
    """50.000 đ by transfer, the rest in cash at delivery."""
    order = confirm_order(actor=shop.as_.lan, order=order_of(shop, count))
    send(client, feed, bank_message(order, transferAmount=50_000))
    order = pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=order)
    return deliver_order(actor=shop.as_.lan, order=order)


@pytest.mark.slow
def test_cash_taken_besides_a_transfer_is_refunded_too(client, shop, feed):
    order = part_by_bank(client, feed, shop)
    assert (order.paid_amount, transfer_rows(order)) == (130_000, [(50_000, "matched", 0)])
    order = return_order(actor=shop.as_.lan, order=order, reason="dập")
    assert owed_back(order) == 130_000
    return_transfer(actor=shop.as_.lan, transfer=order.transfers.get())
    order.refresh_from_db()
    assert (order.refunded_at, owed_back(order)) == (None, 80_000)
    page = client.get(reverse("orders:order", args=[order.ref]))
    assert "Người bán còn phải trả lại bạn 80.000 đ" in page.text
    order = mark_refunded(actor=shop.as_.lan, order=order)
    assert (order.refunded_at is not None, owed_back(order)) == (True, 0)


@pytest.mark.slow
@pytest.mark.databases
def test_after_a_price_cut_the_transfer_is_refunded_last_and_each_by_its_own_way(client, shop, feed):
    order = part_by_bank(client, feed, shop)
    return_part(actor=shop.as_.lan, order=order, reason="dập", counts={order.lines.get().pk: 2})
    order.refresh_from_db()
    assert (owed_back(order), transfer_rows(order)) == (50_000, [(50_000, "matched", 0)])
    client.force_login(shop.lan)
    at = reverse("orders:sale", args=[order.number])
    assert "Chị trả lại 50.000 đ rồi bấm" in client.get(at).text
    for _again in range(2):
        give_difference_back(actor=shop.as_.lan, order=order)
    order.refresh_from_db()
    assert (order.given_back, owed_back(order)) == (50_000, 0)
    assert "Chị trả lại 50.000 đ rồi bấm" not in client.get(at).text
    order = return_order(actor=shop.as_.lan, order=order, reason="dập hết")
    assert owed_back(order) == 80_000


@pytest.mark.slow
def test_partial_transfer_pays_an_order_once_it_covers_the_total(client, shop, feed):
    """It weighs less at packing, or the fee is removed: either way the earlier transfer covers all of it."""
    of_hoa = set_secret(actor=shop.as_.hoa, producer=shop.other_product.producer, form="hmac", secret=SECRET)
    fish = confirm_order(actor=shop.as_.hoa, order=order_of(shop, 2, shop.fish))
    plums = prepaid(shop)
    pack_order(actor=shop.as_.lan, order=plums, lots={plums.lines.get().pk: shop.lot})
    for order, at, came in ((fish, of_hoa, 153_000), (plums, feed, 100_000)):
        send(client, at, bank_message(order, transferAmount=came))
        assert transfer_rows(order) == [(came, "partial", 0)]
    line = fish.lines.get()
    pack_order(
        actor=shop.as_.hoa, order=fish, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal("1.7")}
    )
    return_part(actor=shop.as_.lan, order=plums, fee=29_999, reason="chị tự đến lấy")
    plums.refresh_from_db()
    assert plums.paid_at is None
    return_part(actor=shop.as_.lan, order=plums, fee=1, reason="chị tự đến lấy")
    for order, came in ((fish, 153_000), (plums, 100_000)):
        order.refresh_from_db()
        assert (order.total, order.paid_amount, transfer_rows(order)) == (came, came, [(came, "matched", 0)])
        assert order.steps.filter(kind="paid", by=None).count() == 1


def test_only_the_producers_people_connect_a_bank_feed(shop):
    for actor in (shop.as_.hoa, shop.as_.thu):
        with pytest.raises(NotAllowed):
            set_secret(actor=actor, producer=shop.producer, form="hmac", secret=SECRET)
        with pytest.raises(NotAllowed):
            open_feed(actor=actor, producer=shop.producer)
    assert BankFeed.objects.count() == 0
    for secret in ("ngắn", "short", "x" * 201, "a b" * 10):
        with pytest.raises(OrderError) as refused:
            set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=secret)
        assert refused.value.field == "secret"


def test_another_address_and_none_end_the_old_one(client, shop, feed):
    old = BankFeed.objects.get()
    feed = change_address(actor=shop.as_.lan, producer=shop.producer)
    assert (
        send(client, old, bank_message()).status_code,
        send(client, feed, bank_message()).status_code,
    ) == (404, 200)
    close_feed(actor=shop.as_.lan, producer=shop.producer)
    assert send(client, feed, bank_message()).status_code == 404
    assert Transfer.objects.count() == 1


@pytest.mark.slow
def test_transfer_pages_show_only_the_sellers_transfers_and_their_next_steps(client, shop, feed):
    order = prepaid(shop)
    send(client, feed, bank_message(transferAmount=130_000))
    row = Transfer.objects.get()
    pages = [reverse("orders:transfers"), reverse("orders:transfer", args=[row.pk])]
    for user, status in ((shop.hoa, 404), (shop.thu, 404)):
        client.force_login(user)
        assert "130.000" not in client.get(pages[0]).text
        assert client.get(pages[1]).status_code == status
        assert client.post(reverse("orders:handle-transfer", args=[row.pk, "thoi"])).status_code == status
        assert client.get(reverse("orders:bank-feed", args=[shop.producer.pk])).status_code == status
    client.force_login(shop.lan)
    assert "Tiền về cần chị xem" in client.get("/").text
    assert "Chưa rõ của đơn nào" in client.get(pages[0]).text
    assert client.get(pages[1]).context["page"].suggested == [order]
    refused = client.post(reverse("orders:link-transfer", args=[row.pk]), {"number": "DH00000000"})
    assert refused.status_code == 400 and "Không có đơn nào của chị mang số này" in refused.text
    client.post(reverse("orders:link-transfer", args=[row.pk]), {"number": order.number})
    order.refresh_from_db()
    assert order.paid_at and "Đủ tiền đơn" in client.get(pages[0]).text
    page = client.get(reverse("orders:bank-feed", args=[shop.producer.pk]))
    assert feed.ref in page.text and SECRET not in page.text


def test_a_key_is_stored_by_the_page_and_errors_are_at_the_field(client, shop):
    client.force_login(shop.lan)
    key, page = (
        reverse(f"orders:{name}", args=[shop.producer.pk]) for name in ("bank-feed-key", "bank-feed")
    )
    client.post(reverse("orders:change-bank-feed", args=[shop.producer.pk, "mo"]))
    refused = client.post(key, {"form": "hmac", "secret": "ngan"})
    assert refused.status_code == 400 and "Khoá dài từ 16 đến 200 chữ" in refused.text
    assert client.post(key, {"form": "hmac", "secret": SECRET}).status_code == 302
    assert "Đã cất khoá" in client.get(page).text
    assert unseal(BankFeed.objects.get().sealed_secret) == SECRET


@pytest.mark.slow
def test_an_amount_changed_in_the_form_buys_nothing_cheaper(client, shop):
    client.post(reverse("orders:add", args=[shop.bag.pk]), {"count": "4"})
    fields = {
        "name": "Nguyễn Thu Hà",
        "phone": "0912345678",
        "unit": str(shop.far.pk),
        f"delivery-{shop.producer.pk}": "ship",
        f"payment-{shop.producer.pk}": "transfer",
        f"seen-{shop.bag.pk}": "1",
        f"price-{shop.bag.pk}": "1",
        "total": "1",
        "fee": "0",
    }
    refused = client.post(reverse("orders:place"), fields)
    assert refused.status_code == 409 and "Giá vừa đổi thành 25.000 đ/túi 500 g" in refused.text
    assert Order.objects.count() == 0
    client.post(reverse("orders:place"), fields | {f"seen-{shop.bag.pk}": "25000"})
    order = Order.objects.get()
    assert (order.goods, order.fee, order.total, transfer_of(order).amount) == (
        100_000,
        30_000,
        130_000,
        130_000,
    )


@pytest.mark.slow
def test_api_lists_only_the_sellers_transfers_and_takes_their_next_steps(client, shop, feed):
    order = prepaid(shop)
    send(client, feed, bank_message(transferAmount=130_000))
    row = Transfer.objects.get()
    url = f"/api/v1/transfers/{row.pk}/"
    for user in (shop.hoa, shop.thu):
        client.force_login(user)
        assert client.get("/api/v1/transfers/").json()["results"] == []
        assert client.post(f"{url}close/", content_type="application/json").status_code == 404
    client.force_login(shop.lan)
    assert [each["id"] for each in client.get("/api/v1/transfers/?waiting=true").json()["results"]] == [
        row.pk
    ]
    as_json = {"content_type": "application/json"}
    assert client.post(f"{url}close/", **as_json).json()["closed_at"]
    assert client.get("/api/v1/transfers/?waiting=true").json()["results"] == []
    assert client.post(f"{url}reopen/", **as_json).json()["closed_at"] is None
    refused = client.post(f"{url}link/", {"number": "DH00000000"}, **as_json)
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "number")
    linked = client.post(f"{url}link/", {"number": order.number}, **as_json).json()
    assert (linked["state"], linked["order_number"], linked["amount"]) == ("matched", order.number, 130_000)
    assert client.post(f"{url}unlink/", **as_json).status_code == 409
    assert client.post(f"{url}returned/", **as_json).status_code == 409
    order.refresh_from_db()
    assert order.paid_at
