"""Fifty buyers at once for the last ten kilograms, and two people working on one order."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.utils import timezone

from members.acting import Actor
from members.models import User
from orders.errors import OrderError
from orders.models import Offer, Order, OrderLine, OrderStep, Purchase
from orders.orders.actions.packing import pack_order
from orders.orders.actions.returns import return_part
from orders.orders.actions.steps import confirm_order, withdraw_order
from orders.orders.stock import lot_left, stock_of
from tests.factories.traceability import LotFactory
from tests.orders.conftest import BUYER, make_shop, order_of
from tests.orders.phones import Phone, at_once
from traceability.events.actions import LotPart, record_event
from traceability.events.actions.errors import LotUsedUp
from traceability.lots.enums import LotRole
from traceability.models import Lot

pytestmark = pytest.mark.crash


def test_fifty_buyers_at_once_get_ten_kilograms_and_not_a_gram_more(live_project):
    shop = make_shop()
    got = at_once(lambda n: buys(live_project, shop, n, is_proven=True), range(50), 12)
    assert sum(got) == 20
    assert (Order.objects.count(), Purchase.objects.count(), OrderStep.objects.count()) == (20, 20, 20)
    assert OrderLine.objects.aggregate(sum=Sum("quantity"))["sum"] == 10
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == 0


def test_fifty_unproven_numbers_at_once_hold_half_and_not_a_bag_more(live_project):
    shop = make_shop()
    got = at_once(lambda n: buys(live_project, shop, n, is_proven=False), range(50), 12)
    assert (sum(got), Order.objects.count(), Purchase.objects.count()) == (10, 10, 10)
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == 5


def buys(live_project, shop, n: int, *, is_proven: bool) -> bool:
    """Order one bag by transfer, sent twice as by a phone that lost the answer; return whether the order exists."""
    number = shop.producer.pk
    phone = Phone(live_project.url, proven=f"+849123{n:05}" if is_proven else "")
    basket = phone.post(f"/gio-hang/them/{shop.bag.pk}/", phone.get("/products/man-hau/"), count="1")
    key = re.search(r'name="idempotency_key" value="([^"]+)"', basket)[1]
    fields = {
        "name": f"Người mua {n}",
        "phone": f"09123{n:05}",
        "unit": str(shop.far.pk),
        f"delivery-{number}": "ship",
        f"payment-{number}": "transfer",
        "idempotency_key": key,
    }
    answers = {
        phone.post("/gio-hang/dat/", basket, **fields).count("Người bán đã được báo") for _n in range(2)
    }
    assert len(answers) == 1
    return answers == {1}


def test_packets_opened_and_orders_at_once_sell_each_bag_once(real_db):
    """All ten kilograms are packed; a bag is taken out of each of ten parcels while twenty buyers ask for one."""
    shop = make_shop()
    packed = []
    for _n in range(10):
        order = confirm_order(actor=shop.as_.lan, order=order_of(shop, 2))
        packed.append(pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot}).pk)
    lan_id, bag_id = shop.lan.pk, shop.bag.pk

    def act(job: int | None) -> bool:
        try:
            if job is None:
                order_of(shop, 1, Offer.objects.select_related("product").get(pk=bag_id))
            else:
                order = Order.objects.get(pk=job)
                actor = Actor.of(User.objects.get(pk=lan_id))
                return_part(actor=actor, order=order, counts={order.lines.get().pk: 1}, reason="dập")
        except OrderError:
            return False
        return True

    done = at_once(act, [job for pk in packed for job in (pk, None, None)])
    sold = sum(done[1::3]) + sum(done[2::3])
    assert sum(done[0::3]) == 10 and sold <= 10
    left = stock_of([shop.product.pk])[shop.product.pk].left("kg")
    assert left == (10 - sold) * Decimal("0.5")


def test_a_withdrawal_and_packing_at_once_leave_one_of_them(real_db):
    shop = make_shop()
    orders = [confirm_order(actor=shop.as_.lan, order=order_of(shop, 1)).pk for _n in range(6)]
    lan_id, lot_id = shop.lan.pk, shop.lot.pk

    def pack(pk: int) -> bool:
        order = Order.objects.get(pk=pk)
        actor = Actor.of(User.objects.get(pk=lan_id))
        lots = {line.pk: type(shop.lot).objects.get(pk=lot_id) for line in order.lines.all()}
        try:
            pack_order(actor=actor, order=order, lots=lots)
        except OrderError:
            return False
        return True

    def withdraw(pk: int) -> bool:
        try:
            withdraw_order(order=Order.objects.get(pk=pk), proven_phones=BUYER.proven_phones)
        except OrderError:
            return False
        return True

    done = at_once(lambda job: job[0](job[1]), [(act, pk) for pk in orders for act in (pack, withdraw)])
    for n, pk in enumerate(orders):
        assert sorted(done[2 * n : 2 * n + 2]) == [False, True]
        kinds = set(Order.objects.get(pk=pk).steps.values_list("kind", flat=True))
        assert len(kinds & {"packed", "cancelled"}) == 1


def test_concurrent_higher_weights_cannot_use_goods_reserved_by_others(real_db):
    """Of 50 kg three orders hold 15 each: of the free 5 only one of them may weigh 5 more, however many ask at once."""
    shop = make_shop()
    orders = [confirm_order(actor=shop.as_.hoa, order=order_of(shop, 15, shop.fish)).pk for _n in range(3)]
    hoa_id, lot_id = shop.hoa.pk, shop.fish_lot.pk

    def pack(pk: int) -> str:
        order, actor = Order.objects.get(pk=pk), Actor.of(User.objects.get(pk=hoa_id))
        line, lot = order.lines.get(), Lot.objects.get(pk=lot_id)
        try:
            pack_order(actor=actor, order=order, lots={line.pk: lot}, weighed={line.pk: Decimal(20)})
        except OrderError as error:
            return str(error.code)
        return "packed"

    assert sorted(at_once(pack, orders)) == ["packed", "weight_held", "weight_held"]
    assert lot_left(Lot.objects.get(pk=lot_id)) == 30
    assert stock_of([shop.other_product.pk])[shop.other_product.pk].left("kg") == 0


def test_an_order_packed_and_events_that_use_its_kilograms_at_once_share_no_gram(real_db):
    """Of ten kilograms an order of six is packed, one event dries five of them, and one the unweighed rest."""
    shop = make_shop(bags=80)
    orders = [confirm_order(actor=shop.as_.lan, order=order_of(shop, 12)).pk for _n in range(4)]
    lots = [LotFactory(product=shop.product, code=f"DOT-{n}", quantity=10).pk for n in range(4)]
    dried = [LotFactory(product=shop.product, code=f"KHO-{n}", quantity=100, unit="cai").pk for n in range(4)]
    lan_id = shop.lan.pk

    def act(job: tuple[int, str]) -> Decimal:
        number, how = job
        actor, lot = Actor.of(User.objects.get(pk=lan_id)), Lot.objects.get(pk=lots[number])
        out = LotPart(Lot.objects.get(pk=dried[number]), LotRole.OUTPUT)
        try:
            if how == "pack":
                order = Order.objects.get(pk=orders[number])
                pack_order(actor=actor, order=order, lots={line.pk: lot for line in order.lines.all()})
                return Decimal(6)
            weighed = {"quantity": Decimal(5), "unit": "kg"} if how == "five" else {}
            event = record_event(
                actor=actor, kind="processing", event_time=timezone.now(), lots=[LotPart(lot, LotRole.INPUT, **weighed), out]
            )  # fmt: skip
        except (OrderError, LotUsedUp):
            return Decimal(0)
        part = event.lot_links.get(lot=lot)
        return part.quantity or part.taken

    done = at_once(act, [(n, how) for n in range(4) for how in ("pack", "five", "rest")])
    for n, lot in enumerate(Lot.objects.filter(pk__in=lots).order_by("pk")):
        used_and_sold = done[3 * n : 3 * n + 3]
        # If one took the rest, nothing remains: the ten are gone, each to one of them.
        assert sum(used_and_sold) == 10, used_and_sold
        assert lot.used == sum(used_and_sold[1:])
        assert lot_left(lot) == 0
