"""Offers sold in some months only, also across the year's end: when they end, what the page shows, and that they return."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from orders.basket.basket import parts_of
from orders.errors import OrderError, SoldOut
from orders.exchanges.fields import FIELDS
from orders.feeds.items import Item, Refused, items_of, offers_for
from orders.models import Offer, Order
from orders.shops.actions.shops import offer_at_listing, save_offer
from orders.shops.buyer_price import availability
from orders.shops.forms import OfferForm
from tests.orders.conftest import order_of
from tests.products.imports.test_imports import checked, errors, xlsx

from tests.products.imports.test_again import imported, lan  # noqa: F401  isort: skip

WINTER = [1, 2, 11, 12]


def at(year: int, month: int, day: int, hour: int = 12) -> time_machine.travel:
    """An hour in Vietnam, which is seven hours before UTC."""
    moment = dt.datetime(year, month, day, hour, tzinfo=dt.timezone(dt.timedelta(hours=7)))
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def winter(shop) -> Offer:
    """Lan's bags, sold from November to February."""
    Offer.objects.filter(pk=shop.bag.pk).update(season_months=WINTER)
    shop.bag.refresh_from_db()
    return shop.bag


@pytest.mark.parametrize(
    ("day", "back"),
    [
        ((2026, 10, 31), 11), ((2026, 11, 1), None), ((2026, 12, 31), None), ((2027, 1, 1), None), ((2027, 2, 28), None),
        ((2027, 3, 1), 11), ((2027, 7, 15), 11),
    ],
)  # fmt: skip
def test_a_season_over_the_years_end_knows_its_days(winter, day, back):
    with at(*day):
        assert winter.back_month == back


def test_a_day_begins_in_vietnam(winter):
    with at(2026, 11, 1, hour=1):  # still October in UTC
        assert winter.back_month is None


@pytest.mark.parametrize(("month", "back"), [(4, 5), (6, 9), (10, 5)])
def test_the_next_month_of_several_is_named(winter, month, back):
    winter.season_months = [5, 9]
    with at(2026, month, 10):
        assert winter.back_month == back


@pytest.mark.slow
def test_out_of_its_months_nothing_is_ordered_and_the_basket_says_why(client, shop, winter):
    with at(2027, 2, 28):
        order_of(shop, 1)
        assert client.post(reverse("orders:add", args=[winter.pk]), {"count": "2"}).status_code == 302
    with at(2027, 3, 1):
        (part,), gone = parts_of({winter.pk: 2})
        assert gone == [] and part.rows[0].is_short
        page = client.get(reverse("orders:basket")).content.decode()
        assert "Hết mùa, có lại từ tháng 11. Bạn bỏ ra khỏi giỏ." in page
        with pytest.raises(SoldOut) as caught:
            order_of(shop, 1)
        assert (caught.value.field, caught.value.code) == (f"offer-{winter.pk}", "out_of_season")
        assert caught.value.message == "Mận hậu Mộc Châu hết mùa, có lại từ tháng 11."
        assert Order.objects.count() == 1
        page = client.get(reverse("products:detail", args=[shop.product.slug])).content.decode()
        assert "Có lại từ tháng 11" in page and "Đang hết hàng" not in page
        assert availability(product=shop.product) == "OutOfStock"
        client.force_login(shop.lan)
        assert (
            "ngoài mùa: tự bán lại từ tháng 11"
            in client.get(reverse("orders:shop", args=[shop.producer.pk])).content.decode()
        )
    with at(2027, 11, 1):
        order_of(shop, 1)


def test_product_out_of_season_leaves_the_feeds_and_returns(shop, winter):
    def plums() -> Item | Refused:
        (found,) = [one for one in items_of(offers_for()) if one.product_id == shop.product.pk]
        return found

    with at(2027, 2, 28):
        item = plums()
        assert isinstance(item, Item) and FIELDS["season"].value(item) == "1, 2, 11, 12"
    with at(2027, 3, 1):
        refused = plums()
        assert isinstance(refused, Refused) and refused.why == "Ngoài mùa bán: tự có lại từ tháng 11."
    with at(2027, 11, 1):
        assert isinstance(plums(), Item)


