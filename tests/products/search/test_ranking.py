"""The page that explains how goods are ordered, compared with the list's order."""

from __future__ import annotations

import pytest
from django.db import connection
from django.urls import reverse

from backend.common.pagination import PER_PAGE
from products.models import ListingCard, Product
from products.search import ordering
from products.search.actions import count_stale_cards, refresh_card
from products.search.card_figures import rating_score
from products.search.product_query import PLACES, SORTS
from products.search.rows import COLUMNS, TABLES, order
from products.search.spelling import vocabulary
from tests.factories.products import ListedProductFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


def test_every_order_of_the_list_is_described_column_by_column(client, monkeypatch):
    page = client.get(reverse("products:ranking")).content.decode()
    for label, columns in SORTS.values():
        assert str(label) in page
        for column in columns:
            assert str(ordering.COLUMNS[column.removeprefix("-")][column.startswith("-")]) in page
    assert all(str(words) in page for words in PLACES)
    # It is generated from the data that the search orders by: another order, another page.
    monkeypatch.setitem(SORTS, "gia-tang", ("Giá lạ", ("-price",)))
    page = client.get(reverse("products:ranking")).content.decode()
    assert "Giá lạ" in page and page.count(str(ordering.COLUMNS["price"][1])) == 2


def listed(name: str, **columns: int) -> ListingCard:
    """List a product whose card was counted with `columns`."""
    product = ListedProductFactory(name=name, photos=0)
    refresh_card(product=product)
    count_stale_cards()
    ListingCard.objects.filter(product=product).update(**columns)
    vocabulary.until = 0
    return ListingCard.objects.get(product=product)


def names(client, **parameters) -> list[str]:
    return [card.name for card in client.get("/products/", parameters).context["page"].rows]


def test_one_praise_does_not_put_goods_before_those_with_many_good_reviews(client):
    reviews = {"Mận một khen": (1, 5), "Mận nhiều khen": (20, 96), "Mận chê": (4, 6), "Mận mới": (0, 0)}
    for name, (count, stars) in reviews.items():
        listed(name, rating_count=count, rating_sum=stars, rating_score=rating_score(count, stars))
    wanted = ["Mận nhiều khen", "Mận một khen", "Mận mới", "Mận chê"]
    assert names(client, xep="danh-gia") == wanted
    assert names(client, xep="danh-gia", q="mận") == wanted


def test_most_ordered_counts_orders_and_follows_filters_and_pages(client):
    for at in range(PER_PAGE + 2):
        listed(f"Mận {at}", order_count=at, stars=4 if at % 2 else 0)
    first, second = (names(client, xep="dat-nhieu", page=page) for page in (1, 2))
    assert first + second == [f"Mận {at}" for at in reversed(range(PER_PAGE + 2))]
    assert names(client, xep="dat-nhieu", q="mận", sao=4) == [
        f"Mận {at}" for at in reversed(range(PER_PAGE + 2)) if at % 2
    ]


def test_the_api_orders_as_the_list_does(client):
    listed("Mận một", order_count=1, rating_score=4000)
    listed("Mận hai", order_count=2, rating_score=3000)
    for key in SORTS:
        answer = client.get("/api/v1/products/", {"ordering": key}).json()
        assert [each["name"] for each in answer["results"]] == names(client, xep=key), key
    assert client.get("/api/v1/products/", {"ordering": "khac"}).status_code == 400
    assert {each["key"] for each in client.get("/api/v1/ranking/").json()} == set(SORTS)


@pytest.mark.slow  # some thousands of cards, so that a sort would cost more than an index
def test_postgresql_reads_each_order_from_an_index(client):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no statistics here")
    card = listed("Mận hậu")
    producer = card.product.producer
    products = [Product(producer=producer, name="Mận", slug=f"man-{at}") for at in range(3000)]
    Product.objects.bulk_create(products)
    fields = [field.name for field in ListingCard._meta.concrete_fields if not field.primary_key]
    same = {name: getattr(card, name) for name in fields if name != "slug"}
    ListingCard.objects.bulk_create(ListingCard(product=each, slug=each.slug, **same) for each in products)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE products_listingcard")
        for key in SORTS:
            cursor.execute(
                f"EXPLAIN SELECT {COLUMNS} FROM {TABLES} ORDER BY {order(key, 'c.')} LIMIT {PER_PAGE + 1}"
            )
            plan = "\n".join(row for (row,) in cursor.fetchall())
            assert "Index Scan" in plan and "Sort" not in plan, f"{key}: {plan}"
