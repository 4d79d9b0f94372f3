"""Foreign cards by Stripe, with an HTTP peer: one page per order, messages in any order, refunds, and differences with Stripe."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import json
import subprocess
import sys
import time
from dataclasses import replace
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from backend.ledger import row_states
from backend.ledger.auditing import Finding
from backend.ledger.taking_up import record_earlier_rows
from members.acting import Actor
from members.models import Notice
from orders.bank.actions.feeds import set_secret
from orders.basket.actions.placing import place_orders
from orders.errors import NotAllowed, OrderError, WrongState
from orders.models import BankFeed, Order
from orders.orders.actions.overdue import follow_up_waiting_orders
from orders.orders.actions.packing import pack_order
from orders.orders.actions.settling import owed_back
from orders.orders.actions.steps import (
    cancel_order,
    confirm_order,
    deliver_order,
    mark_paid,
    mark_refunded,
    return_order,
    ship_order,
    withdraw_order,
)
from orders.orders.stock import stock_of
from orders.own_data.orders import erase
from orders.payments.ways.card.accounts import key_of
from orders.payments.ways.card.actions.accounts import (
    Asked,
    ask_about_key,
    close_card_account,
    set_card_keys,
)
from orders.payments.ways.card.actions.events import replay_event
from orders.payments.ways.card.actions.payments import close_card_pages, open_card_page
from orders.payments.ways.card.actions.refunds import ask_refund, send_refund, send_waiting_refunds
from orders.payments.ways.card.client import CardRefused, CardServiceAway
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment, CardRefund
from orders.shops.enums import Payment
from tests.keyed import KeyedClient
from tests.live import ROOT, project_env
from tests.orders.conftest import BUYER, order_of, wish
from tests.orders.orders.test_pages import client_of
from tests.quick import some_of
from tests.stripe_peer import StripePeer, running_peer

pytestmark = pytest.mark.databases


@pytest.fixture
def peer(settings):
    with running_peer() as peer:
        settings.STRIPE_API_URL = peer.url
        settings.STRIPE_CHECKOUT_ORIGIN = peer.url
        yield peer


@pytest.fixture
def account(shop, peer) -> CardAccount:
    row = set_card_keys(actor=shop.as_.lan, producer=shop.producer, key=peer.key, signing=peer.signing)
    shop.producer.refresh_from_db()
    return row


def by_card(shop, count: int = 4) -> Order:
    return order_of(shop, count, payment=Payment.CARD)


def opened(order: Order) -> CardPayment:
    open_card_page(order=order)
    return order.card_payments.get()


def send(client, account: CardAccount, peer: StripePeer, event: dict | bytes, signature: str | None = None):
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    return client.post(
        reverse("orders:card-hook", args=[account.ref]),
        body,
        content_type="application/json",
        headers={"Stripe-Signature": peer.sign(body) if signature is None else signature},
    )


def paid(client, account, peer, order: Order) -> Order:
    assert send(client, account, peer, peer.pay(opened(order).session)).status_code == 200
    order.refresh_from_db()
    return order


@pytest.mark.slow
def test_a_card_pays_the_whole_order_in_dong_as_they_are(client, shop, account, peer):
    order = by_card(shop)
    assert Notice.objects.filter(user=shop.lan, kind="order.placed").count() == 0
    page = client.get(reverse("orders:order", args=[order.ref]))
    assert f"form-action 'self' {peer.url}" in page.headers["Content-Security-Policy"]
    answer = client.post(reverse("orders:pay-card", args=[order.ref]), {"amount": "1", "total": "1"})
    payment = order.card_payments.get()
    assert answer.headers["Location"] == payment.url == peer.sessions[payment.session]["url"]
    assert peer.sessions[payment.session]["amount_total"] == 130_000 == order.total
    event = peer.pay(payment.session)
    for _again in range(3):
        assert send(client, account, peer, event).json() == {"received": True, "done": True}
    order.refresh_from_db()
    step = order.steps.get(kind="paid")
    assert (order.paid_amount, step.by, step.words) == (130_000, None, "Trả bằng thẻ qua Stripe")
    assert order.answer_by > timezone.now() + dt.timedelta(hours=47)
    assert Notice.objects.filter(user=shop.lan, kind="order.placed").count() == 1
    assert CardEvent.objects.count() == 1
    assert "customer_details" not in CardEvent.objects.get().body
    assert "Trả bằng thẻ quốc tế" not in client.get(reverse("orders:order", args=[order.ref])).text


def test_however_often_it_is_asked_for_an_order_has_one_page(shop, account, peer):
    order = by_card(shop)
    first = open_card_page(order=order)
    assert [open_card_page(order=order) for _n in range(3)] == [first] * 3
    # A process killed between Stripe's answer and our commit asks again, by the same key.
    CardPayment.objects.update(session=None, state="opening", url="")
    assert open_card_page(order=order) == first
    assert (len(peer.sessions), peer.calls.count("POST /v1/checkout/sessions")) == (1, 2)


def test_a_returning_buyer_reads_that_it_is_paid_before_stripes_event(client, shop, account, peer):
    order = by_card(shop)
    event = peer.pay(opened(order).session)
    address = reverse("orders:order", args=[order.ref])
    assert "Trả bằng thẻ quốc tế" in client.get(address).text
    assert "Đã nhận tiền" in client.get(f"{address}?the=xong").text
    assert send(client, account, peer, event).json()["done"]
    assert order.steps.filter(kind="paid").count() == 1


def test_stripe_learns_no_order_address_and_leads_only_the_buyer_back(client, shop, account, peer):
    """A reader of the seller's account at Stripe can't cancel, receive or review the order as the buyer."""
    buyer = replace(BUYER, account=Actor.of(shop.minh))
    order = order_of(shop, payment=Payment.CARD, buyer=buyer)
    address = reverse("orders:order", args=[order.ref])
    client.post(reverse("orders:pay-card", args=[order.ref]))
    [(asked, _answer)] = peer.answers.values()
    assert str(order.ref).encode() not in asked
    back = urlsplit(peer.sessions[order.card_payments.get().session]["success_url"]).path
    assert client.get(back).headers["Location"] == f"{address}?the=xong"
    member, stranger = KeyedClient(), KeyedClient()
    member.force_login(shop.minh)
    assert member.get(back).headers["Location"] == f"{address}?the=xong"
    seller = KeyedClient()
    seller.force_login(shop.lan)
    unknown_address = reverse("orders:card-back", args=["0" * 32])
    for other in (stranger, seller):
        page, empty = other.get(back), other.get(unknown_address)
        assert (page.status_code, empty.status_code) == (200, 200)
        assert "Máy này không nhớ đơn nào" in page.text
        assert str(order.ref) not in page.text and order.number not in page.text
        text, nothing = (each.text.split("<main")[1].split("</main>")[0] for each in (page, empty))
        assert text.replace(back, unknown_address) == nothing


def test_a_forged_event_changes_nothing(client, shop, account, peer):
    order = by_card(shop)
    event = peer.pay(opened(order).session)
    body = json.dumps(event).encode()
    for signature in (
        "",
        "t=1,v1=" + "0" * 64,
        peer.sign(body, secret="whsec_" + "6" * 32),
        peer.sign(body, at=int(time.time()) - 301),
        peer.sign(body + b" "),
        peer.sign(body).replace("v1=", "v0="),
        "t=x,v1=é",
    ):
        answer = send(client, account, peer, body, signature)
        assert (answer.status_code, answer.json()) == (400, {"error": "Chữ ký không đúng."})
    assert send(client, account, peer, b"\xff{}").status_code == 400
    for odd in (b"[]", b"{", b'{"data": {"object": 1}}', b'{"data": {"object": {}}, "id": 1, "type": "x"}'):
        assert send(client, account, peer, odd).status_code == 400
    account.ref = "0" * 32
    assert send(client, account, peer, body).status_code == 404
    order.refresh_from_db()
    assert (order.paid_at, CardEvent.objects.count()) == (None, 0)
    assert CardAccount.objects.get().refused_at is not None


@pytest.mark.slow
def test_another_amount_or_currency_pays_nothing_and_is_reported(client, shop, account, peer):
    for n, change in enumerate(({"amount_total": 13_000_000}, {"amount_total": 1_300}, {"currency": "usd"})):
        order = by_card(shop, 4)
        event = peer.pay(opened(order).session)
        event["data"]["object"] |= change
        assert send(client, account, peer, event).json() == {"received": True, "done": False}
        order.refresh_from_db()
        assert (order.paid_at, order.card_payments.get().state) == (None, "open")
        assert Notice.objects.filter(user=shop.lan, kind="card.problem").count() == n + 1
        assert "đơn là 130000 VND" in CardEvent.objects.latest("pk").problem


def test_another_sellers_account_cannot_pay_this_order(client, shop, account, peer):
    order = by_card(shop)
    event = peer.pay(opened(order).session)
    other_keys = set_card_keys(
        actor=shop.as_.hoa, producer=shop.other_product.producer, key=peer.key, signing="whsec_" + "7" * 32
    )
    body = json.dumps(event).encode()
    answer = send(client, other_keys, peer, body, peer.sign(body, secret="whsec_" + "7" * 32))
    assert answer.status_code == 200
    order.refresh_from_db()
    assert order.paid_at is None


@pytest.mark.slow
def test_events_in_any_order_come_to_the_same(client, shop, account, peer):
    outcomes = set()
    type(shop.lot).objects.update(quantity=100)
    for turn in some_of(list(itertools.permutations(range(4))), 6):
        order = by_card(shop, 1)
        done = peer.pay(opened(order).session)
        session = peer.sessions[order.card_payments.get().session]
        late = peer.make_event(
            "checkout.session.expired", {**session, "status": "expired", "payment_status": "unpaid"}
        )
        refund = {
            "id": peer._new("re"), "object": "refund", "amount": 10_000, "currency": "vnd", "status": "pending",
            "payment_intent": session["payment_intent"], "metadata": {},
        }  # fmt: skip
        now = int(time.time())
        asked = peer.make_event("refund.created", refund, created=now - 20)
        given = peer.make_event("refund.updated", {**refund, "status": "succeeded"}, created=now - 10)
        events = [done, late, asked, given]
        for n in turn:
            send(client, account, peer, events[n])
            send(client, account, peer, events[n])
        order.refresh_from_db()
        payment = order.card_payments.get()
        rows = tuple(payment.refunds.values_list("state", "amount"))
        outcomes.add((order.paid_amount, payment.state, rows, order.steps.filter(kind="paid").count()))
        assert not CardEvent.objects.filter(done_at=None).exists()
    assert outcomes == {(55_000, "paid", (("succeeded", 10_000),), 1)}


def test_an_event_is_replayed_from_the_admin_and_does_nothing_twice(
    client, shop, account, peer, admin_client
):
    order = by_card(shop)
    payment = opened(order)
    event = peer.pay(payment.session)
    CardPayment.objects.update(amount=1)
    send(client, account, peer, event)
    CardPayment.objects.update(amount=130_000)
    row = CardEvent.objects.get()
    assert row.done_at is None
    for _again in range(2):
        answer = admin_client.post(
            reverse("admin:orders_cardevent_changelist"), {"action": "replay", "_selected_action": [row.pk]}
        )
        assert answer.status_code == 302
    order.refresh_from_db()
    row.refresh_from_db()
    assert (order.paid_amount, row.problem, order.steps.filter(kind="paid").count()) == (130_000, "", 1)
    replay_event(row)
    assert order.steps.filter(kind="paid").count() == 1
    assert differences() == []


def differences() -> list[str]:
    """Return the audit's findings on stored card events, as readable sentences."""
    found = row_states.compare_states("orders.CardEvent")
    return [each.words() for each in found if isinstance(each, Finding)]


