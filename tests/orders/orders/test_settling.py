"""Settle an order from its rows: transfers, card payments, cash, and what is refunded of each."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from orders.models import BankFeed, Order, Transfer
from orders.orders.actions.settling import (
    give_all_back,
    is_all_back,
    owed_back,
    paid_so_far,
    refundable_by_card,
    settle,
    still_to_pay,
)
from orders.payments.ways.card.actions.refunds import start_refund
from orders.payments.ways.card.models import CardAccount, CardPayment, CardRefund
from tests.orders.conftest import order_of

CARD = {"payment": "card"}
CANCELLED, RETURNED = {"state": "cancelled"}, {"state": "returned"}


def order_with(
    shop: SimpleNamespace, transfers: tuple = (), cards: tuple = (), *, is_paid: bool = False, **fields: Any
) -> Order:
    """Return an order of 130 đồng with `transfers` (amount, returned) and `cards` (amount, is paid, refunds by state)."""
    now = timezone.now()
    order = Order.objects.first() or order_of(shop, 1)
    order.pk, order.ref, order.number = None, uuid4(), f"{Order.objects.count()}"
    known = {
        "state": "placed",
        "payment": "transfer",
        "goods": 130,
        "fee": 0,
        "total": 130,
        "hand_paid": 0,
        "given_back": 0,
    }
    known |= {"paid_at": now if is_paid else None, "paid_amount": None, "paid_with": None}
    for name, value in (known | fields).items():
        setattr(order, name, value)
    order.save()
    feed = BankFeed.objects.get_or_create(producer=shop.producer)[0]
    account = CardAccount.objects.get_or_create(producer=shop.producer)[0]
    for place, (came, gone) in enumerate(transfers):
        moment = now + dt.timedelta(minutes=place)
        Transfer.objects.create(
            feed=feed, number=f"{order.pk}-{place}", order=order, amount=came, returned=gone, made_at=moment
        )
    for amount, is_paid_card, refunds in cards:
        payment = CardPayment.objects.create(
            order=order,
            account=account,
            amount=amount,
            state="paid",
            expires_at=now,
            paid_at=now if is_paid_card else None,
        )
        for state, back in refunds.items():
            CardRefund.objects.create(payment=payment, state=state, amount=back)
    return order


def refunds_of(order: Order) -> list[tuple]:
    return list(CardRefund.objects.filter(payment__order=order).values_list("amount", "state", "by"))


@pytest.mark.slow
def test_payments_of_an_order_add_up_to_paid_owed_and_outstanding(shop):
    several = Transfer.objects.create(
        feed=BankFeed.objects.create(producer=shop.producer),
        number="several",
        amount=999,
        made_at=timezone.now(),
    )
    shared = {"paid_with": several, "is_paid": True}
    for transfers, cards, fields, states, *amounts in (
        # transfers, cards, fields: transfer states; kept by transfer, by card, in all; owed; still to pay; fully refunded
        ((), (), {}, [], 0, 0, 0, 0, 130, True),
        (((50, 0),), (), {}, [("partial", 0)], 50, 0, 50, 0, 80, True),
        (((50, 0),), (), {"is_paid": True}, [("matched", 0)], 50, 0, 50, 0, 0, True),
        (((50, 0), (80, 0)), (), {}, [("matched", 0), ("matched", 0)], 130, 0, 130, 0, 0, True),
        (((150, 0),), (), {}, [("over", 20)], 150, 0, 150, 20, 0, False),
        (((150, 20),), (), {}, [("matched", 0)], 130, 0, 130, 0, 0, True),
        (((130, 0),), (), CANCELLED, [("late", 130)], 130, 0, 130, 130, 0, False),
        (((130, 0),), (), RETURNED, [("late", 130)], 130, 0, 130, 130, 0, False),
        (((130, 130),), (), RETURNED, [("returned", 0)], 0, 0, 0, 0, 130, True),
        ((), (), {"hand_paid": 130, "is_paid": True}, [], 0, 0, 130, 0, 0, True),
        ((), (), {"hand_paid": 130, "is_paid": True} | CANCELLED, [], 0, 0, 130, 130, 0, False),
        ((), (), {"hand_paid": 130, "given_back": 130, "is_paid": True} | CANCELLED, [], 0, 0, 0, 0, 0, True),
        ((), (), shared | {"paid_amount": 130} | CANCELLED, [], 0, 0, 130, 130, 0, False),
        ((), (), shared | CANCELLED, [], 0, 0, 0, 0, 0, True),
        ((), (), {"paid_amount": 130, "is_paid": True} | CANCELLED, [], 0, 0, 0, 0, 0, True),
        ((), ((130, True, {}),), {"is_paid": True} | CARD, [], 0, 130, 130, 0, 0, True),
        ((), ((130, False, {}),), CARD, [], 0, 0, 0, 0, 130, True),
        ((), ((130, True, {}), (130, False, {})), RETURNED | CARD, [], 0, 130, 130, 130, 0, False),
        ((), ((130, True, {"asked": 130}),), RETURNED | CARD, [], 0, 0, 0, 0, 130, False),
        ((), ((130, True, {"pending": 130}),), RETURNED | CARD, [], 0, 0, 0, 0, 130, False),
        ((), ((130, True, {"succeeded": 130}),), RETURNED | CARD, [], 0, 0, 0, 0, 130, True),
        ((), ((130, True, {"failed": 130}),), RETURNED | CARD, [], 0, 130, 130, 130, 0, False),
        ((), ((130, True, {"succeeded": 30}), (20, True, {})), RETURNED | CARD, [], 0, 120, 120, 120, 10, False),
        (((30, 0),), ((120, True, {}),), CARD, [("over", 20)], 30, 120, 150, 20, 0, False),
    ):  # fmt: skip
        order = order_with(shop, transfers, cards, **fields)
        before = refunds_of(order)
        stored = settle(order)
        assert list(order.transfers.counted().values_list("state", "back")) == states, (transfers, fields)
        found = [
            stored,
            refundable_by_card(order),
            paid_so_far(order),
            owed_back(order),
            still_to_pay(order),
            is_all_back(order),
        ]
        assert found == amounts, (transfers, cards, fields)
        assert refunds_of(order) == before


def test_card_payments_of_a_cancelled_order_are_refunded_once_unless_a_refund_failed(shop):
    for cards, expected in (
        ([(130, True, {})], [(130, "asked", None)]),
        ([(130, True, {"succeeded": 30})], [(30, "succeeded", None), (100, "asked", None)]),
        ([(130, True, {"failed": 130})], [(130, "failed", None)]),
        ([(130, False, {})], []),
        ([(130, True, {"failed": 130}), (40, True, {})], [(130, "failed", None), (40, "asked", None)]),
    ):
        order = order_with(shop, (), tuple(cards), **CARD | CANCELLED)
        for _again in range(2):
            assert settle(order) == 0
            assert refunds_of(order) == expected, cards


def test_a_transfer_put_aside_is_looked_at_again_only_where_what_it_is_changed(shop):
    order = order_with(shop, ((150, 0),))
    settle(order)
    row = order.transfers.get()
    for changes, state, back, is_closed in (
        ({}, "over", 20, True),
        ({"goods": 120, "total": 120}, "over", 30, False),
        ({"state": "cancelled"}, "late", 150, False),
    ):
        Transfer.objects.filter(pk=row.pk).update(closed_at=timezone.now())
        for name, value in changes.items():
            setattr(order, name, value)
        order.save()
        settle(order)
        row.refresh_from_db()
        assert (row.state, row.back, row.closed_at is not None) == (state, back, is_closed), changes


def test_all_that_no_card_takes_back_is_given_back_once(shop):
    for transfers, cards, fields, given, returned, by_hand in (
        (((50, 0), (40, 10)), (), {"hand_paid": 130, "is_paid": True} | CANCELLED, 120, [50, 40], 40),
        (((150, 0),), (), {}, 20, [20], 0),
        (((130, 0),), (), {}, 0, [0], 0),
        ((), ((130, True, {}),), {"hand_paid": 20} | CARD | RETURNED, 20, [], 20),
        ((), ((130, True, {}),), {"is_paid": True, "hand_paid": 20} | CARD, 0, [], 0),
    ):
        order = order_with(shop, transfers, cards, **fields)
        settle(order)
        assert give_all_back(order) == given, fields
        order = Order.objects.get(pk=order.pk)
        rows = list(order.transfers.counted())
        assert ([row.returned for row in rows], order.given_back) == (returned, by_hand), fields
        assert [row.back for row in rows] == [0] * len(rows)
        assert give_all_back(order) == 0 and refunds_of(order) == []


def test_refund_takes_from_payments_in_turn_up_to_their_remaining_amounts(shop):
    cards = ((130, True, {}), (90, False, {}), (40, True, {}), (60, True, {"succeeded": 60}))
    for amount, of, expected in (
        (0, None, []),
        (1, None, [1]),
        (100, None, [100]),
        (130, None, [130]),
        (150, None, [130, 20]),
        (999, None, [130, 40]),
        (50, 2, [40]),
        (50, 1, []),
        (50, 3, []),
    ):
        order = order_with(shop, (), cards, **CARD)
        payments = list(order.card_payments.all())
        asked = start_refund(order, amount, shop.lan, of=None if of is None else payments[of])
        assert [refund.amount for refund in asked] == expected, (amount, of)
        assert refunds_of(order) == [
            (60, "succeeded", None),
            *((part, "asked", shop.lan.pk) for part in expected),
        ]
