"""What an order's pages show and which step comes next."""

from __future__ import annotations

import pytest

from orders.orders.actions.stepping import BEFORE
from orders.orders.enums import OrderState, StepKind
from orders.orders.presenters import OrderPage, SalePage, SaleRow
from orders.shops.enums import Delivery, Payment
from tests.orders.conftest import order_of

S, K = OrderState, StepKind


@pytest.mark.parametrize(
    ("delivery", "sends"),
    [(Delivery.SHIP, K.SHIPPED), (Delivery.PICKUP, K.DELIVERED)],
    ids=["ship", "pickup"],
)
def test_each_state_has_one_next_step_which_its_action_allows(shop, delivery, sends):
    order = order_of(shop)
    order.delivery = delivery
    expected = {
        S.PLACED: K.CONFIRMED,
        S.CONFIRMED: K.PACKED,
        S.PACKED: sends,
        S.SHIPPED: K.DELIVERED,
        S.DELIVERED: None,
        S.CANCELLED: None,
        S.RETURNED: None,
    }
    assert set(expected) == set(OrderState)
    for state, step in expected.items():
        order.state = state
        page = SalePage(order, shop.lan)
        assert (state, page.next_step) == (state, step)
        flags = {
            K.CONFIRMED: page.may_confirm,
            K.PACKED: page.may_pack,
            K.SHIPPED: page.may_ship,
            K.DELIVERED: page.may_deliver,
        }
        assert [kind for kind, is_open in flags.items() if is_open] == [step] * (step is not None)
        assert step is None or state in BEFORE[step]


def test_the_seller_waits_for_a_card_to_pay(shop):
    order = order_of(shop)
    order.payment = Payment.CARD
    page = SalePage(order, shop.lan)
    assert (page.waits_to_be_paid, page.next_step) == (True, None)
    order.payment = Payment.TRANSFER
    page = SalePage(order, shop.lan)
    assert (page.waits_to_be_paid, page.next_step) == (False, K.CONFIRMED)


def test_an_order_ends_early_by_the_step_that_fits_its_state(shop):
    order = order_of(shop)
    found = {}
    for order.state in OrderState:
        page, bought = SalePage(order, shop.lan), OrderPage(order)
        found[order.state] = (page.ending, bought.can_be_withdrawn, bought.may_receive)
        assert not bought.may_withdraw
        assert OrderPage(order, is_proven=True).may_withdraw is bought.can_be_withdrawn
    assert found == {
        S.PLACED: (K.CANCELLED, True, False),
        S.CONFIRMED: (K.CANCELLED, True, False),
        S.PACKED: (K.CANCELLED, False, True),
        S.SHIPPED: (K.RETURNED, False, True),
        S.DELIVERED: (K.RETURNED, False, False),
        S.CANCELLED: ("", False, False),
        S.RETURNED: ("", False, False),
    }


def test_a_new_order_calls_for_attention_on_the_sellers_side_only(shop):
    order = order_of(shop)
    assert (SaleRow(order).badge, OrderPage(order).badge) == ("badge--attention", "badge--info")
    order.state = S.RETURNED
    assert (SaleRow(order).badge, OrderPage(order).badge) == ("badge--error", "badge--error")