def test_a_planted_event_pays_nothing_and_the_audit_names_it(shop, account, peer, admin_client):
    record_earlier_rows()
    order = by_card(shop)
    event = peer.pay(opened(order).session)
    row = CardEvent.objects.create(
        account=account,
        number=event["id"],
        kind=event["type"],
        intent="pi_1",
        body=event["data"]["object"],
        made_at=timezone.now(),
    )
    assert any("a row that no entry states" in words for words in differences())
    answer = admin_client.post(
        reverse("admin:orders_cardevent_changelist"),
        {"action": "replay", "_selected_action": [row.pk]},
        follow=True,
    )
    assert "Tin này không khớp sổ cái" in answer.text
    with pytest.raises(OrderError, match="không khớp sổ cái"):
        replay_event(row)
    order.refresh_from_db()
    row.refresh_from_db()
    assert (order.paid_at, row.done_at, order.steps.count()) == (None, None, 1)


def test_an_event_from_before_an_upgrade_is_replayed_before_the_clock_states_it(shop, account, peer):
    order = by_card(shop)
    event = peer.pay(opened(order).session)
    row = CardEvent.objects.create(
        account=account, number=event["id"], kind=event["type"], intent="pi_1", body=event["data"]["object"],
        made_at=timezone.now(),
    )  # fmt: skip
    assert replay_event(row).done_at is not None
    order.refresh_from_db()
    assert order.paid_at is not None
    record_earlier_rows()
    assert differences() == []


