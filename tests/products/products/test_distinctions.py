"""What tells products of one name apart: the first attribute that differs between all of them."""

from __future__ import annotations

import pytest

from products.products.distinctions import distinct_names, distinctions
from tests.factories.products import ProducerFactory, ProductFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"net_content": "500 g"}, {"net_content": "1 kg"}, ["500 g", "1 kg"]),
        ({"net_content": "500 g"}, {"net_content": "500 g", "price": 50_000}, ["45.000 đ/kg", "50.000 đ/kg"]),
        ({"specification": "cỡ to"}, {"specification": "cỡ nhỏ"}, ["cỡ to", "cỡ nhỏ"]),
    ],
    ids=["content", "price", "specification"],
)
def test_products_of_one_name_are_told_apart_by_what_differs(first, second, words):
    producer = ProducerFactory()
    fields = {"producer": producer, "price": 45_000, "unit": "kg", "net_content": "", "specification": ""}
    twins = [
        ProductFactory(**fields | {"name": name} | own)
        for name, own in (("Mận sấy", first), ("mận sấy", second))
    ]
    other = ProductFactory(**fields | {"name": "Mơ ngâm"})
    assert list(distinctions([*twins, other]).values()) == words
    assert distinct_names([*twins, other])[other.pk] == "Mơ ngâm"
    assert distinct_names([*twins, other])[twins[0].pk] == f"Mận sấy ({words[0]})"


def test_twins_without_any_difference_get_their_numbers():
    producer = ProducerFactory()
    twins = [ProductFactory(producer=producer, name="Mận sấy", price=45_000, unit="kg") for _twin in range(2)]
    found = distinctions(twins)
    assert [f"số {product.pk}" in found[product.pk] for product in twins] == [True, True]
