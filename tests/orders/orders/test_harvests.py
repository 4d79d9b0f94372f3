"""Lots that count as the pre-ordered harvest, the amounts reserved of them, and goods that a pre-order doesn't touch."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from orders.errors import OrderError, SoldOut
from orders.models import Offer, Order
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import cancel_order, confirm_order
from orders.orders.stock import lot_left, stock_of
from orders.shops.actions.shops import save_offer
from products.models import Product
from tests.factories.traceability import LotFactory
from tests.orders.conftest import order_of
from traceability.models import Lot

MAY = "2026-05-01T08:00:00+07:00"


def coming(shop, ready: dt.date, promised: int = 20, **more) -> Offer:
    fields = {"label": "kg", "content": Decimal(1), "unit": "kg", "price": 40_000, **more}
    return save_offer(
        actor=shop.as_.lan, product=shop.product, ready_date=ready, promised=Decimal(promised), **fields
    )


def taken(shop, offer: Offer | None = None, count: int = 20) -> Order:
    return confirm_order(actor=shop.as_.lan, order=order_of(shop, count, offer))


def packed(shop, order: Order, lot: Lot, weighed: str = "") -> Order:
    line = order.lines.get()
    weights = {line.pk: Decimal(weighed)} if weighed else {}
    return pack_order(actor=shop.as_.lan, order=order, lots={line.pk: lot}, weighed=weights)


def left(shop) -> Decimal:
    return stock_of([shop.product.pk])[shop.product.pk].left("kg")


def soon(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


@pytest.mark.slow
def test_a_pre_order_packs_no_kilograms_that_an_ordinary_order_holds(shop):
    ordinary, early = taken(shop, count=20), taken(shop, coming(shop, soon(14)), 10)
    line = early.lines.get()
    with pytest.raises(SoldOut, match="đóng nhiều nhất 0 kg") as refused:
        packed(shop, early, shop.lot)
    assert (refused.value.field, refused.value.code) == (f"lot-{line.pk}", "lot_held")
    assert not line.packed.exists()
    assert packed(shop, ordinary, shop.lot).state == "packed"
    # More was harvested, and another buyer ordered four of it since.
    lot = LotFactory(product=shop.product, code="MAN-2", quantity=14)
    assert left(shop) == 4
    taken(shop, count=8)
    assert packed(shop, early, lot).state == "packed"
    assert (lot_left(lot), left(shop)) == (4, 0)


def test_pre_orders_of_a_harvest_that_came_short_go_to_whoever_is_packed_first(shop):
    offer = coming(shop, soon(30))
    first, second = taken(shop, offer, 10), taken(shop, offer, 10)
    lot = LotFactory(product=shop.product, code="H-1", quantity=15, harvested_date=soon(28))
    assert left(shop) == 10
    packed(shop, second, lot)
    with pytest.raises(SoldOut, match="chỉ còn 5 kg"):
        packed(shop, first, lot)
    assert (lot_left(lot), left(shop)) == (5, 10)


@pytest.mark.slow
def test_weighed_pre_order_takes_at_most_its_share_and_the_unreserved_amount(shop):
    offer = coming(shop, soon(30), is_weighed=True)
    first, second = taken(shop, offer, 10), taken(shop, offer, 4)
    Lot.objects.filter(pk=shop.lot.pk).update(state="closed")
    lot = LotFactory(product=shop.product, code="H-1", quantity=15, harvested_date=soon(28))
    with pytest.raises(SoldOut, match="cân nhiều nhất 11 kg") as refused:
        packed(shop, first, lot, weighed="11.5")
    assert refused.value.code == "weight_held"
    packed(shop, first, lot, weighed="11")
    assert packed(shop, second, lot, weighed="4").state == "packed"
    assert lot_left(lot) == 0


def test_goods_that_lay_there_when_somebody_pre_ordered_stay_on_sale(shop):
    offer = coming(shop, soon(10), 30)
    order_of(shop, 10, offer)
    assert left(shop) == 10
    # Harvested before it was ordered, although the lot was opened afterwards.
    LotFactory(product=shop.product, code="MAN-2", quantity=3, harvested_date=soon(-1))
    assert left(shop) == 13
    # Goods cut after the order belong to it, also a lot opened on the same day.
    LotFactory(product=shop.product, code="MAN-3", quantity=4)
    assert left(shop) == 13
    # Pre-orders of several days share the harvest: each kilogram is reserved once.
    order_of(shop, 10, coming(shop, soon(12), label="thùng"))
    assert left(shop) == 13
    LotFactory(product=shop.product, code="MAN-4", quantity=20)
    assert left(shop) == 17


@pytest.mark.slow
def test_a_harvest_that_came_far_too_early_is_packed(shop):
    with time_machine.travel(MAY, tick=False):
        order = taken(shop, coming(shop, dt.date(2026, 6, 30)))
        before = LotFactory(
            product=shop.product, code="H25", quantity=20, harvested_date=dt.date(2026, 4, 30)
        )
    with time_machine.travel("2026-06-05T08:00:00+07:00", tick=False):
        lot = LotFactory(product=shop.product, code="H26", quantity=20, harvested_date=dt.date(2026, 6, 5))
        lan = Client()
        lan.force_login(shop.lan)
        page = lan.get(f"/ban-hang/don/{order.number}/").text
        assert "H26, còn" in page and "H25, còn" not in page
        with pytest.raises(OrderError) as refused:
            packed(shop, order, before)
        assert refused.value.code == "lot_of_another_harvest"
        assert packed(shop, order, lot).state == "packed"


def test_lot_harvested_before_the_order_can_be_packed_for_a_pre_order(shop):
    """Cut a week early, pre-ordered after that: nothing is reserved for it, and nothing forbids packing it."""
    order = taken(shop, coming(shop, soon(3)), 10)
    assert left(shop) == 10
    assert packed(shop, order, shop.lot).state == "packed" and left(shop) == 0


def pieces(shop, offer: Offer) -> int:
    return stock_of([shop.product.pk])[shop.product.pk].pieces(offer)


@pytest.mark.slow
def test_a_promise_is_free_again_for_the_harvest_of_the_next_year(shop):
    with time_machine.travel(MAY, tick=False):
        offer = coming(shop, dt.date(2026, 6, 10))
        order, waiting = taken(shop, offer, 15), taken(shop, offer, 3)
    with time_machine.travel("2026-06-05T08:00:00+07:00", tick=False):
        lot = LotFactory(product=shop.product, code="H26", quantity=20, harvested_date=dt.date(2026, 6, 4))
        packed(shop, order, lot)
        # The same harvest is corrected to a few days later: what was packed of it is still gone.
        offer = coming(shop, dt.date(2026, 6, 20), offer=offer)
        assert pieces(shop, offer) == 2
    with time_machine.travel("2027-05-01T08:00:00+07:00", tick=False):
        # Orders still open from the last harvest are open for this one, too.
        offer = coming(shop, dt.date(2027, 6, 10), offer=offer)
        assert pieces(shop, offer) == 17
        cancel_order(actor=shop.as_.lan, order=waiting, reason="mưa đá")
        assert order_of(shop, 20, offer).lines.get().is_preorder and pieces(shop, offer) == 0


def test_pre_ordered_amount_is_counted_in_the_offers_current_unit(shop):
    offer = coming(shop, soon(30))
    order_of(shop, 5, offer)
    offer = coming(shop, soon(30), 1, offer=offer, unit="ta", label="tạ", content=Decimal("0.01"))
    assert pieces(shop, offer) == 95


def test_an_offer_keeps_its_kind_of_unit_while_pre_orders_of_it_wait(shop):
    Lot.objects.filter(pk=shop.lot.pk).update(state="closed")
    Product.objects.filter(pk=shop.product.pk).update(net_content="500 g")
    shop.product.refresh_from_db()
    offer = coming(shop, soon(30))
    first, second = taken(shop, offer, 5), order_of(shop, 3, offer)
    before = Offer.objects.values().get(pk=offer.pk)
    with pytest.raises(OrderError, match=f"{first.number}, {second.number} chưa đóng gói") as refused:
        coming(shop, soon(30), offer=offer, unit="goi", label="gói")
    assert (refused.value.field, refused.value.code) == ("unit", "unit_preordered")
    assert Offer.objects.values().get(pk=offer.pk) == before
    for order in (first, second):
        cancel_order(actor=shop.as_.lan, order=order, reason="mưa đá")
    assert coming(shop, soon(30), offer=offer, unit="goi", label="gói").unit == "goi"