def test_a_changed_or_deleted_event_is_named_and_not_replayed(client, shop, account, peer):
    record_earlier_rows()
    paid(client, account, peer, by_card(shop))
    assert differences() == []
    rows = CardEvent.objects.all()
    body = rows.get().body
    rows.update(body={**body, "amount_total": 1})
    assert len(differences()) == 1
    with pytest.raises(OrderError, match="không khớp sổ cái"):
        replay_event(rows.get())
    rows.update(body=body)
    assert differences() == []
    rows.delete()
    assert any("a row is gone" in words for words in differences())


def test_abandoned_card_page_frees_the_goods_without_a_notice(client, shop, account, peer):
    order = by_card(shop, 20)
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == 0
    with pytest.raises(WrongState, match="chưa trả bằng thẻ"):
        confirm_order(actor=shop.as_.lan, order=order)
    client.force_login(shop.lan)
    assert "Đơn chờ chị nhận" not in client.get("/").text
    payment = opened(order)
    with time_machine.travel(payment.expires_at + dt.timedelta(minutes=1)):
        assert follow_up_waiting_orders() == 0
    order.refresh_from_db()
    with time_machine.travel(order.answer_by + dt.timedelta(minutes=1)):
        assert follow_up_waiting_orders() == 1
    order.refresh_from_db()
    assert (order.state, peer.sessions[payment.session]["status"]) == ("cancelled", "expired")
    assert order.steps.get(kind="cancelled").words == "Chưa trả bằng thẻ trong giờ giữ hàng."
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == 10
    assert Notice.objects.filter(user=shop.lan).count() == 0
    with pytest.raises(WrongState):
        open_card_page(order=order)


