"""The same message about money a hundred times at once, and parts of it at the same moment."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

import pytest
from django.db import connections
from django.utils import timezone

from backend.ledger.models import Entry
from members.acting import Actor
from members.models import User
from orders.bank.actions.feeds import set_secret
from orders.bank.signing import signature
from orders.errors import WrongState
from orders.models import BankFeed, Order, OrderStep, Transfer
from orders.payments.ways.card.accounts import key_of
from orders.payments.ways.card.actions.accounts import set_card_keys
from orders.payments.ways.card.actions.payments import open_card_page
from orders.payments.ways.card.actions.refunds import ask_refund, send_refund
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment, CardRefund
from orders.shops.enums import Payment
from tests.api import client_of as program
from tests.orders.bank.test_feed import SECRET, bank_message
from tests.orders.conftest import make_shop, order_of
from tests.orders.orders.test_pages import client_of
from tests.orders.phones import at_once, new_key
from tests.stripe_peer import StripePeer, running_peer

pytestmark = pytest.mark.crash

PAID = {"status": "complete", "payment_status": "paid"}


def send(url: str, feed: BankFeed, message: dict) -> tuple[int, bytes]:
    body, stamp = json.dumps(message).encode(), str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "X-SePay-Timestamp": stamp,
        "X-SePay-Signature": signature(SECRET, stamp, body),
    }
    request = urllib.request.Request(f"{url}/webhooks/bank/{feed.ref}/", data=body, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


def test_a_hundred_times_the_same_message_is_one_payment(live_project):
    shop = make_shop()
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    order = order_of(shop, 4, payment=Payment.TRANSFER)
    message = bank_message(order)
    answers = at_once(lambda _n: send(live_project.url, feed, message), range(100), 16)
    assert set(answers) == {(200, b'{"success": true}')}
    assert Transfer.objects.get().state == "matched"
    assert OrderStep.objects.filter(order=order, kind="paid").count() == 1
    assert Entry.objects.filter(kind="order.paid").count() == 1


def test_parts_that_come_at_once_add_up(live_project):
    shop = make_shop()
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    order = order_of(shop, 4, payment=Payment.TRANSFER)
    parts = [bank_message(order, transferAmount=13_000) for _n in range(11)]
    at_once(lambda part: send(live_project.url, feed, part), parts * 3, 12)
    states = list(order.transfers.counted().values_list("state", flat=True))
    assert sorted(states) == ["doubled"] + ["matched"] * 10
    order = Order.objects.get(pk=order.pk)
    assert (order.paid_amount, order.steps.filter(kind="paid").count()) == (130_000, 1)


def send_stripe_event(url: str, account: CardAccount, event: dict, secret: str) -> tuple[int, bytes]:
    body = json.dumps(event).encode()
    headers = {"Content-Type": "application/json", "Stripe-Signature": StripePeer(signing=secret).sign(body)}
    request = urllib.request.Request(f"{url}/webhooks/stripe/{account.ref}/", data=body, headers=headers)
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.status, answer.read()


def test_a_hundred_times_the_same_event_and_its_contrary_is_one_payment(live_project):
    shop = make_shop()
    secret = "whsec_" + "5" * 32
    account = set_card_keys(
        actor=shop.as_.lan, producer=shop.producer, key="sk_test_" + "4" * 24, signing=secret
    )
    order = order_of(shop, 4, payment=Payment.CARD)
    payment = CardPayment.objects.create(
        order=order, account=account, amount=130_000, session="cs_1", state="open", expires_at=timezone.now()
    )
    session = {
        "id": "cs_1",
        "amount_total": 130_000,
        "currency": "vnd",
        "payment_intent": "pi_1",
        "client_reference_id": str(payment.key),
    }
    over = {"status": "expired", "payment_status": "unpaid"}
    events = [
        {"id": "evt_1", "type": "checkout.session.completed", "data": {"object": session | PAID}},
        {"id": "evt_2", "type": "checkout.session.expired", "data": {"object": session | over}},
    ]
    answers = at_once(
        lambda n: send_stripe_event(live_project.url, account, events[n % 5 == 4], secret), range(100), 16
    )
    assert set(answers) == {(200, b'{"received": true, "done": true}')}
    payment.refresh_from_db()
    assert (payment.state, CardEvent.objects.count()) == ("paid", 2)
    assert OrderStep.objects.filter(order=order, kind="paid").count() == 1
    assert Entry.objects.filter(kind="order.paid").count() == 1


def test_taps_at_once_open_one_page_and_ask_for_one_refund(real_db, settings):
    with running_peer() as peer:
        settings.STRIPE_API_URL = peer.url
        shop = make_shop()
        set_card_keys(actor=shop.as_.lan, producer=shop.producer, key=peer.key, signing=peer.signing)
        order = order_of(shop, 4, payment=Payment.CARD)
        lan = User.objects.get(pk=shop.lan.pk)

        def open_session(_n: int) -> str:
            return open_card_page(order=Order.objects.get(pk=order.pk))

        assert len(set(at_once(open_session, range(24)))) == 1
        assert len(peer.sessions) == 1
        payment = order.card_payments.get()
        CardPayment.objects.filter(pk=payment.pk).update(state="paid", paid_at=timezone.now(), intent="pi_1")
        peer.sessions[payment.session] |= {"payment_intent": "pi_1"} | PAID
        Order.objects.filter(pk=order.pk).update(state="returned", paid_at=timezone.now())

        def give_back(_n: int) -> int:
            try:
                asked = ask_refund(actor=Actor.of(lan), order=Order.objects.get(pk=order.pk))
            except WrongState:
                return 0
            for each in asked * 2:
                send_refund(each)
            return len(asked)

        assert sum(at_once(give_back, range(16))) == 1
        assert [each["amount"] for each in peer.refunds.values()] == [130_000]
        assert CardRefund.objects.get().state == "succeeded"


@pytest.mark.parametrize("door", ["page", "api"])
def test_no_request_waits_while_stripe_checks_a_new_key(real_db, settings, door):
    shop = make_shop()
    with running_peer() as peer:
        settings.STRIPE_API_URL = settings.STRIPE_CHECKOUT_ORIGIN = peer.url
        set_card_keys(actor=shop.as_.lan, producer=shop.producer, key=peer.key, signing=peer.signing)
        shop.producer.refresh_from_db()
        order = order_of(shop, 1, payment=Payment.CARD)
        open_card_page(order=order)
        peer.key, answer, written = "sk_test_" + "7" * 24, peer.answer, []

        def slowly(*asked):
            """Change the same account while Stripe's answer is outstanding."""
            written.append(CardAccount.objects.update(heard_at=timezone.now()))
            connections.close_all()
            return answer(*asked)

        peer.answer = slowly
        fields = {"key": peer.key, "signing": peer.signing}
        if door == "page":
            answered = client_of(shop.lan).post(f"/ban-hang/noi/{shop.producer.pk}/the/khoa/", fields)
        else:
            answered = program(shop.lan).put(
                f"/api/v1/card-accounts/{shop.producer.pk}/keys/",
                fields,
                headers={"Idempotency-Key": new_key()},
                format="json",
            )
    assert answered.status_code in (200, 302) and written == [1]
    assert key_of(CardAccount.objects.get()) == peer.key
