"""What a product's card shows of reviews, orders and stock, and when it is counted again."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from orders.models import Offer
from orders.orders.actions.packing import pack_order
from orders.orders.actions.steps import cancel_order, confirm_order, deliver_order, ship_order
from orders.reviews import actions as reviews
from orders.shops.actions.shops import close_offer, save_offer
from products.models import ListingCard, StaleCard
from products.products.prices import DisplayPrice, price_of
from products.search.actions import count_stale_cards, refresh_card
from products.search.auditing import compare_cards
from products.search.enums import Supply
from tests.orders.conftest import BUYER, order_of
from tests.orders.reviews.test_reviews import delivered, review_of
from traceability.events.actions import LotPart, record_event
from traceability.events.enums import EventKind
from traceability.lots.actions.lots import close_lot, open_lot

pytestmark = pytest.mark.databases


@pytest.fixture
def card(shop) -> ListingCard:
    for product in (shop.other_product, shop.product):
        product.refresh_from_db()
        refresh_card(product=product)
    return shop.product.card


def counted(card: ListingCard) -> ListingCard:
    """Return the card after the clock's job; its audit must find nothing."""
    count_stale_cards()
    assert not StaleCard.objects.exists()
    assert [found for found in compare_cards() if not isinstance(found, int)] == []
    card.refresh_from_db()
    return card


def test_supply_falls_with_orders_and_rises_when_one_is_cancelled(shop, card):
    assert counted(card).supply == Supply.ENOUGH  # 20 bags
    order_of(shop, 15)
    assert counted(card).supply == Supply.ENOUGH  # 5 bags
    last = order_of(shop, 1)
    assert counted(card).supply == Supply.LOW
    rest = order_of(shop, 4)
    assert counted(card).supply == Supply.OUT
    for order in (last, rest):
        cancel_order(actor=shop.as_.lan, order=order, reason="Hết hàng")
    assert counted(card).supply == Supply.ENOUGH


def test_supply_counts_smallest_orders(shop, card):
    shop.bag.min_count = 5
    shop.bag.save()
    refresh_card(product=shop.product)
    StaleCard.objects.create(product=shop.product)
    assert counted(card).supply == Supply.LOW  # 20 bags are four orders


def test_supply_follows_lots_and_their_events(shop, card):
    lan = shop.as_.lan
    counted(card)
    close_lot(actor=lan, lot=shop.lot)
    assert counted(card).supply == Supply.OUT
    lot = open_lot(actor=lan, product=shop.product, quantity=2, unit="kg")
    assert counted(card).supply == Supply.LOW
    record_event(
        actor=lan,
        kind=EventKind.HARVESTING,
        lots=[LotPart(lot, quantity=Decimal(30), unit="kg")],
        event_time=timezone.now(),
    )
    assert counted(card).supply == Supply.ENOUGH


def test_supply_changes_at_midnight_when_goods_expire(shop, card):
    shop.lot.expiry_date = timezone.localdate()
    shop.lot.save()
    assert counted(card).supply == Supply.ENOUGH
    with time_machine.travel(timezone.now() + dt.timedelta(days=1), tick=False):
        assert count_stale_cards() == 2
        card.refresh_from_db()
        assert card.supply == Supply.OUT
        assert count_stale_cards() == 0  # once a day without a change


def test_a_product_without_offers_has_no_supply(shop, card):
    close_offer(actor=shop.as_.lan, offer=shop.bag)
    assert counted(card).supply == Supply.UNKNOWN


def test_public_reviews_count_and_hidden_ones_do_not(shop, card):
    review = review_of(shop, stars=5)
    review_of(shop, stars=2)
    found = counted(card)
    assert (found.rating_count, found.rating_sum, found.rating_score) == (2, 7, 3500)
    reviews.hide_review(actor=shop.as_.thu, review=review, reason="Bịa")
    found = counted(card)
    assert (found.rating_count, found.rating_sum) == (1, 2)
    reviews.keep_review(actor=shop.as_.thu, review=review)
    assert counted(card).rating_sum == 7


def test_only_delivered_orders_of_real_buyers_are_counted_once_each(shop, card):
    delivered(shop, 3)
    delivered(shop)
    order_of(shop)  # not delivered
    delivered(shop, actor=shop.as_.lan)  # written down by the seller
    own = dataclasses.replace(BUYER, phone="0912000001", proven_phones=frozenset({"+84912000001"}))
    shop.lan.phone, shop.lan.phone_verified_at = "+84912000001", timezone.now()
    shop.lan.save()
    order = order_of(shop, 1, buyer=own)
    confirm_order(actor=shop.as_.lan, order=order)
    pack_order(actor=shop.as_.lan, order=order, lots={order.lines.get().pk: shop.lot})
    ship_order(actor=shop.as_.lan, order=order, unpaid_ok=True)
    deliver_order(actor=shop.as_.lan, order=order)
    assert counted(card).order_count == 2


def test_audit_finds_figures_that_were_changed_alone(shop, card):
    review_of(shop)
    counted(card)
    before = [found for found in compare_cards() if not isinstance(found, int)]
    ListingCard.objects.filter(pk=card.pk).update(rating_sum=5, order_count=90, supply=Supply.LOW)
    after = [found for found in compare_cards() if not isinstance(found, int)]
    assert len(after) - len(before) == 3


def test_size_is_that_of_the_price_and_the_smallest_order_is_told(shop, card):
    assert (card.unit, card.size, card.least) == ("túi 500 g", "", "")
    save_offer(
        actor=shop.as_.lan, product=shop.product, offer=shop.bag, label="gói", content=Decimal("0.25"),
        unit="kg", price=20_000, min_count=2,
    )  # fmt: skip
    card.refresh_from_db()
    assert (card.unit, card.size, card.least) == ("gói", "gói 250 g", "2 gói")
    Offer.objects.all().delete()
    shop.product.unit, shop.product.net_content, shop.product.price = "goi", "300 g", 30_000
    assert price_of(shop.product) == DisplayPrice(30_000, "goi", "gói 300 g", "")


def test_counting_costs_as_many_queries_for_two_cards_as_for_one(shop, card, django_assert_num_queries):
    counted(card)
    for products in ([shop.product], [shop.product, shop.other_product]):
        StaleCard.objects.bulk_create(StaleCard(product=product) for product in products)
        with django_assert_num_queries(16):
            assert count_stale_cards() == len(products)