@pytest.mark.slow
def test_an_order_with_a_late_payment_event_does_not_lapse(client, shop, account, peer):
    order = by_card(shop)
    event = peer.pay(opened(order).session)
    order.refresh_from_db()
    with time_machine.travel(order.answer_by + dt.timedelta(minutes=1)):
        peer.is_away = True
        assert follow_up_waiting_orders() == 0
        peer.is_away = False
        assert follow_up_waiting_orders() == 0
    order.refresh_from_db()
    assert (order.state, order.paid_amount) == ("placed", 130_000)
    send(client, account, peer, event)
    assert order.steps.filter(kind="paid").count() == 1


def test_card_page_without_a_webhook_is_looked_up(shop, account, peer):
    order = by_card(shop)
    payment = opened(order)
    peer.pay(payment.session)
    assert close_card_pages() == 0
    with time_machine.travel(payment.expires_at + dt.timedelta(minutes=3)):
        assert close_card_pages() == 1
    order.refresh_from_db()
    assert order.paid_at


def test_a_card_taken_after_the_order_was_withdrawn_gets_its_money_back(client, shop, account, peer):
    order = by_card(shop)
    payment = opened(order)
    withdraw_order(order=order, proven_phones=[order.buyer_phone])
    event = peer.pay(payment.session)
    send(client, account, peer, event)
    refund = CardRefund.objects.get()
    assert (refund.amount, refund.state, refund.by) == (130_000, "asked", None)
    assert send_waiting_refunds() == 1
    assert send_waiting_refunds() == 0
    order.refresh_from_db()
    refund.refresh_from_db()
    assert (order.paid_at, refund.state, len(peer.refunds)) == (None, "succeeded", 1)


def test_a_withdrawn_orders_page_is_ended(shop, account, peer):
    order = by_card(shop)
    payment = opened(order)
    withdraw_order(order=order, proven_phones=[order.buyer_phone])
    assert close_card_pages() == 1
    assert peer.sessions[payment.session]["status"] == "expired"
    payment.refresh_from_db()
    assert payment.state == "expired"


@pytest.mark.slow
def test_a_cancelled_order_goes_back_to_the_card_by_itself(client, shop, account, peer):
    order = paid(client, account, peer, by_card(shop))
    cancel_order(actor=shop.as_.lan, order=order, reason="mưa đá")
    with pytest.raises(WrongState, match="Stripe"):
        mark_refunded(actor=shop.as_.lan, order=order)
    peer.is_away = True
    send_waiting_refunds()
    order.refresh_from_db()
    assert (order.refunded_at, CardRefund.objects.get().state) == (None, "asked")
    peer.is_away = False
    send_waiting_refunds()
    order.refresh_from_db()
    assert order.refunded_at is not None
    assert order.steps.get(kind="refunded").words == "Stripe trả lại 130.000 đ vào thẻ"


def delivered(shop, order: Order) -> Order:
    lan = shop.as_.lan
    confirm_order(actor=lan, order=order)
    order = pack_order(actor=lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=lan, order=order)
    return deliver_order(actor=lan, order=order)


@pytest.mark.slow
def test_a_returned_order_is_refunded_when_the_seller_presses(client, shop, account, peer):
    order = delivered(shop, paid(client, account, peer, by_card(shop)))
    return_order(actor=shop.as_.lan, order=order, reason="dập")
    assert not CardRefund.objects.exists()
    with pytest.raises(NotAllowed):
        ask_refund(actor=shop.as_.hoa, order=order)
    client.force_login(shop.lan)
    url = reverse("orders:sale", args=[order.number])
    assert "Trả lại 130.000 đ vào thẻ" in client.get(url).text
    peer.refund_status = "pending"
    key = {"idempotency_key": "k" * 20}
    for _again in range(2):
        assert client.post(reverse("orders:refund-card", args=[order.number]), key).status_code == 302
    refund = CardRefund.objects.get()
    assert (refund.state, refund.by, len(peer.refunds)) == ("pending", shop.lan, 1)
    page = client.get(url).text
    assert "Đang trả lại thẻ: 130.000 đ" in page and "Trả lại 130.000 đ vào thẻ" not in page
    with pytest.raises(WrongState):
        ask_refund(actor=shop.as_.lan, order=order)
    order.refresh_from_db()
    assert order.refunded_at is None
    send(
        client,
        account,
        peer,
        peer.make_event("refund.updated", {**peer.refunds[refund.number], "status": "succeeded"}),
    )
    order.refresh_from_db()
    assert order.refunded_at and order.steps.get(kind="refunded").by == shop.lan


