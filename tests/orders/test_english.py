"""Money and amounts in English pages; messages stay Vietnamese."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from orders.shops.enums import Payment
from orders.shops.presenters import words_of_fee
from tests.keyed import KeyedClient
from tests.orders.conftest import BUYER, order_of


@pytest.fixture
def reader() -> KeyedClient:
    return KeyedClient(headers={"accept-language": "en"})


def test_an_english_basket_and_order_write_money_in_english(shop, reader):
    reader.cookies["django_language"] = "en"
    reader.post(f"/gio-hang/them/{shop.bag.pk}/", {"count": "4"})
    page = reader.get("/gio-hang/").content.decode()
    assert "25,000 ₫/500 g bag × 4" in page and "130,000 ₫" in page and "000 đ" not in page
    order = order_of(shop, 4)
    page = reader.get(f"/don/{order.ref}/").content.decode()
    assert "130,000 ₫" in page and "130.000 đ" not in page
    reader.cookies["django_language"] = "vi"
    assert "130.000 đ" in reader.get(f"/don/{order.ref}/").content.decode()


def test_english_products_have_prices_and_amounts_in_english(shop, reader):
    reader.cookies["django_language"] = "en"
    page = reader.get("/products/man-hau/").content.decode()
    assert "25,000 ₫/500 g bag" in page and "25.000 đ" not in page
    page = reader.get("/products/").content.decode()
    assert "Up to 50,000 ₫" in page and "000 đ" not in page


def test_fees_and_amounts_follow_the_language_and_messages_do_not(shop):
    with override("en"):
        assert words_of_fee(30_000, None).endswith("30,000 ₫")
        assert shop.fish.amount_words(1_500) == "1,500 kg"
        guest = replace(BUYER, proven_phones=frozenset())
        order_of(shop, 4, buyer=guest, payment=Payment.TRANSFER)
    row = DBTaskResult.objects.get(task_path="backend.common.background.send_sms")
    assert "130.000 đ" in row.args_kwargs["kwargs"]["text"]
    assert words_of_fee(30_000, None).endswith("30.000 đ")
