"""The same news of money a hundred times at once, and parts of it at the same moment."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request

import pytest

from backend.ledger.models import Entry
from orders.actions.bank_feeds import set_secret
from orders.bank_feed.signing import signature
from orders.enums import Payment
from orders.models import BankFeed, Order, OrderStep, Transfer
from tests.orders.conftest import make_shop, order_of
from tests.orders.phones import at_once
from tests.orders.test_bank_feed import SECRET, told

pytestmark = pytest.mark.crash


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
    message = told(order)
    answers = at_once(lambda _n: send(live_project.url, feed, message), range(100), 16)
    assert set(answers) == {(200, b'{"success": true}')}
    assert Transfer.objects.get().state == "matched"
    assert OrderStep.objects.filter(order=order, kind="paid").count() == 1
    assert Entry.objects.filter(kind="order.paid").count() == 1


def test_parts_that_come_at_once_add_up(live_project):
    shop = make_shop()
    feed = set_secret(actor=shop.as_.lan, producer=shop.producer, form="hmac", secret=SECRET)
    order = order_of(shop, 4, payment=Payment.TRANSFER)
    parts = [told(order, transferAmount=13_000) for _n in range(11)]
    at_once(lambda part: send(live_project.url, feed, part), parts * 3, 12)
    states = list(order.transfers.counted().values_list("state", flat=True))
    assert sorted(states) == ["doubled"] + ["matched"] * 10
    order = Order.objects.get(pk=order.pk)
    assert (order.paid_amount, order.steps.filter(kind="paid").count()) == (130_000, 1)