@pytest.mark.slow
def test_a_failed_refund_is_reported_and_may_be_requested_again(client, shop, account, peer):
    order = delivered(shop, paid(client, account, peer, by_card(shop)))
    return_order(actor=shop.as_.lan, order=order, reason="dập")
    peer.refund_status = "pending"
    first = ask_refund(actor=shop.as_.lan, order=order)[0]
    send_refund(first)
    first.refresh_from_db()
    peer.refunds[first.number]["status"] = "failed"
    send(client, account, peer, peer.make_event("refund.failed", peer.refunds[first.number]))
    assert Notice.objects.filter(user=shop.lan, kind=f"order.refund-failed-{first.pk}").count() == 1
    again = ask_refund(actor=shop.as_.lan, order=order)[0]
    CardPayment.objects.update(intent="pi_of_nobody")
    send_refund(again)
    again.refresh_from_db()
    assert (again.state, again.problem) == ("failed", "Stripe không nhận: No such payment_intent.")


@pytest.mark.slow
def test_a_refund_that_fails_is_not_asked_for_again_by_itself_and_is_owed_again(client, shop, account, peer):
    order = paid(client, account, peer, by_card(shop))
    cancel_order(actor=shop.as_.lan, order=order, reason="mưa đá")
    send_waiting_refunds()
    order.refresh_from_db()
    first = CardRefund.objects.get()
    assert (order.refunded_at is not None, first.state) == (True, "succeeded")
    failed = {**peer.refunds[first.number], "status": "failed"}
    peer.refunds[first.number] = failed
    send(client, account, peer, peer.make_event("refund.failed", failed, created=int(time.time()) + 60))
    for _minute in range(3):
        assert send_waiting_refunds() == 0
    order.refresh_from_db()
    assert (order.refunded_at, owed_back(order), CardRefund.objects.count()) == (None, 130_000, 1)
    assert Notice.objects.filter(user=shop.lan, kind__startswith="order.refund-failed").count() == 1
    assert (
        "Người bán còn phải trả lại bạn 130.000 đ"
        in client.get(reverse("orders:order", args=[order.ref])).text
    )
    ask_refund(actor=shop.as_.lan, order=order)
    assert send_waiting_refunds() == 1
    order.refresh_from_db()
    assert (order.refunded_at is not None, owed_back(order)) == (True, 0)
    assert order.steps.standing().filter(kind="refunded").count() == 1


@pytest.mark.slow
def test_order_is_not_marked_paid_while_a_card_page_is_open(client, shop, account, peer):
    order = by_card(shop)
    payment = opened(order)
    with pytest.raises(WrongState) as refused:
        mark_paid(actor=shop.as_.lan, order=order)
    assert refused.value.code == "card_page_open"
    sale = reverse("orders:sale", args=[order.number])
    client.force_login(shop.lan)
    page = client.get(sale).text
    assert (
        "người mua có thể đang trả" in page
        and reverse("orders:step", args=[order.number, "paid"]) not in page
    )
    with time_machine.travel(payment.expires_at + dt.timedelta(minutes=1)):
        assert reverse("orders:step", args=[order.number, "paid"]) in client.get(sale).text
    client.logout()
    with time_machine.travel(payment.expires_at + dt.timedelta(minutes=1)):
        order = mark_paid(actor=shop.as_.lan, order=order)
    # A message about a card charged in the page's last second.
    assert send(client, account, peer, peer.pay(payment.session)).json()["done"]
    refund = CardRefund.objects.get()
    assert (refund.amount, refund.by, order.steps.filter(kind="paid").count()) == (130_000, None, 1)
    assert Notice.objects.filter(user=shop.lan, kind=f"order.card-late-{payment.pk}").count() == 1


@pytest.mark.slow
def test_pages_of_a_revoked_key_keep_no_other_sellers_waiting(shop, account, peer, monkeypatch):
    monkeypatch.setattr("orders.payments.ways.card.actions.payments.ASKED_AT_ONCE", 2)
    revoked = set_card_keys(
        actor=shop.as_.hoa,
        producer=shop.other_product.producer,
        key="sk_test_" + "9" * 24,
        signing="whsec_" + "7" * 32,
    )
    other_orders = [opened(by_card(shop, 1)) for _n in range(3)]
    CardPayment.objects.update(account=revoked)
    payment = opened(by_card(shop, 1))
    with time_machine.travel(payment.expires_at + dt.timedelta(minutes=3)):
        assert close_card_pages() == 1
    payment.refresh_from_db()
    assert payment.state == "expired"
    assert CardPayment.objects.filter(state="open").count() == 3
    with time_machine.travel(payment.expires_at + dt.timedelta(days=1, minutes=1)):
        for _minute in other_orders:
            close_card_pages()
    assert not CardPayment.objects.filter(state="open").exists()


