"""The page that explains how goods are ordered, compared with the list's order."""

from __future__ import annotations

import pytest
from django.urls import reverse

from products.search.ordering import COLUMNS
from products.search.product_query import PLACES, SORTS

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_every_order_of_the_list_is_described_column_by_column(client, monkeypatch):
    page = client.get(reverse("products:ranking")).content.decode()
    for label, columns in SORTS.values():
        assert str(label) in page
        for column in columns:
            assert str(COLUMNS[column.removeprefix("-")][column.startswith("-")]) in page
    assert all(str(words) in page for words in PLACES)
    # It is generated from the data that the search orders by: another order, another page.
    monkeypatch.setitem(SORTS, "gia-tang", ("Giá lạ", ("-price",)))
    page = client.get(reverse("products:ranking")).content.decode()
    assert "Giá lạ" in page and page.count(str(COLUMNS["price"][1])) == 2
