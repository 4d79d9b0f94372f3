"""The basket's page: the last input is ordered or asked about, and none of the buyer's input is lost."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backend.common.limits import SharedLimit
from orders.basket import limits, proofs
from orders.models import Offer, Order
from products.models import Product
from tests.factories.traceability import LotFactory
from tests.keyed import KeyedClient
from tests.orders.conftest import order_of
from tests.orders.orders.test_pages import ways
from traceability.labels.actions.codes import code_for
from traceability.models import Lot
from traceability.recalls.actions.recalls import recall_lot
from traceability.scans.origin.addresses import origin_path


@pytest.fixture
def guest(shop) -> Client:
    """A buyer with four bags in the basket."""
    client = KeyedClient()
    client.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    return client


@pytest.mark.slow
def test_another_number_typed_before_ordering_is_added_up_first(guest, shop):
    count = f"count-{shop.bag.pk}"
    asked = guest.post("/gio-hang/dat/", ways(shop, **{count: "6"}))
    page = asked.content.decode()
    assert (asked.status_code, Order.objects.count()) == (409, 0)
    assert "Số lượng trong giỏ đã đổi" in page and 'value="Nguyễn Thu Hà"' in page
    assert guest.session["basket"] == {str(shop.bag.pk): 6}
    assert guest.post("/gio-hang/dat/", ways(shop, **{count: "6"})).status_code == 302
    assert Order.objects.get().lines.get().count == 6


def test_order_is_refused_when_another_tab_changed_the_basket(guest, shop):
    guest.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "9"})
    asked = guest.post("/gio-hang/dat/", ways(shop, **{f"count-{shop.bag.pk}": "4"}))
    assert (asked.status_code, Order.objects.count()) == (409, 0)
    assert guest.session["basket"] == {str(shop.bag.pk): 4}


@pytest.mark.slow
def test_emptied_count_or_offer_added_in_another_tab_needs_a_confirmation(guest, shop):
    count = f"count-{shop.bag.pk}"
    asked = guest.post("/gio-hang/dat/", ways(shop, **{count: ""}))
    assert (asked.status_code, guest.session["basket"]) == (409, {})
    guest.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    other = Offer.objects.create(product=shop.product, label="thùng 1 kg", content=1, unit="kg", price=45_000)
    guest.post(f"/gio-hang/them/{other.pk}/", {"count": "1"})
    asked = guest.post("/gio-hang/dat/", ways(shop, **{count: "4", f"seen-{other.pk}": "45000"}))
    assert (asked.status_code, Order.objects.count()) == (409, 0)
    assert guest.session["basket"] == {str(shop.bag.pk): 4, str(other.pk): 1}


def test_buyers_input_is_hidden_from_the_next_person_at_the_phone(guest, shop):
    guest.post("/gio-hang/doi/", ways(shop, **{f"count-{shop.bag.pk}": "5"}))
    assert "Nguyễn Thu Hà" in guest.get("/gio-hang/").content.decode()
    session = guest.session
    stored = session["beside the basket"]
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        assert "Nguyễn Thu Hà" not in guest.get("/gio-hang/").content.decode()
    guest.force_login(shop.minh)
    guest.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    session = guest.session
    session["beside the basket"] = stored
    session.save()
    assert "Nguyễn Thu Hà" not in guest.get("/gio-hang/").content.decode()


def test_an_invalid_count_is_refused_at_its_field_and_nothing_is_ordered(guest, shop):
    asked = guest.post("/gio-hang/dat/", ways(shop, **{f"count-{shop.bag.pk}": "-1"}))
    page = asked.content.decode()
    assert (asked.status_code, Order.objects.count()) == (400, 0)
    assert "Ghi số nguyên từ" in page and 'value="Nguyễn Thu Hà"' in page
    assert guest.session["basket"] == {str(shop.bag.pk): 4}


def test_buyers_input_stays_after_the_counts_change(guest, shop):
    changed = guest.post("/gio-hang/doi/", ways(shop, **{f"count-{shop.bag.pk}": "5"}), follow=True)
    page = changed.content.decode()
    assert 'value="Nguyễn Thu Hà"' in page and 'value="0912 345 678"' in page
    assert guest.session["basket"] == {str(shop.bag.pk): 5}


def test_enter_in_a_field_takes_nothing_out_of_the_basket(guest, shop):
    page = guest.get("/gio-hang/").content.decode()
    first = re.search(r'<button[^>]*form="order-form"[^>]*>', page)
    assert first and 'name="remove"' not in first[0]
    assert f'name="count-{shop.bag.pk}"' in page and page.count('id="order-form"') == 1


@pytest.mark.slow
def test_buyer_with_a_proven_number_is_not_limited_by_the_network(guest, shop, monkeypatch):
    full = SharedLimit(f"o {uuid.uuid4()}", 0, seconds=10**9, step=1)
    own = SharedLimit(f"n {uuid.uuid4()}", 1, seconds=10**9, step=1)
    monkeypatch.setattr(limits, "orders_an_hour", full)
    monkeypatch.setattr(limits, "orders_of_a_number_an_hour", own)
    assert guest.post("/gio-hang/dat/", ways(shop)).status_code == 429
    assert Order.objects.count() == 0
    session = guest.session
    session[proofs.KEY] = [["+84912345678", timezone.now().isoformat()]]
    session.save()
    assert guest.post("/gio-hang/dat/", ways(shop)).status_code == 302
    guest.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "1"})
    assert guest.post("/gio-hang/dat/", ways(shop)).status_code == 429
    assert Order.objects.count() == 1


def test_header_counts_the_goods_of_the_basket_for_guests_and_members(guest, shop):
    count = 'class="site-header__count">1<'
    assert count in guest.get("/products/").content.decode()
    assert count in guest.get("/products/man-hau/").content.decode()
    empty = KeyedClient().get("/products/").content.decode()
    assert 'href="/gio-hang/"' in header_of(empty) and "site-header__count" not in empty
    guest.force_login(shop.hoa)
    assert count in guest.get("/products/man-hau/").content.decode()
    member = KeyedClient()
    member.force_login(shop.hoa)
    assert 'href="/gio-hang/"' not in header_of(member.get("/products/man-hau/").content.decode())


def header_of(page: str) -> str:
    return page.partition("<header")[2].partition("</header>")[0]


def test_basket_links_each_row_to_product_maker_and_the_newest_lot_that_is_not_recalled(guest, shop):
    LotFactory(product=shop.product, code="MAN-2", quantity=1)
    code_for(shop.product)
    page = guest.get("/gio-hang/").content.decode()
    assert 'href="/products/man-hau/"' in page
    assert reverse("products:shopfront", args=[shop.producer.pk]) in page
    assert "Nguồn gốc lô MAN-2" in page and origin_path(Lot.objects.get(code="MAN-2")) in page
    recall_lot(actor=shop.as_.lan, lot=Lot.objects.get(code="MAN-2"), reason="Có sâu")
    page = guest.get("/gio-hang/").content.decode()
    assert "Nguồn gốc lô MAN-1" in page and "MAN-2" not in page


def test_order_is_bought_again_with_one_tap_but_for_what_is_no_longer_sold(shop):
    order = order_of(shop, 4)
    client = KeyedClient()
    client.post(f"/gio-hang/them/{shop.fish.pk}/", {"count": "2"})
    again = reverse("orders:buy-again", args=[order.ref])
    assert again in client.get(reverse("orders:order", args=[order.ref])).content.decode()
    for _tap in range(2):
        assert client.post(again).url == "/gio-hang/"
    assert client.session["basket"] == {str(shop.fish.pk): 2, str(shop.bag.pk): 4}
    Offer.objects.filter(pk=shop.bag.pk).update(is_open=False)
    other = KeyedClient()
    refused = other.post(again, follow=True)
    assert refused.redirect_chain == [(reverse("orders:order", args=[order.ref]), 302)]
    assert "Nay chưa đặt lại được: Mận hậu Mộc Châu." in refused.content.decode()
    assert "basket" not in other.session


@pytest.mark.slow
def test_basket_and_order_are_in_english_when_the_buyer_reads_it(guest, shop, client):
    order = order_of(shop, 2)
    guest.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    name = shop.bag.product.name
    page = guest.get("/gio-hang/").content.decode()
    assert f'<span lang="vi">{name}</span>' in page and "500 g bag" in page and "túi" not in page
    assert page.count("Chưa có tên tiếng Anh") + page.count("No English name yet") == 1
    Product.objects.filter(pk=shop.bag.product_id).update(name_en="Early plums")
    page = guest.get("/gio-hang/").content.decode()
    assert "Early plums" in page and name not in page and "No English name yet" not in page
    page = guest.get(f"/don/{order.ref}/").content.decode()
    assert "2 × Early plums" in page and "₫/500 g bag" in page
    # The order itself stays as it was placed, and a renamed product is not translated into another one's name.
    assert (order.lines.get().name, order.lines.get().label) == (name, shop.bag.label)
    Product.objects.filter(pk=shop.bag.product_id).update(name="Hồng giòn", name_en="Persimmons")
    page = guest.get(f"/don/{order.ref}/").content.decode()
    assert f"2 × {name}" in page and "Persimmons" not in page