@pytest.mark.slow
def test_lower_weight_of_a_card_order_is_refunded_in_part(client, shop, peer):
    seller = shop.other_product.producer
    account = set_card_keys(actor=shop.as_.hoa, producer=seller, key=peer.key, signing=peer.signing)
    order = paid(client, account, peer, order_of(shop, 2, shop.fish, payment=Payment.CARD))
    confirm_order(actor=shop.as_.hoa, order=order)
    line = order.lines.get()
    order = pack_order(
        actor=shop.as_.hoa, order=order, lots={line.pk: shop.fish_lot}, weighed={line.pk: Decimal("1.7")}
    )
    asked = ask_refund(actor=shop.as_.hoa, order=order)
    send_refund(asked[0])
    assert [each["amount"] for each in peer.refunds.values()] == [27_000]
    order.refresh_from_db()
    assert (order.state, order.refunded_at) == ("packed", None)
    assert order.steps.get(kind="settled").words == "Stripe trả lại 27.000 đ vào thẻ"
    with pytest.raises(WrongState):
        ask_refund(actor=shop.as_.hoa, order=order)


@pytest.mark.slow
def test_an_unreachable_or_refusing_stripe_is_reported_and_nothing_stays_open(client, shop, account, peer):
    order = by_card(shop)
    peer.is_away = True
    with pytest.raises(CardServiceAway):
        open_card_page(order=order)
    assert order.card_payments.get().state == "opening"
    page = client.post(reverse("orders:pay-card", args=[order.ref]), follow=True)
    assert "Stripe đang bận" in page.text
    peer.is_away, peer.key = False, "sk_test_" + "9" * 24
    with pytest.raises(CardRefused):
        open_card_page(order=order)
    assert order.card_payments.get().state == "expired"
    peer.key = "sk_test_" + "4" * 24
    assert open_card_page(order=order)


@pytest.mark.slow
def test_cards_are_offered_only_where_an_account_is_configured(client, shop, peer, settings):
    client.post(reverse("orders:add", args=[shop.bag.pk]), {"count": "1"})
    basket, words = reverse("orders:basket"), "Thẻ quốc tế (Stripe)"
    assert words not in client.get(basket).text
    with pytest.raises(OrderError) as refused:
        by_card(shop)
    assert (refused.value.code, refused.value.field) == ("payment_unknown", f"payment-{shop.producer.pk}")
    settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET = peer.key, peer.signing
    assert words not in client.get(basket).text
    settings.STRIPE_PRODUCERS = [shop.producer.pk]
    assert words in client.get(basket).text
    with pytest.raises(OrderError):
        place_orders(
            buyer=BUYER,
            wishes={shop.producer.pk: wish({shop.bag: 1}, payment=Payment.CARD)},
            actor=shop.as_.lan,
        )
    order = by_card(shop)
    event = peer.pay(opened(order).session)
    union = CardAccount.objects.get()
    assert (union.ref, union.producer, union.sealed_key) == ("hoi", None, "")
    send(client, union, peer, event)
    order.refresh_from_db()
    assert order.paid_at


@pytest.mark.slow
def test_a_second_tap_while_stripe_opens_the_page_opens_no_other(client, shop, account, peer):
    order = by_card(shop)
    pay, own = reverse("orders:pay-card", args=[order.ref]), reverse("orders:order", args=[order.ref])
    peer.is_away = True
    assert client.post(pay).url == own
    peer.is_away, peer.is_at_it = False, True
    assert client.post(pay).url == own
    assert "Stripe đang mở trang trả thẻ" in client.get(own).text
    assert (order.card_payments.get().state, len(peer.sessions)) == ("opening", 0)
    peer.is_at_it = False
    assert client.post(pay).url == client.post(pay).url == order.card_payments.get().url
    assert len(peer.sessions) == 1


def test_only_the_producers_people_connect_a_card_account(client, shop, peer):
    good = {"key": peer.key, "signing": peer.signing}
    for actor in (shop.as_.hoa, shop.as_.thu):
        with pytest.raises(NotAllowed):
            set_card_keys(actor=actor, producer=shop.producer, **good)
    url = reverse("orders:card-account", args=[shop.producer.pk])
    client.force_login(shop.hoa)
    assert client.get(url).status_code == 404
    client.force_login(shop.lan)
    assert "Stripe không mở tài khoản cho doanh nghiệp" in client.get(url).text
    client.post(reverse("orders:change-card-account", args=[shop.producer.pk, "mo"]))
    assert CardAccount.objects.get().ref in client.get(url).text
    keys = reverse("orders:card-keys", args=[shop.producer.pk])
    for bad, field in (({"key": "pk_live_" + "1" * 30}, "key"), ({"signing": "secret"}, "signing")):
        refused = client.post(keys, {**good, **bad})
        assert refused.status_code == 400 and list(refused.context["form"].errors) == [field]
    assert CardAccount.objects.get().sealed_key == ""
    assert client.post(keys, good).status_code == 302
    row = CardAccount.objects.get()
    assert peer.key not in row.sealed_key and peer.key not in client.get(url).text
    close_card_account(actor=shop.as_.lan, producer=shop.producer)
    assert CardAccount.objects.get().sealed_signing == ""


