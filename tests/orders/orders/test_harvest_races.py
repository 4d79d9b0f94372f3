"""A pre-order is packed while others order, pack and unpack the same kilograms."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from members.acting import Actor
from members.models import User
from orders.errors import OrderError
from orders.models import Offer, Order, OrderLine
from orders.orders.actions.packing import pack_order, unpack_order
from orders.orders.actions.steps import confirm_order
from orders.orders.stock import lot_left, stock_of
from tests.factories.traceability import LotFactory
from tests.orders.conftest import make_shop, order_of
from tests.orders.phones import at_once
from traceability.models import Lot

pytestmark = pytest.mark.crash

ROUNDS = 6


def pack(lan_id: int, order_id: int, lot_id: int) -> bool:
    order, lot = Order.objects.get(pk=order_id), Lot.objects.get(pk=lot_id)
    actor = Actor.of(User.objects.get(pk=lan_id))
    try:
        pack_order(actor=actor, order=order, lots={line.pk: lot for line in order.lines.all()})
    except OrderError:
        return False
    return True


def test_a_pre_order_packed_and_ordinary_orders_at_once_share_no_gram(real_db):
    """Ten kilograms: a pre-order of six or another buyer gets six; kilograms reserved for an order are packed only for it."""
    shop = make_shop()
    Lot.objects.filter(pk=shop.lot.pk).update(state="closed")
    coming = Offer.objects.create(
        product=shop.product, label="kg", content=1, unit="kg", price=40_000, promised=1000,
        ready_date=timezone.localdate() + dt.timedelta(days=14),
    )  # fmt: skip

    def taken(count: int, offer: Offer) -> int:
        return confirm_order(actor=shop.as_.lan, order=order_of(shop, count, offer)).pk

    lan_id, bag_id, product_id = shop.lan.pk, shop.bag.pk, shop.product.pk
    # Each round begins with ten kilograms, of which four are held and packed meanwhile.
    for number in range(ROUNDS):
        lot = LotFactory(product=shop.product, code=f"VONG-{number}", quantity=10).pk
        held, early = taken(8, shop.bag), taken(6, coming)

        def act(how: str, held=held, early=early, lot=lot) -> bool:
            if how == "buy":
                try:
                    order_of(shop, 12, Offer.objects.select_related("product").get(pk=bag_id))
                except OrderError:
                    return False
                return True
            return pack(lan_id, held if how == "held" else early, lot)

        done = dict(zip(("early", "buy", "held"), at_once(act, ("early", "buy", "held"), 3), strict=True))
        assert done["held"] and done["early"] != done["buy"], done
        lines = list(
            OrderLine.objects.filter(product=product_id, is_preorder=False, lot=None, order__state="placed")
        )
        bought = sum((line.quantity for line in lines), Decimal(0))
        assert bought == (6 if done["buy"] else 0)
        assert lot_left(Lot.objects.get(pk=lot)) == bought
        assert stock_of([product_id])[product_id].left("kg") == 0
        # Unpacked goods return to their lot.
        unpacked = Order.objects.filter(pk__in=[early, *(line.order_id for line in lines)]).exclude(
            state="packed"
        )
        unpacked.update(state="cancelled")
        Lot.objects.filter(pk=lot).update(state="closed")


def test_an_order_unpacked_while_others_buy_sells_nothing_twice(real_db):
    """Ten kilograms are packed, or reserved again: at no moment can anybody else get them."""
    shop = make_shop()
    lan_id, lot_id, bag_id = shop.lan.pk, shop.lot.pk, shop.bag.pk
    own_order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 20)).pk

    def act(how: str) -> bool:
        if how == "buy":
            try:
                order_of(shop, 1, Offer.objects.select_related("product").get(pk=bag_id))
            except OrderError:
                return False
            return True
        unpack_order(actor=Actor.of(User.objects.get(pk=lan_id)), order=Order.objects.get(pk=own_order))
        return False

    for _round in range(ROUNDS):
        assert pack(lan_id, own_order, lot_id)
        assert not any(at_once(act, ("buy", "buy", "unpack", "buy", "buy", "buy"), 6))
