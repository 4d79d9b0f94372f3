"""Stock of a product: amounts in other units, harvests reserved for pre-orders, lots for sale, open recalls."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from orders.models import Offer, Order, OrderLine, PackedLot
from orders.orders import stock
from orders.orders.enums import TAKING
from orders.orders.stock import Stock
from tests.factories.traceability import LotFactory
from tests.orders.conftest import order_of
from tests.traceability.scans.test_origin import make_run
from traceability.events.actions import LotPart, record_event
from traceability.lots.enums import LotRole
from traceability.models import Lot
from traceability.recalls.actions.recalls import end_recall, recall_lot

NOON = dt.datetime(2026, 6, 1, 5, tzinfo=dt.UTC)  # noon in Vietnam
MINUTE, DAY = dt.timedelta(minutes=1), dt.timedelta(days=1)
TODAY = dt.date(2026, 6, 1)


def amounts(**units: int | str) -> dict[str, Decimal]:
    return {unit: Decimal(amount) for unit, amount in units.items()}


def test_amounts_are_converted_between_masses_or_volumes_and_never_between_kinds():
    for amount, at, to, expected in (
        (2, "ta", "kg", "200"),
        (5, "kg", "ta", "0.05"),
        (500, "ml", "l", "0.5"),
        (3, "goi", "goi", "3"),
        (3, "of before", "of before", "3"),
        (3, "kg", "l", "0"),
        (3, "l", "kg", "0"),
        (3, "goi", "hop", "0"),
        (3, "goi", "kg", "0"),
        (3, "kg", "goi", "0"),
        (3, "of before", "kg", "0"),
        (3, "kg", "of before", "0"),
    ):
        assert stock.converted(Decimal(amount), at, to) == Decimal(expected), (at, to)


def test_remaining_stock_excludes_reservations_and_each_harvested_kilogram_is_reserved_once():
    early, late = (TODAY, NOON), (TODAY + DAY, NOON)
    for lots, held, harvests, waiting, unheld, left in (
        ({}, {}, {}, {}, 0, 0),
        ({"kg": 10}, {"kg": 3}, {}, {}, 7, 7),
        ({"kg": 10, "ta": 1, "goi": 5}, {"g": 500}, {}, {}, "109.5", "109.5"),
        ({"kg": 10}, {"kg": 12}, {}, {}, 0, 0),
        ({"kg": 10}, {}, {early: {"kg": 2}}, {early: {"kg": 4}}, 10, 8),
        ({"kg": 10}, {}, {early: {"kg": 9}}, {early: {"kg": 4}}, 10, 6),
        ({"kg": 10}, {"kg": 7}, {early: {"kg": 9}}, {early: {"kg": 4}}, 3, 0),
        ({"kg": 10}, {}, {early: {"kg": 10}, late: {"kg": 3}}, {early: {"kg": 4}, late: {"kg": 5}}, 10, 3),
        ({"kg": 10}, {}, {early: {"kg": 6}, late: {"kg": 6}}, {early: {"kg": 4}, late: {"kg": 5}}, 10, 4),
    ):
        known = Stock(amounts(**lots), amounts(**held))
        known.harvests = {since: amounts(**came) for since, came in harvests.items()}
        known.waiting = {since: amounts(**wanted) for since, wanted in waiting.items()}
        assert (known.unheld("kg"), known.left("kg")) == (Decimal(unheld), Decimal(left)), (
            lots,
            held,
            waiting,
        )
    assert Stock().held_in("kg") == 0


def test_amount_left_of_an_offer_depends_on_season_and_promise():
    known = Stock(amounts(kg=10))
    known.preordered[7] = Decimal(8)
    with time_machine.travel(NOON, tick=False):
        for fields, left, pieces in (
            ({}, 10, 20),
            ({"content": Decimal(3)}, 10, 3),
            ({"season_months": [6]}, 10, 20),
            ({"season_months": [7]}, 0, 0),
            ({"ready_date": TODAY + DAY, "promised": Decimal(9)}, 1, 2),
            ({"ready_date": TODAY + DAY, "promised": Decimal(7)}, 0, 0),
            ({"ready_date": TODAY, "promised": Decimal(9)}, 0, 0),
            ({"ready_date": TODAY - DAY, "promised": Decimal(9)}, 0, 0),
            ({"ready_date": TODAY + DAY, "promised": None}, 10, 20),
        ):
            offer = Offer(**{"pk": 7, "unit": "kg", "content": Decimal("0.5"), "season_months": []} | fields)
            assert (known.of(offer), known.pieces(offer)) == (left, pieces), fields


def test_pre_order_is_served_from_lots_after_it_or_at_most_three_weeks_before_its_day():
    # Ordered at noon, ready in four weeks: lots from the order on serve it, or from three weeks before that day.
    ready = TODAY + 28 * DAY
    for lot, serves in (
        (Lot(harvested_date=TODAY + 7 * DAY, created_at=NOON), True),
        (Lot(harvested_date=TODAY, created_at=NOON), True),
        (Lot(harvested_date=TODAY, created_at=NOON - MINUTE), False),
        (Lot(harvested_date=TODAY - DAY, created_at=NOON + DAY), False),
        (Lot(produced_date=TODAY + DAY, created_at=NOON - DAY), True),
        (Lot(harvested_date=TODAY - DAY, produced_date=TODAY + DAY, created_at=NOON), False),
        (Lot(created_at=NOON + MINUTE), True),
        (Lot(created_at=NOON - MINUTE), False),
    ):
        line = OrderLine(ready_date=ready, order=Order(created_at=NOON))
        assert stock.may_serve(lot, line) is serves, (lot.harvested_date, lot.produced_date, lot.created_at)
        assert stock.may_serve(lot, OrderLine(order=Order(created_at=NOON)))
    # Ordered two weeks before its day: goods of a week before the order serve it, older ones don't.
    line = OrderLine(ready_date=TODAY + 14 * DAY, order=Order(created_at=NOON))
    for days, serves in ((7, True), (8, False)):
        lot = Lot(harvested_date=TODAY - days * DAY, created_at=NOON - 9 * DAY)
        assert stock.may_serve(lot, line) is serves, days


def test_lots_are_reserved_for_a_pre_order_from_the_order_on_or_three_weeks_before_its_day_if_later():
    for days, expected in (
        (28, (TODAY + 7 * DAY, dt.datetime(1900, 1, 1, tzinfo=dt.UTC))),
        (14, (TODAY, NOON)),
        (21, (TODAY, NOON)),
    ):
        assert stock.held_from(TODAY + days * DAY, NOON) == expected, days
    for first, second, is_one in (
        (TODAY, TODAY + 21 * DAY, True),
        (TODAY + 21 * DAY, TODAY, True),
        (TODAY, TODAY + 22 * DAY, False),
        (TODAY + 22 * DAY, TODAY, False),
        (None, TODAY, True),
        (TODAY, None, True),
    ):
        assert stock.is_one_harvest(first, second) is is_one, (first, second)


def test_open_lots_within_their_date_that_no_recall_reaches_are_for_sale(shop):
    today = timezone.localdate()
    product = shop.product
    last_day = LotFactory(product=product, code="B", expiry_date=today)
    LotFactory(product=product, code="C", expiry_date=today - DAY)
    LotFactory(product=product, code="D", state="closed")
    part, whole = LotFactory(product=product, code="F"), LotFactory(product=product, code="E")
    recalls = [recall_lot(actor=shop.as_.lan, lot=whole, reason="mốc")]
    recalls.append(
        recall_lot(actor=shop.as_.lan, lot=part, run=make_run(part), first=1, last=2, reason="rách túi")
    )
    # A closed lot is not for sale anyway, and fish is another product.
    closed = LotFactory(product=product, code="G")
    recalls.append(recall_lot(actor=shop.as_.lan, lot=closed, reason="mốc"))
    Lot.objects.filter(pk=closed.pk).update(state="closed")
    recalls.append(recall_lot(actor=shop.as_.hoa, lot=shop.fish_lot, reason="ươn"))
    assert set(stock.sellable_lots([product.pk])) == {shop.lot, last_day}
    why = {product.pk: "lô E đang bị thu hồi; một số tem của lô F đang bị thu hồi, nên cả lô chưa bán được"}
    assert stock.held_back([product.pk]) == why
    assert stock.held_back([product.pk, shop.other_product.pk]) == why | {
        shop.other_product.pk: "lô CA-1 đang bị thu hồi"
    }
    for recall in recalls[:2]:
        end_recall(actor=shop.as_.thu, recall=recall, reason="đã xem lại")
    assert set(stock.sellable_lots([product.pk])) == {shop.lot, last_day, whole, part}
    assert stock.held_back([product.pk]) == {}


def test_orders_before_an_offer_became_a_pre_order_do_not_reduce_the_promised_amount(shop):
    order_of(shop, 4)
    Offer.objects.filter(pk=shop.bag.pk).update(ready_date=timezone.localdate() + DAY, promised=5)
    shop.bag.refresh_from_db()
    known = stock.stock_of([shop.product.pk])[shop.product.pk]
    assert (known.pieces(shop.bag), known.left("kg"), known.waiting) == (10, 8, {})


def test_an_offer_that_no_open_lot_is_counted_in_has_nothing_to_sell(shop):
    for fields, expected in (
        ({}, False),
        ({"unit": "ta"}, False),
        ({"unit": "goi"}, True),
        ({"unit": "goi", "ready_date": timezone.localdate()}, False),
    ):
        assert stock.nothing_to_sell(Offer(**{"product": shop.product, "unit": "kg"} | fields)) is expected, (
            fields
        )
    Lot.objects.filter(pk=shop.lot.pk).update(state="closed")
    assert stock.nothing_to_sell(Offer(product=shop.product, unit="kg"))
    order_of(shop, 1, shop.fish)
    assert not stock.nothing_to_sell(shop.fish)


@pytest.mark.slow
def test_open_recalls_of_an_orders_lots_are_listed_with_whole_lots_first(shop):
    order, other = order_of(shop, 4), order_of(shop, 1)
    lots = {code: LotFactory(product=shop.product, code=code) for code in ("D", "C", "B", "A", "E")}
    for code in "ABCD":
        PackedLot.objects.create(line=order.lines.get(), lot=lots[code], quantity=1)
    PackedLot.objects.create(line=other.lines.get(), lot=lots["E"], quantity=1)
    assert (stock.recalled_in(order), stock.labels_recalled_in(order), stock.recalls_of(order)) == (
        "",
        [],
        [],
    )
    whole = [recall_lot(actor=shop.as_.lan, lot=lots[code], reason="mốc") for code in ("C", "D", "E")]
    part = [
        recall_lot(
            actor=shop.as_.lan, lot=lots[code], run=make_run(lots[code]), first=1, last=2, reason="rách túi"
        )
        for code in ("B", "A")
    ]
    assert (stock.recalled_in(order), stock.recalled_in(other)) == ("C, D", "E")
    assert [reach.lot.code for reach in stock.labels_recalled_in(order)] == ["A", "B"]
    for state, expected in (("placed", "CDAB"), ("delivered", "CDAB"), ("cancelled", ""), ("returned", "")):
        order.state = state
        assert "".join(reach.lot.code for reach in stock.recalls_of(order)) == expected, state
    for recall in (whole[0], part[1]):
        end_recall(actor=shop.as_.thu, recall=recall, reason="đã xem lại")
    order.state = "delivered"
    assert stock.recalled_in(order) == "D"
    assert [reach.lot.code for reach in stock.labels_recalled_in(order)] == ["B"]
    assert [reach.lot.code for reach in stock.recalls_of(order)] == ["D", "B"]


@pytest.mark.slow
def test_amount_left_of_a_lot_excludes_packed_and_optionally_shipped_amounts(shop):
    lot, other = shop.lot, LotFactory(product=shop.product, code="TA", quantity=1, unit="ta")

    def pack(of: Lot, kg: int, state: str) -> None:
        order = order_of(shop, 1)
        PackedLot.objects.create(line=order.lines.get(), lot=of, quantity=kg)
        Order.objects.filter(pk=order.pk).update(state=state)

    for state, kg in (("packed", 1), ("returned", 2), ("cancelled", 4)):
        pack(lot, kg, state)
    pack(other, 30, "delivered")
    assert stock.packed_from([lot, other], TAKING) == {lot.pk: 3, other.pk: Decimal("0.3")}
    assert stock.sold_of(lots=[lot, other]) == {lot.pk: 1, other.pk: Decimal("0.3")}
    assert stock.packed_from([other], ["cancelled"]) == {}
    assert stock.lots_left([lot, other]) == {lot.pk: 7, other.pk: Decimal("0.7")}
    record_event(
        actor=shop.as_.lan,
        kind="shipping",
        event_time=timezone.now(),
        lots=[LotPart(lot, LotRole.SUBJECT, Decimal(6), "kg")],
    )
    for kg, left, unshipped in ((0, 7, 4), (5, 2, 2), (5, 0, 0)):
        if kg:
            pack(lot, kg, "packed")
        assert stock.lot_left(lot) == stock.lots_left([lot])[lot.pk] == left
        assert stock.lots_left([lot], unshipped=True) == {lot.pk: unshipped}


def test_orders_by_transfer_from_unproven_numbers_hold_goods_until_somebody_answers(shop):
    unproven = {"state": "placed", "payment": "transfer", "phone_proven": False}
    Offer.objects.filter(pk=shop.bag.pk).update(unit="ta", content=1)
    for count, fields, line in (
        (4, {}, {}),
        (2, {}, {"is_preorder": True}),
        (1, {"phone_proven": True}, {}),
        (1, {"payment": "on_delivery"}, {}),
        (1, {"state": "confirmed"}, {}),
    ):
        order = order_of(shop, count, shop.fish)
        Order.objects.filter(pk=order.pk).update(**unproven | fields)
        order.lines.update(product=shop.product, offer=shop.bag, **line)
    order = order_of(shop, 1, shop.fish)
    Order.objects.filter(pk=order.pk).update(**unproven)
    found = stock.held_unproven([shop.product.pk])
    assert set(found) == {shop.product.pk}
    known = found[shop.product.pk]
    assert (known.held, known.preordered, known.lots) == ({"kg": 4}, {shop.bag.pk: Decimal("0.02")}, {})