def test_keys_go_with_the_last_person_who_ran_the_producer(shop, account):
    set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret="whsec_" + "0" * 32)
    erase(shop.minh)
    assert CardAccount.objects.get().sealed_key and BankFeed.objects.get().sealed_secret
    erase(shop.lan)
    row, feed = CardAccount.objects.get(), BankFeed.objects.get()
    assert (row.sealed_key, row.sealed_signing, feed.sealed_secret) == ("", "", "")
    assert row.ref != account.ref


def reconcile(*more: str, days: tuple[str, str] | None = None) -> list[str]:
    """Return the names of the differences of `days`, by default of yesterday to tomorrow."""
    today, out = timezone.localdate(), io.StringIO()
    first, last = days or (str(today - dt.timedelta(days=1)), str(today + dt.timedelta(days=1)))
    span = ["--from", first, "--to", last]
    try:
        call_command("stripe_reconcile", *span, *more, stdout=out)
    except CommandError:
        return sorted(line.split("\t")[1] for line in out.getvalue().splitlines())
    assert "Không có khác biệt nào" in out.getvalue()
    return []


@pytest.mark.slow
def test_reconciling_names_every_difference(client, shop, account, peer):
    fine = paid(client, account, peer, by_card(shop, 1))
    assert reconcile() == []
    reported = by_card(shop, 1)
    peer.pay(opened(reported).session)
    gone = by_card(shop, 1)
    peer.run_out(opened(gone).session)
    assert reconcile() == ["expired_there_only", "paid_there_only"]
    reconcile("--mend")
    assert reconcile() == []
    reported.refresh_from_db()
    assert reported.paid_at
    session = fine.card_payments.get().session
    made = peer.answer(
        "POST", "/v1/refunds", {"payment_intent": fine.card_payments.get().intent, "amount": "5000"}
    )
    assert reconcile() == ["refund_unknown"]
    reconcile("--mend")
    assert reconcile() == []
    made["amount"] = 6_000
    peer.sessions[session]["amount_total"] = 5_500_000
    other = reported.card_payments.get().session
    peer.sessions[other]["payment_status"] = "unpaid"
    peer.sessions["cs_x"] = {**peer.sessions[session], "id": "cs_x", "client_reference_id": None}
    del peer.sessions[gone.card_payments.get().session]
    Order.objects.filter(pk=fine.pk).update(paid_at=None)
    CardRefund.objects.create(payment=fine.card_payments.get(), amount=1)
    assert reconcile() == [
        "amount_differs",
        "order_unpaid",
        "paid_here_only",
        "refund_amount_differs",
        "refund_unsent",
        "session_missing_there",
        "session_unknown",
    ]
    peer.is_away = True
    assert reconcile() == ["unanswered"]
    # Keys stay as long as something is open there.
    close_card_account(actor=shop.as_.lan, producer=shop.producer)
    assert reconcile() == ["unanswered"]
    CardPayment.objects.update(state="expired")
    CardRefund.objects.update(state="failed")
    Order.objects.update(state="delivered")
    close_card_account(actor=shop.as_.lan, producer=shop.producer)
    assert reconcile() == ["key_missing"]


@pytest.mark.slow
def test_a_dispute_names_its_order_and_amount_and_its_end_is_reported(client, shop, account, peer):
    order = paid(client, account, peer, by_card(shop))
    session = order.card_payments.get().session
    assert send(client, account, peer, peer.dispute(session)).status_code == 200
    notice = Notice.objects.get(user=shop.lan, kind="card.problem")
    assert notice.title.startswith(f"Đơn {order.number}, thẻ: Chủ thẻ khiếu nại")
    assert (notice.body, notice.url) == ("Số tiền: 130.000 đ", reverse("orders:sale", args=[order.number]))
    assert reconcile() == ["disputed_there"]
    assert "Chủ thẻ khiếu nại tiền của đơn này" in client_of(shop.lan).get(notice.url).text
    send(client, account, peer, peer.dispute(session, status="won"))
    assert "Chủ thẻ khiếu nại tiền của đơn này" not in client_of(shop.lan).get(notice.url).text
    assert reconcile() == [] and not CardEvent.objects.filter(done_at=None).exists()
    assert "tiền vẫn là của chị" in Notice.objects.filter(kind="card.problem").latest("pk").title
    # The message that started it arrives once more, late.
    late = {**next(e for e in peer.events if e["type"] == "charge.dispute.created"), "id": "evt_late"}
    send(client, account, peer, late)
    assert not CardEvent.objects.filter(done_at=None).exists()
    send(client, account, peer, peer.dispute(session, status="lost"))
    assert "Ngân hàng xử cho chủ thẻ" in Notice.objects.filter(kind="card.problem").latest("pk").title
    assert "tiền của đơn này đã bị lấy lại" in client_of(shop.lan).get(notice.url).text
    assert reconcile() == ["disputed_there"]


@pytest.mark.slow
def test_reconciliation_lists_findings_made_before_stripe_fails(client, shop, account, peer):
    paid(client, account, peer, by_card(shop, 1))
    peer.pay(opened(by_card(shop, 1)).session)
    peer.refunds["broken"] = {}  # a list of refunds can't be answered
    assert reconcile() == ["paid_there_only", "unanswered"]


