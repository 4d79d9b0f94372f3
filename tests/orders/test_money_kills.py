"""Kill server processes at every statement while a bank or Stripe reports money, and while money is refunded to a card."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from backend.ledger.models import Entry
from orders.bank.actions.feeds import set_secret
from orders.bank.actions.transfers import link_transfer, receive_transfer
from orders.bank.reading import read_message
from orders.bank.signing import signature
from orders.models import Order, Transfer
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import confirm_order, return_order, ship_order
from orders.payments.ways.card.actions.accounts import set_card_keys
from orders.payments.ways.card.actions.events import receive_event
from orders.payments.ways.card.actions.payments import open_card_page
from orders.payments.ways.card.models import CardEvent, CardPayment, CardRefund
from orders.shops.enums import Payment
from tests.live import LiveProject
from tests.orders.bank.test_feed import SECRET, bank_message
from tests.orders.conftest import RATES, make_shop, order_of
from tests.orders.phones import Answer, Phone, Program, _answer
from tests.orders.test_kills import killed_at_every_statement
from tests.orders.whole import orders_are_whole
from tests.stripe_peer import StripePeer, running_peer

pytestmark = [pytest.mark.crash, pytest.mark.everything]


@pytest.fixture
def peer(settings) -> Iterator[StripePeer]:
    with running_peer() as peer:
        settings.STRIPE_API_URL = settings.STRIPE_CHECKOUT_ORIGIN = peer.url
        yield peer


@pytest.fixture
def mortal(real_db, collected_static, tmp_path, peer) -> Iterator[LiveProject]:
    """As mortal_project, with the peer for Stripe."""
    with LiveProject.started(
        real_db,
        static_root=collected_static,
        folder=tmp_path / "live",
        app="tests.orders.dying",
        GUNICORN_CMD_ARGS="--preload",
        STRIPE_API_URL=peer.url,
        STRIPE_CHECKOUT_ORIGIN=peer.url,
        **RATES,
    ) as project:
        yield project


def teller(project: LiveProject, path: str, sign: Callable[[bytes], dict[str, str]]) -> Callable[..., Answer]:
    """A client that sends messages as a bank's or Stripe's server does: signed each time, without an idempotency key."""
    opener = urllib.request.build_opener()

    def send(message: dict, *, key: str = "", **headers: str) -> Answer:
        body = json.dumps(message).encode()
        more = {"Content-Type": "application/json", **sign(body), **headers}
        return _answer(opener, urllib.request.Request(project.url + path, body, more))

    return send


def by_bank(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {"X-SePay-Timestamp": stamp, "X-SePay-Signature": signature(SECRET, stamp, body)}


def paid_steps(order: Order) -> list[str]:
    return [step.kind for step in order.steps.all() if step.kind == "paid"]


def test_transfer_pays_once_when_its_webhook_is_killed_at_every_statement(mortal):
    shop = make_shop()
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    order = order_of(shop, 1, payment=Payment.TRANSFER)
    send = teller(mortal, f"/webhooks/bank/{feed.ref}/", by_bank)
    assert killed_at_every_statement(send, bank_message(order)).body == {"success": True}
    order.refresh_from_db()
    assert (Transfer.objects.get().state, order.paid_amount, paid_steps(order)) == (
        "matched",
        order.total,
        ["paid"],
    )
    orders_are_whole(shop)


# The seller's actions on a transfer, on the page or the API, and the state afterwards.
BY_HAND = [
    ("page", "noi", "matched"),
    ("api", "link", "matched"),
    ("page", "go", "unmatched"),
    ("api", "unlink", "unmatched"),
    ("page", "da-tra", "returned"),
    ("api", "returned", "returned"),
]


@pytest.mark.parametrize(("door", "what", "state"), BY_HAND)
def test_act_on_a_transfer_takes_effect_once_when_killed_at_every_statement(mortal, door, what, state):
    shop = make_shop()
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    order = order_of(shop, 1, payment=Payment.TRANSFER)
    # Half an order's money doesn't pay it: the transfer can be taken off again.
    amount = order.total // 2 if what in ("go", "unlink") else order.total
    row = receive_transfer(
        feed=feed, message=read_message(json.dumps(bank_message(transferAmount=amount)).encode())
    )
    if what in ("go", "unlink"):
        row = link_transfer(actor=shop.as_.lan, transfer=row, number=order.number)
    base = f"/ban-hang/tien-ve/{row.pk}/" if door == "page" else f"transfers/{row.pk}/"
    hand = (Phone if door == "page" else Program)(mortal.url, shop.lan)
    fields = {"number": order.number} if what in ("noi", "link") else {}
    killed_at_every_statement(hand.send, f"{base}{what}/", fields)
    row.refresh_from_db()
    order.refresh_from_db()
    is_linked = what in ("noi", "link")
    assert (row.state, row.order_id, row.returned) == (
        state, order.pk if is_linked else None, amount if state == "returned" else 0,
    )  # fmt: skip
    assert paid_steps(order) == (["paid"] if is_linked else [])
    kind = {"noi": "linked", "link": "linked", "go": "unlinked", "unlink": "unlinked"}.get(what, "returned")
    assert Entry.objects.filter(kind=f"transfer.{kind}").count() == (
        2 if kind == "linked" and not is_linked else 1
    )
    orders_are_whole(shop)


def card_order(shop, peer: StripePeer) -> CardPayment:
    set_card_keys(actor=shop.as_.lan, producer=shop.producer, key=peer.key, signing=peer.signing)
    shop.producer.refresh_from_db()
    order = order_of(shop, 1, payment=Payment.CARD)
    open_card_page(order=order)
    return order.card_payments.select_related("account").get()


def test_card_pays_once_when_its_webhook_is_killed_at_every_statement(mortal, peer):
    shop = make_shop()
    payment = card_order(shop, peer)
    event = peer.pay(payment.session)
    send = teller(
        mortal, f"/webhooks/stripe/{payment.account.ref}/", lambda body: {"Stripe-Signature": peer.sign(body)}
    )
    assert killed_at_every_statement(send, event).body == {"done": True, "received": True}
    order = Order.objects.get()
    assert (CardPayment.objects.get().state, order.paid_amount, paid_steps(order)) == (
        "paid",
        order.total,
        ["paid"],
    )
    assert CardEvent.objects.get().done_at
    orders_are_whole(shop)


def test_refund_is_paid_once_when_killed_at_every_statement(mortal, peer):
    shop = make_shop()
    payment = card_order(shop, peer)
    receive_event(account=payment.account, payload=peer.pay(payment.session))
    order = confirm_order(actor=shop.as_.lan, order=Order.objects.get())
    order = pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    order = return_order(actor=shop.as_.lan, order=ship_order(actor=shop.as_.lan, order=order), reason="dập")
    assert not CardRefund.objects.exists()
    # The request and Stripe's answer are two transactions: each is killed at every statement.
    killed_at_every_statement(
        Phone(mortal.url, shop.lan).send, f"/ban-hang/don/{order.number}/tra-lai-the/", {}, commits=2
    )
    order.refresh_from_db()
    refund = CardRefund.objects.get()
    assert (refund.state, refund.amount) == ("succeeded", order.total)
    assert [(each["id"], each["amount"]) for each in peer.refunds.values()] == [(refund.number, order.total)]
    assert order.refunded_at and order.steps.filter(kind="refunded").count() == 1
