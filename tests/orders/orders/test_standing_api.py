"""The state of goods in the catalogues, and sales by branch, over the API."""

from __future__ import annotations

import pytest

from orders.feeds.channels import CHANNELS
from orders.models import Offer
from orders.orders.actions.steps import confirm_order
from tests.api import client_of, problems
from tests.orders.conftest import order_of
from tests.orders.feeds.test_feeds import photo, recalled, stall  # noqa: F401

pytestmark = pytest.mark.databases

API = "/api/v1"
KEYS = [channel.key for channel in CHANNELS.values()]


def test_each_product_lists_its_catalogues_and_reasons_for_missing_ones(stall):  # noqa: F811
    lan, url = client_of(stall.lan), f"{API}/product-channels/"
    (row,) = lan.get(url).json()["results"]
    assert (row["product"], row["producer"], row["left_out"]) == (stall.product.pk, stall.producer.pk, [])
    assert row["shown"] == [{"channel": key, "count": 1} for key in KEYS]
    recalled(stall)
    (row,) = lan.get(f"{url}?producer={stall.producer.pk}").json()["results"]
    assert [each["count"] for each in row["shown"]] == [0, 0, 0]
    (left,) = row["left_out"]
    assert (left["label"], left["channels"]) == ("túi 500 g", KEYS) and left["why"]
    Offer.objects.all().delete()
    (row,) = lan.get(url).json()["results"]
    assert [(left["label"], left["why"]) for left in row["left_out"]] == [
        ("", "Chưa có cách bán nào: chị thêm cách bán, ví dụ túi 500 g.")
    ]


def test_a_photo_refused_by_one_channel_is_reported_for_it_alone(stall):  # noqa: F811
    stall.product.photo_links.all().delete()
    photo(stall.product, 400, 400)
    (row,) = client_of(stall.lan).get(f"{API}/product-channels/").json()["results"]
    assert [each["count"] for each in row["shown"]] == [1, 0, 0]
    assert [left["channels"] for left in row["left_out"]] == [["facebook", "tiktok"]]


def test_the_state_of_others_goods_is_visible_to_officers_alone(stall):  # noqa: F811
    url = f"{API}/product-channels/"
    names = {row["name"] for row in client_of(stall.thu).get(url).json()["results"]}
    assert names == {stall.product.name}
    hoa = client_of(stall.hoa)
    assert {row["name"] for row in hoa.get(url).json()["results"]} == {stall.other_product.name}
    assert hoa.get(f"{url}?producer={stall.producer.pk}").json()["results"] == []
    assert hoa.get(f"{url}addresses/{stall.producer.pk}/").status_code == 404
    assert client_of().get(url).status_code == 401
    (google, *_others) = client_of(stall.lan).get(f"{url}addresses/{stall.producer.pk}/").json()
    assert google["address"].endswith(f"/kenh/{stall.producer.slug}/google.xml")
    assert [row["key"] for row in hoa.get(f"{url}addresses/").json()] == KEYS


def test_product_channels_cost_the_same_at_one_and_three_products(stall, django_assert_max_num_queries):  # noqa: F811
    for number in range(2):
        stall.product.pk, stall.product.slug = None, f"man-{number}"
        stall.product.save()
    lan = client_of(stall.lan)
    lan.get(f"{API}/product-channels/")
    with django_assert_max_num_queries(16):
        assert lan.get(f"{API}/product-channels/").json()["count"] == 3


def test_sales_by_branch_are_sums_that_tell_of_nobody(shop):
    confirm_order(actor=shop.as_.lan, order=order_of(shop, 4))
    url = f"{API}/branch-sales/"
    data = client_of(shop.thu).get(url).json()
    # One seller: the row exists, its numbers are hidden.
    assert {(row["sellers"], row["orders"], row["money"]) for row in data["rows"]} <= {(None, None, None)}
    wrong = client_of(shop.thu).get(f"{url}?month=2026-13")
    assert (wrong.status_code, problems(wrong)) == (400, [("invalid", "month")])
    assert {client_of(shop.thu).get(f"{url}?branch={what}").status_code for what in ("x", "0", "999999")} == {
        404
    }
    assert {client_of(who).get(url).status_code for who in (shop.lan, shop.hoa)} == {404}
    assert client_of().get(url).status_code == 401