def store_keys(shop, key: str) -> None:
    """Do it as the page and the API do."""
    asked = ask_about_key(producer=shop.producer, key=key)
    set_card_keys(
        actor=shop.as_.lan, producer=shop.producer, key=key, signing="whsec_" + "9" * 32, asked=asked
    )


def test_keys_of_another_account_wait_while_a_buyer_pays_at_this_one(shop, account, peer, settings):
    payment = opened(by_card(shop))
    with running_peer() as other:
        other.key = "sk_test_" + "9" * 24
        other.url, settings.STRIPE_API_URL = other.url, other.url
        with pytest.raises(OrderError) as refused:
            store_keys(shop, other.key)
    assert (refused.value.code, refused.value.field) == ("key_of_another_account", "key")
    assert payment.order.number in refused.value.message
    account.refresh_from_db()
    assert key_of(account) == peer.key
    settings.STRIPE_API_URL = peer.url
    # A new key of the same account replaces one that leaked.
    peer.key = "sk_test_" + "7" * 24
    # A page that was opened after the lookup at Stripe is looked up again.
    before = Asked("cs_before", is_known=True)
    with pytest.raises(OrderError) as refused:
        set_card_keys(
            actor=shop.as_.lan, producer=shop.producer, key=peer.key, signing=peer.signing, asked=before
        )
    assert refused.value.code == "card_page_opened"
    store_keys(shop, peer.key)
    account.refresh_from_db()
    assert key_of(account) == peer.key


NOVEMBER, DECEMBER = ("2026-11-01", "2026-11-30"), ("2026-12-01", "2026-12-31")


def at(vietnamese: str) -> int:
    """Return the Unix time of a moment in Vietnam, as Stripe writes it."""
    return int(dt.datetime.fromisoformat(f"{vietnamese}+07:00").timestamp())


@pytest.mark.slow
def test_a_refund_made_in_one_month_and_reported_in_the_next_is_missing_in_neither(
    client, shop, account, peer
):
    order = paid(client, account, peer, by_card(shop))
    payment = order.card_payments.get()
    CardPayment.objects.update(created_at=dt.datetime.fromtimestamp(at("2026-11-30T20:00:00"), dt.UTC))
    peer.sessions[payment.session]["created"] = at("2026-11-30T20:00:01")
    peer.refund_status = "pending"
    cancel_order(actor=shop.as_.lan, order=order, reason="Hết")
    send_waiting_refunds()
    row = CardRefund.objects.get()
    refund = peer.refunds[row.number]
    refund |= {"created": at("2026-11-30T23:59:58"), "status": "succeeded"}
    CardRefund.objects.update(
        state="succeeded",
        asked_at=dt.datetime.fromtimestamp(at("2026-11-30T23:59:57"), dt.UTC),
        told_at=dt.datetime.fromtimestamp(at("2026-12-02T09:00:00"), dt.UTC),
    )
    assert [reconcile(days=month) for month in (NOVEMBER, DECEMBER)] == [[], []]
    # Our clock and Stripe's are on two sides of midnight.
    refund["created"] = peer.sessions[payment.session]["created"] = at("2026-12-01T00:00:00")
    assert [reconcile(days=month) for month in (NOVEMBER, DECEMBER)] == [[], []]
    # A refund that Stripe never made is missing in both months that have a record of it.
    del peer.refunds[row.number]
    assert [reconcile(days=month) for month in (NOVEMBER, DECEMBER)] == [["refund_missing_there"]] * 2


@pytest.mark.slow
def test_refund_with_a_lost_answer_is_reported_and_mended_once(client, shop, account, peer):
    order = paid(client, account, peer, by_card(shop))
    cancel_order(actor=shop.as_.lan, order=order, reason="Hết")
    send_waiting_refunds()
    row = CardRefund.objects.get()
    CardRefund.objects.update(number=None, state="asked", told_at=None)
    assert reconcile() == ["refund_unknown"]
    reconcile("--mend")
    assert reconcile() == []
    assert CardRefund.objects.get().number == row.number


def test_reconciling_reads_every_page_of_stripes_list(client, shop, account, peer):
    session = {
        "id": "", "amount_total": 1, "currency": "vnd", "status": "complete", "payment_status": "paid",
        "created": int(time.time()), "client_reference_id": None, "metadata": {"payment": "x"},
    }  # fmt: skip
    peer.sessions = {f"cs_{n}": {**session, "id": f"cs_{n}"} for n in range(203)}
    assert reconcile() == ["session_unknown"] * 203


@pytest.mark.load
def test_without_an_account_nothing_of_stripe_is_loaded():
    code = (
        "import django, sys; django.setup(); from django.urls import get_resolver; get_resolver().url_patterns;"
        "raise SystemExit('stripe' in sys.modules)"
    )
    env = project_env(DJANGO_SETTINGS_MODULE="backend.settings")
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=env, check=False).returncode == 0
