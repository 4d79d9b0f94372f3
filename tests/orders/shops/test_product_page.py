"""What a buyer reads under a product's name, in its order, and the bar that stays in view."""

from __future__ import annotations

import datetime as dt
import json
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from members.models import Unit
from orders.models import Offer, Order, Shop
from products.models import Product
from products.search.actions import refresh_card
from tests.factories.products import ListedProductFactory
from tests.factories.traceability import LotFactory
from tests.keyed import KeyedClient
from tests.layout import without_layout
from tests.orders.conftest import order_of
from traceability.models import Lot

PAGE = "/products/man-hau/"
PLACE = "/gio-hang/noi-giao/"


def page_of(client: KeyedClient) -> str:
    return " ".join(without_layout(client.get(PAGE).content.decode()).split())


def test_price_dates_maker_delivery_and_returns_come_in_this_order(client, shop):
    today = timezone.localdate()
    Lot.objects.filter(pk=shop.lot.pk).update(
        harvested_date=today - dt.timedelta(days=2), expiry_date=today + dt.timedelta(days=5)
    )
    page = page_of(client)
    order = [
        'class="product__price">25.000 đ/túi 500 g',
        "Ngày thu hoạch",
        "HSD",
        reverse("products:shopfront", args=[shop.producer.pk]),
        "Giao tận nơi, mọi tỉnh:<b>phí 30.000 đ</b>",
        "3 ngày có trả lời",
        'id="offers-title"',
    ]
    places = [page.find(words) for words in order]
    assert -1 not in places and places == sorted(places)


def test_dates_of_several_lots_are_the_earliest(client, shop):
    today = timezone.localdate()
    days = [today + dt.timedelta(days=30), today + dt.timedelta(days=90)]
    Lot.objects.filter(pk=shop.lot.pk).update(expiry_date=days[1])
    LotFactory(product=shop.product, code="MAN-2", quantity=5, expiry_date=days[0])
    assert f"HSD<b>sớm nhất {days[0]:%d/%m/%Y}</b>" in page_of(client)


def test_fee_follows_the_place_that_the_buyer_chose_once(client, shop):
    Shop.objects.filter(producer=shop.producer).update(delivers_elsewhere=False)
    commune = Unit.objects.get(code=903703)
    shop.producer.shop.areas.create(unit=commune, fee=12_000)
    asked = f'href="{PLACE}?hang=man-hau"'
    page = page_of(client)
    assert asked in page and "Chọn nơi nhận để biết phí giao" in page and "12.000 đ" not in page
    assert 'name="hang" value="man-hau"' in " ".join(
        client.get(f"{PLACE}?hang=man-hau").content.decode().split()
    )
    data = {"hang": "man-hau", "page": "1"}
    refused = client.post(PLACE, data | {"unit": ""})
    assert refused.status_code == 400 and "Xin chọn nơi giao." in refused.content.decode()
    assert "place" not in client.session
    chosen = client.post(PLACE, data | {"unit": str(commune.pk)})
    assert chosen.url == PAGE
    assert "Giao đến Xã Quỳnh Nhai:<b>phí 12.000 đ</b>" in page_of(client)
    client.post(PLACE, data | {"unit": "903979"})
    assert "Không giao đến Phường Mộc Châu." in page_of(client)


@pytest.mark.slow
def test_days_to_receipt_are_shown_from_three_orders_on(client, shop):
    words = "thường nhận trong 3 ngày"
    Shop.objects.filter(producer=shop.producer).update(delivery_days=7)
    unknown = "người bán hẹn khoảng 7 ngày"
    for number in range(3):
        page = page_of(client)
        assert words not in page and unknown in page
        placed = timezone.now() - dt.timedelta(days=2 + number, hours=1)
        Order.objects.filter(pk=order_of(shop, 1).pk).update(
            state="delivered", created_at=placed, ended_at=placed + dt.timedelta(days=2, hours=1)
        )
    page = page_of(client)
    assert words in page and unknown not in page


def test_bar_buys_the_only_offer_and_leads_to_several(client, shop):
    only = f'<button class="button" form="buy-{shop.bag.pk}">'
    assert only in page_of(client)
    box = Offer.objects.create(product=shop.product, label="hộp 1 kg", content=1, unit="kg", price=50_000)
    page = page_of(client)
    assert only not in page and 'href="#offers-title"' in page
    Offer.objects.filter(pk__in=[box.pk, shop.bag.pk]).update(min_count=1_000)
    assert "buy-bar" not in page_of(client)


@pytest.mark.slow
def test_goods_that_three_buyers_ordered_together_are_shown_with_it(client, shop):
    refresh_card(product=shop.other_product)
    for _purchase in range(3):
        assert "Hay mua cùng" not in page_of(client)
        purchase = order_of(shop, 1).purchase
        Order.objects.filter(pk=order_of(shop, 1, shop.fish).pk).update(purchase=purchase)
    page = page_of(client)
    assert page.index("Hay mua cùng") < page.index('href="/products/ca-song-da/"')


def _alike(shop, number: int, **more) -> Product:
    """Return a listed product of plums' kind of the other producer, with 10 kg for sale and its own photo."""
    product = ListedProductFactory(
        producer=shop.other_product.producer, name=f"Đào {number}", slug=f"dao-{number}", **more
    )
    LotFactory(product=product, code=f"DAO-{number}", quantity=10)
    Offer.objects.create(product=product, label="kg", content=1, unit="kg", price=40_000)
    refresh_card(product=product)
    return product


def _linked(page: str) -> list[str]:
    """Return the slugs of the cards under the title of goods of the same kind, in order."""
    _before, _title, after = page.partition("Hàng cùng loại của nhà khác")
    return re.findall(r'href="/products/(dao-\d)/"', after)


@pytest.mark.slow
def test_goods_of_its_kind_are_shown_if_nothing_was_ordered_with_it(client, shop):
    kind = 1
    Product.objects.filter(pk=shop.product.pk).update(ocop_set=kind)
    assert not _linked(page_of(client))
    peach = _alike(shop, 1, ocop_set=kind)
    assert _linked(page_of(client)) == ["dao-1"]
    _alike(shop, 2, ocop_set=25)  # another kind
    sold_out = _alike(shop, 3, ocop_set=kind)
    Lot.objects.filter(product=sold_out).delete()
    twin = _alike(shop, 4, ocop_set=kind)
    photo = peach.photo_links.order_by("position").first().photo
    twin.photo_links.all().delete()
    twin.photo_links.create(photo=photo, position=0)
    refresh_card(product=twin)
    # Of two with the same photo, the newest.
    assert _linked(page_of(client)) == ["dao-4"]
    Offer.objects.filter(product=twin).update(is_open=False)
    assert _linked(page_of(client)) == ["dao-1"]
    shop.product.photo_links.create(photo=photo, position=9)
    assert _linked(page_of(client)) == []


def test_a_product_without_photo_or_brand_has_a_picture_and_its_maker_as_brand(client, shop):
    page = client.get(PAGE).content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)[1])
    assert data["brand"] == {"@type": "Brand", "name": shop.producer.name}
    assert len(data["image"]) == 1 and "/chia-se/man-hau/the-" in data["image"][0]
