"""Ordering: the whole basket or nothing, never more than the stock, at the displayed price."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.ledger.models import Entry
from members.models import Notice
from orders.basket.actions.placing import place_orders
from orders.errors import NotAllowed, OrderError, PriceChanged, SoldOut
from orders.models import Offer, Order, OrderLine, PriceBreak, Purchase, Shop
from orders.orders.stock import stock_of
from orders.shops.enums import Delivery, Payment
from tests.factories.traceability import LotFactory
from tests.orders.conftest import BUYER, order_of, wish
from traceability.recalls.actions.recalls import recall_lot

pytestmark = pytest.mark.databases


def nothing_happened() -> bool:
    return not (
        Purchase.objects.exists()
        or Order.objects.exists()
        or Notice.objects.exists()
        or Entry.objects.filter(kind__startswith="order").exists()
    )


def test_a_basket_over_two_producers_becomes_an_order_each(shop):
    made = place_orders(
        buyer=BUYER,
        wishes={
            shop.producer.pk: wish({shop.bag: 4}, payment=Payment.TRANSFER),
            shop.other_product.producer_id: wish({shop.fish: 2}),
        },
    )
    plums, fish = made.orders.order_by("pk")
    assert (plums.goods, plums.fee, plums.total, plums.payment) == (100_000, 30_000, 130_000, "transfer")
    assert (fish.goods, fish.fee, fish.total, fish.payment) == (180_000, 0, 180_000, "on_delivery")
    line = plums.lines.get()
    assert (line.name, line.label, line.quantity, line.amount) == (
        "Mận hậu Mộc Châu",
        "túi 500 g",
        Decimal(2),
        100_000,
    )
    assert (plums.buyer_phone, plums.buyer_name) == ("+84912345678", "Nguyễn Thu Hà")
    assert [step.kind for step in plums.steps.all()] == ["placed"]
    notice = Notice.objects.get(user=shop.lan)
    assert notice.title == f"Có đơn mới {plums.number}: 4 × Mận hậu Mộc Châu, túi 500 g, 130.000 đ"
    assert notice.deliveries.count() == 0  # the buyer has no number
    assert Notice.objects.filter(user=shop.hoa).count() == 1


def test_ledger_entry_of_an_order_holds_no_personal_data(shop):
    order = order_of(shop)
    entry = Entry.objects.get(kind="order.placed")
    assert f"order:{order.ref}" in entry.body and '"total":130000' in entry.body
    for word in ("Hà", "345678", "Cầu Giấy", "ngõ"):
        assert word not in entry.body


def test_more_than_is_left_is_not_sold_and_nothing_else_of_the_basket_either(shop):
    order_of(shop, 18)
    before = Order.objects.count(), OrderLine.objects.count(), Notice.objects.count()
    with pytest.raises(SoldOut) as refused:
        place_orders(
            buyer=BUYER,
            wishes={
                shop.other_product.producer_id: wish({shop.fish: 1}),
                shop.producer.pk: wish({shop.bag: 3}),
            },
        )
    assert (refused.value.field, refused.value.message) == (
        f"offer-{shop.bag.pk}",
        "Mận hậu Mộc Châu chỉ còn 1 kg.",
    )
    assert (Order.objects.count(), OrderLine.objects.count(), Notice.objects.count()) == before
    order_of(shop, 2)
    with pytest.raises(SoldOut, match="vừa hết hàng"):
        order_of(shop, 1)


def test_two_sizes_of_one_product_share_what_is_left(shop):
    box = Offer.objects.create(product=shop.product, label="hộp 6 kg", content=6, unit="kg", price=250_000)
    with pytest.raises(SoldOut):
        place_orders(buyer=BUYER, wishes={shop.producer.pk: wish({box: 1, shop.bag: 9})})
    assert Purchase.objects.count() == 0
    place_orders(buyer=BUYER, wishes={shop.producer.pk: wish({box: 1, shop.bag: 8})})
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == 0


@pytest.mark.parametrize("count", [0, -1, 10_001, 10**30, True, 1.5])
def test_a_number_of_pieces_that_cannot_be_meant_is_refused(shop, count):
    with pytest.raises(OrderError) as refused:
        order_of(shop, count)
    assert refused.value.code == "count_out_of_range"
    assert nothing_happened()


def test_a_price_that_changed_meanwhile_is_reported_and_nothing_ordered(shop):
    shop.bag.price = 27_000
    shop.bag.save()
    with pytest.raises(PriceChanged, match="Giá vừa đổi thành 27.000 đ"):
        order_of(shop, 1, expected_prices={shop.bag.pk: 25_000})
    assert nothing_happened()
    assert order_of(shop, 1, expected_prices={shop.bag.pk: 27_000}).goods == 27_000


def test_price_break_applies_from_its_count(shop):
    PriceBreak.objects.create(offer=shop.bag, from_count=5, price=23_000)
    PriceBreak.objects.create(offer=shop.bag, from_count=10, price=20_000)
    assert [order_of(shop, count).goods for count in (4, 5)] == [100_000, 115_000]
    assert order_of(shop, 10).goods == 200_000


def test_delivery_is_free_from_the_sellers_minimum_amount(shop):
    Shop.objects.filter(producer=shop.producer).update(
        free_from=100_000, has_pickup=True, pickup_words="Ở vườn"
    )
    assert [order_of(shop, 3).fee, order_of(shop, 4).fee] == [30_000, 0]
    picked = order_of(shop, 1, delivery=Delivery.PICKUP)
    assert (picked.fee, picked.buyer_place, picked.buyer_landmark) == (0, "", "")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": "  "}, "name"),
        ({"phone": "12"}, "phone"),
        ({"phone": ""}, "phone"),
        ({"place": ""}, "place"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_an_unreachable_buyer_gets_an_error_beside_the_field(shop, changes, field):
    with pytest.raises(OrderError) as refused:
        order_of(shop, buyer=dataclasses.replace(BUYER, **changes))
    assert refused.value.field == field
    assert nothing_happened()


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"delivery": Delivery.PICKUP}, "delivery_unknown"), ({"payment": Payment.TRANSFER}, "payment_unknown")],
)
def test_a_way_that_the_producer_does_not_offer_is_refused(shop, fields, code):
    Shop.objects.filter(producer=shop.producer).update(bank="", account="")
    with pytest.raises(OrderError) as refused:
        order_of(shop, **fields)
    assert refused.value.code == code
    assert nothing_happened()


def test_order_is_refused_when_the_producer_is_unverified_or_paused_or_the_offer_closed(shop):
    def refused() -> str:
        with pytest.raises(OrderError) as error:
            order_of(shop, 1)
        return error.value.code

    type(shop.producer).objects.filter(pk=shop.producer.pk).update(verified_at=None)
    assert refused() == "offer_gone"
    type(shop.producer).objects.filter(pk=shop.producer.pk).update(verified_at=timezone.now())
    Shop.objects.filter(producer=shop.producer).update(paused_until=timezone.localdate())
    assert refused() == "offer_gone"
    Shop.objects.filter(producer=shop.producer).update(paused_until=None)
    Offer.objects.filter(pk=shop.bag.pk).update(is_open=False)
    assert refused() == "offer_gone"
    assert nothing_happened()


def test_an_offer_cannot_be_ordered_of_another_producer(shop):
    with pytest.raises(OrderError) as refused:
        place_orders(buyer=BUYER, wishes={shop.other_product.producer_id: wish({shop.bag: 1})})
    assert refused.value.code == "offer_gone"
    assert nothing_happened()


def test_an_empty_basket_orders_nothing(shop):
    with pytest.raises(OrderError) as refused:
        place_orders(buyer=BUYER, wishes={})
    assert refused.value.code == "basket_empty"


def test_a_recalled_or_closed_or_expired_lot_is_not_sold(shop):
    recall_lot(actor=shop.as_.lan, lot=shop.lot, reason="Có mẻ bị mốc")
    with pytest.raises(SoldOut):
        order_of(shop, 1)
    LotFactory(product=shop.product, code="MAN-2", quantity=4, state="closed")
    LotFactory(
        product=shop.product, code="MAN-3", quantity=4, expiry_date=timezone.localdate().replace(year=2020)
    )
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == 0
    LotFactory(product=shop.product, code="MAN-4", quantity=Decimal("0.02"), unit="ta")
    assert order_of(shop, 4).goods == 100_000


def test_pre_order_reserves_the_promised_amount_and_no_lot(shop):
    shop.bag.ready_date = timezone.localdate() + timezone.timedelta(days=30)
    shop.bag.promised = Decimal(20)
    shop.bag.save()
    assert order_of(shop, 40).lines.get().is_preorder
    with pytest.raises(SoldOut):
        order_of(shop, 1)
    assert stock_of([shop.product.pk])[shop.product.pk].left("kg") == 10


def test_telephone_order_is_entered_only_by_the_producers_people(shop):
    made = order_of(shop, 1, actor=shop.thu_for_lan)
    assert (made.channel, made.state) == ("telephone", "confirmed")
    steps = list(made.steps.order_by("pk").values_list("kind", "by", "on_behalf_of", "by_buyer"))
    assert steps == [(kind, shop.thu.pk, shop.lan.pk, False) for kind in ("placed", "confirmed")]
    assert Notice.objects.count() == 0
    for stranger in (shop.as_.minh, shop.as_.hoa, shop.as_.thu):
        with pytest.raises(NotAllowed):
            order_of(shop, 1, actor=stranger)
    assert Order.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"total": 1}, "orders_order_total_adds_up"), ({"goods": 0}, "orders_order_total_adds_up")],
)
def test_the_database_refuses_sums_that_do_not_add_up(shop, fields, name):
    order = order_of(shop, 1)
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Order.objects.filter(pk=order.pk).update(**fields)
    with pytest.raises(IntegrityError, match="orders_orderline_amount"), transaction.atomic():
        order.lines.update(amount=1)
