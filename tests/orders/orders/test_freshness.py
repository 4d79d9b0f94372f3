"""Fresh goods go stale: until when a lot is sold, when its producer is asked, and what the answer does."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from members.rules import NotAllowed
from orders.orders.stock import past_lots, sellable_lots, stock_of
from orders.shops.buyer_price import availability
from products.models import Product
from products.products.shelf_lives import SHELF_LIVES, shelf_life
from tests.factories.traceability import LotFactory
from traceability.lots.actions.lots import LotClosed, LotError, keep_lot, open_lot
from traceability.lots.auditing.lots import compare_lots
from traceability.lots.enums import LotState
from traceability.lots.freshness import freshness_of, is_asked
from traceability.models import Lot

PICKED = dt.date(2026, 7, 28)
DAY = dt.timedelta(days=1)


def on(day: dt.date) -> time_machine.travel:
    return time_machine.travel(dt.datetime(day.year, day.month, day.day, 5, tzinfo=dt.UTC), tick=False)


def fresh(product: Product, **fields) -> Product:
    """Make `product` fresh fruit, or what `fields` say."""
    for name, value in ({"ocop_set": 1, "name": "Mận hậu Mộc Châu"} | fields).items():
        setattr(product, name, value)
    product.save()
    return product


@pytest.mark.parametrize(
    ("name", "group", "days", "is_sourced"),
    [
        ("Mận hậu Mộc Châu", 1, 28, True),
        ("Man hau", 1, 28, True),
        ("Dâu tây Mộc Châu", 1, 7, True),
        ("Hồng giòn Vân Hồ", 1, 122, True),
        ("Nhãn Sông Mã", 1, 14, False),
        ("Trứng gà ta", 2, 35, True),
        ("Gà đồi", 2, 3, False),
        ("Hoa ly", 23, 7, False),
    ],
)
def test_shelf_life_follows_the_words_of_the_name_or_else_the_group(name, group, days, is_sourced):
    found = shelf_life(name, group)
    assert found is not None
    assert (found.days, found.is_sourced) == (days, is_sourced)


@pytest.mark.parametrize("group", [None, 7, 21, 24], ids=str)
def test_goods_that_keep_have_no_shelf_life(group):
    assert shelf_life("Mận sấy", group) is None


def test_each_fresh_group_has_one_default_and_each_row_with_words_a_source():
    defaults = [each.group for each in SHELF_LIVES if not each.signs]
    assert defaults == [1, 2, 23]
    assert all(each.is_sourced for each in SHELF_LIVES if each.signs)


@pytest.mark.parametrize(
    ("fields", "last"),
    [
        ({}, PICKED + 28 * DAY),
        ({"shelf_life_days": 7}, PICKED + 7 * DAY),
        ({"name": "Nhãn Sông Mã"}, None),
        ({"name": "Nhãn Sông Mã", "shelf_life_days": 5}, PICKED + 5 * DAY),
    ],
    ids=["its kind", "its own", "no source", "its own without a source"],
)
def test_last_day_of_sale_is_the_products_own_or_its_kinds(shop, fields, last):
    lot = LotFactory(product=fresh(shop.product, **fields), harvested_date=PICKED)
    assert freshness_of(lot).last == last


def test_a_lot_with_an_expiry_date_and_goods_that_keep_are_not_asked_about(shop):
    dated = LotFactory(product=fresh(shop.product), harvested_date=PICKED, expiry_date=PICKED + DAY)
    dried = LotFactory(product=fresh(shop.other_product, ocop_set=7), harvested_date=PICKED)
    assert freshness_of(dated) is None and freshness_of(dried) is None


def test_stale_goods_are_out_of_stock_everywhere_from_the_day_after_their_last(shop):
    product = fresh(shop.product)
    Lot.objects.filter(pk=shop.lot.pk).update(harvested_date=PICKED)
    for day, left, word, is_past in (
        (PICKED + 28 * DAY, 20, "InStock", False),
        (PICKED + 29 * DAY, 0, "OutOfStock", True),
    ):
        with on(day):
            assert stock_of([product.pk])[product.pk].pieces(shop.bag) == left
            assert [lot.pk for lot in sellable_lots([product.pk])] == ([] if is_past else [shop.lot.pk])
            assert availability(product=product) == word
            assert bool(past_lots([product.pk])) == is_past


def test_goods_without_a_source_stay_on_sale_and_are_asked_about(shop):
    product = fresh(shop.product, name="Nhãn Sông Mã")
    Lot.objects.filter(pk=shop.lot.pk).update(harvested_date=PICKED)
    shop.lot.refresh_from_db()
    with on(PICKED + 60 * DAY):
        assert stock_of([product.pk])[product.pk].pieces(shop.bag) == 20
    assert not is_asked(shop.lot, PICKED + 13 * DAY)
    assert is_asked(shop.lot, PICKED + 14 * DAY)


def test_one_tap_sells_on_until_the_day_that_she_names(shop, client):
    product = fresh(shop.product)
    Lot.objects.filter(pk=shop.lot.pk).update(harvested_date=PICKED)
    client.force_login(shop.lan)
    today = PICKED + 60 * DAY
    with on(today):
        page = client.get(reverse("home")).content.decode()
        assert "còn hàng không?" in page
        assert f'value="{today + 3 * DAY}"' in page and f'value="{today + 7 * DAY}"' in page
        shop_page = client.get(reverse("orders:shop", args=[shop.producer.pk])).content.decode()
        assert "đang ngừng bán: hàng tươi đã lâu ngày" in shop_page
        answer = client.post(
            reverse("traceability:answer-lot", args=[shop.lot.pk]),
            {"until": str(today + 3 * DAY), "from": "home"},
        )
        assert answer.url == reverse("home")
        assert stock_of([product.pk])[product.pk].pieces(shop.bag) == 20
        assert "còn hàng không?" not in client.get(reverse("home")).content.decode()
    with on(today + 4 * DAY):
        assert stock_of([product.pk])[product.pk].pieces(shop.bag) == 0
    kept = [json.loads(entry.body)["payload"] for entry in Entry.objects.filter(kind="lot.kept")]
    assert kept == [{"code": shop.lot.code, "until": str(today + 3 * DAY)}]


def test_answering_that_there_is_none_closes_the_lot(shop, client):
    fresh(shop.product)
    client.force_login(shop.lan)
    client.post(reverse("traceability:answer-lot", args=[shop.lot.pk]), {"until": "", "from": "lot"})
    shop.lot.refresh_from_db()
    assert shop.lot.state == LotState.CLOSED


def test_strangers_do_not_answer_and_nobody_answers_about_lots_that_do_not_go_stale(shop, client):
    today = dt.date(2026, 9, 1)
    dried = LotFactory(product=shop.product, code="KHO-1")
    closed = LotFactory(product=fresh(shop.other_product), code="HET-1", state=LotState.CLOSED)
    with on(today):
        with pytest.raises(NotAllowed):
            keep_lot(actor=shop.as_.hoa, lot=shop.lot, until=today)
        with pytest.raises(LotError) as caught:
            keep_lot(actor=shop.as_.lan, lot=dried, until=today)
        assert caught.value.code == "lot_not_fresh"
        with pytest.raises(LotClosed):
            keep_lot(actor=shop.as_.hoa, lot=closed, until=today)
        fresh(shop.product)
        for until in (today - DAY, today + 32 * DAY):
            with pytest.raises(LotError) as caught:
                keep_lot(actor=shop.as_.lan, lot=shop.lot, until=until)
            assert caught.value.code == "lot_kept_range"
        client.force_login(shop.hoa)
        refused = client.post(reverse("traceability:answer-lot", args=[shop.lot.pk]), {"until": str(today)})
        assert refused.status_code == 404
    assert not Entry.objects.filter(kind="lot.kept").exists()
    assert set(Lot.objects.values_list("sold_until", flat=True)) == {None}


def test_a_lot_with_nothing_left_is_not_asked_about(shop, client):
    fresh(shop.product)
    Lot.objects.filter(pk=shop.lot.pk).update(harvested_date=PICKED, used=shop.lot.quantity)
    client.force_login(shop.lan)
    with on(PICKED + 60 * DAY):
        assert "còn hàng không?" not in client.get(reverse("home")).content.decode()


def test_an_answer_that_the_ledger_does_not_have_is_found(shop):
    today = timezone.localdate()
    fresh(shop.product)
    lot = open_lot(actor=shop.as_.lan, product=shop.product, quantity=5, unit="kg")
    keep_lot(actor=shop.as_.lan, lot=lot, until=today)

    def found() -> list[str]:
        findings = [each for each in compare_lots() if isinstance(each, Finding)]
        return [each.what for each in findings if each.subject == f"lot:{lot.pk}"]

    assert found() == []
    Lot.objects.filter(pk=lot.pk).update(sold_until=today + DAY)
    assert ["sold_until" in text for text in found()] == [True]