def test_the_next_harvest_is_pre_ordered_out_of_season(shop, winter):
    with at(2027, 3, 1):
        coming = save_offer(
            actor=shop.as_.lan, product=shop.product, label="kg", content=Decimal(1), unit="kg", price=40_000,
            ready_date=dt.date(2027, 11, 20), promised=Decimal(20), season_months=WINTER,
        )  # fmt: skip
        assert coming.back_month is None
        assert order_of(shop, 3, coming).lines.get().is_preorder
        assert availability(product=shop.product) == "PreOrder"


def test_months_are_stored_in_order_and_all_twelve_are_no_season(shop):
    fields = {
        "actor": shop.as_.lan,
        "product": shop.product,
        "label": "kg",
        "content": 1,
        "unit": "kg",
        "price": 40_000,
    }
    assert save_offer(**fields, season_months=[12, 1, 12]).season_months == [1, 12]
    assert save_offer(**fields, season_months=range(1, 13)).season_months == []
    with pytest.raises(OrderError) as caught:
        save_offer(**fields, season_months=[13])
    assert (caught.value.field, shop.product.offers.count()) == ("season_months", 3)


def test_the_form_asks_for_months_and_shows_them_again(client, shop, winter):
    client.force_login(shop.lan)
    address = reverse("orders:edit-offer", args=[winter.pk])
    page = client.get(address).content.decode()
    assert page.count('name="season_months"') == 12 and page.count("checked") == 4
    fields = {"label": "túi 500 g", "content": "0,5", "unit": "kg", "price": "25.000", "min_count": "1"}
    assert client.post(address, {**fields, "season_months": ["11", "12"]}).status_code == 302
    winter.refresh_from_db()
    assert winter.season_months == [11, 12] == OfferForm.of(winter).initial["season_months"]
    assert client.post(address, {**fields, "season_months": ["13"]}).status_code == 400
    assert client.post(address, fields).status_code == 302
    winter.refresh_from_db()
    assert winter.season_months == []


def test_the_api_says_and_takes_the_months(client, shop, winter):
    cache.clear()
    address = f"/api/v1/offers/{winter.pk}/"
    with at(2027, 3, 1):
        found = client.get(address).json()
        assert (found["season_months"], found["left"]) == (WINTER, 0)
    with at(2027, 11, 1):
        assert client.get(address).json()["left"] == 20
    client.force_login(shop.lan)
    fields = {"label": "túi 500 g", "content": "0.5", "unit": "kg", "price": 25_000}

    def put(months: object) -> tuple[int, object]:
        body = json.dumps({**fields, "season_months": months})
        answer = client.put(address, body, content_type="application/json")
        return answer.status_code, answer.json().get("season_months")

    assert put([3, 2]) == (200, [2, 3])
    assert put([0])[0] == 400 and put("x")[0] == 400
    assert Offer.objects.get(pk=winter.pk).season_months == [2, 3]


def test_a_table_says_in_which_months_goods_are_sold(lan):  # noqa: F811
    heading = ["Tên", "Giá", "ĐVT", "Chỉ bán trong tháng"]
    imported(lan, xlsx(["Cải mèo", "15k", "kg", "11-2"], ["Mơ", "30k", "kg", ""], heading=heading))
    offer = Offer.objects.get()
    assert (offer.product.name, offer.season_months, offer.product.season_months) == ("Cải mèo", WINTER, [])
    assert errors(checked(lan, xlsx(["A", "15k", "kg", "13"], heading=heading))) == {
        "D2": "Tháng từ 1 đến 12."
    }


@pytest.mark.parametrize(
    ("group", "months"), [(1, [5, 6, 7]), (7, []), (None, [])], ids=["fresh", "processed", "no group"]
)
def test_first_offer_of_fresh_goods_takes_the_products_months(shop, group, months):
    shop.product.offers.all().delete()
    for name, value in {"season_months": [5, 6, 7], "ocop_set": group}.items():
        setattr(shop.product, name, value)
    shop.product.save()
    assert offer_at_listing(actor=shop.as_.lan, product=shop.product)
    assert shop.product.offers.get().season_months == months
