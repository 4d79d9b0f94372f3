"""The cookie with the number of goods in the basket, which cached pages read: it always says what the session says."""

from __future__ import annotations

import pytest
from django.conf import settings

from orders.basket.middleware import BASKET_COOKIE_NAME
from tests.keyed import KeyedClient
from tests.orders.orders.test_pages import ways


@pytest.fixture
def guest(shop) -> KeyedClient:
    return KeyedClient()


def count_of(client: KeyedClient) -> str:
    """Return the cookie's value; "" if there is none or it was deleted."""
    return client.cookies[BASKET_COOKIE_NAME].value if BASKET_COOKIE_NAME in client.cookies else ""


def put(client: KeyedClient, *offers, count: str = "2") -> None:
    for offer in offers:
        client.post(f"/gio-hang/them/{offer.pk}/", {"count": count})


def test_the_cookie_counts_the_goods_and_scripts_may_read_it(guest, shop):
    put(guest, shop.bag)
    assert count_of(guest) == "1"
    put(guest, shop.bag, count="4")
    assert count_of(guest) == "1"
    put(guest, shop.fish)
    cookie = guest.cookies[BASKET_COOKIE_NAME]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("2", "", "Lax")
    assert cookie["max-age"] == guest.cookies[settings.SESSION_COOKIE_NAME]["max-age"]


def test_the_cookie_follows_changes_and_goes_with_the_last_goods(guest, shop):
    put(guest, shop.bag, shop.fish)
    guest.post("/gio-hang/doi/", {"remove": str(shop.fish.pk)})
    assert count_of(guest) == "1"
    guest.post("/gio-hang/doi/", {"remove": str(shop.bag.pk)})
    assert count_of(guest) == ""


def test_the_cookie_goes_when_the_goods_are_ordered(guest, shop):
    put(guest, shop.bag, count="4")
    assert guest.post("/gio-hang/dat/", ways(shop)).status_code == 302
    assert "basket" not in guest.session
    assert count_of(guest) == ""


def test_the_next_person_at_the_phone_has_no_count(guest, shop):
    guest.force_login(shop.minh)
    put(guest, shop.bag)
    assert count_of(guest) == "1"
    guest.post("/tai-khoan/dang-xuat/")
    assert "basket" not in guest.session
    assert count_of(guest) == ""


def test_a_page_without_a_change_sets_no_cookie(guest, shop):
    assert BASKET_COOKIE_NAME not in guest.get("/products/").cookies
    put(guest, shop.bag)
    assert BASKET_COOKIE_NAME not in guest.get("/products/").cookies
