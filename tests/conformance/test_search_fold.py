"""search.json: the words of the folded query are in the folded title of each expected hit, and of nothing else."""

import pytest

from backend.common.text import fold
from products.search.actions import refresh_card
from products.search.finding import find_cards
from products.search.product_query import ProductQuery
from products.search.spelling import vocabulary
from tests.factories.products import ListedProductFactory, ProducerFactory

pytestmark = pytest.mark.databases


def test_folded_queries_match_exactly_the_titles_of_the_cases(conformance_json):
    data = conformance_json("search.json")
    titles, cases = data["titles"], data["cases"]
    assert titles
    assert cases
    for case in cases:
        for query in (case["q"], case["q_nfd"]):
            words = set(fold(query).split())
            found = [title for title in titles if words <= set(fold(title).split())]
            assert found == case["expect"], query


@pytest.mark.django_db
def test_find_cards_answers_every_case(conformance_json):
    data = conformance_json("search.json")
    producer = ProducerFactory(name="Hộ chị Lan")
    for title in data["titles"]:
        product = ListedProductFactory(producer=producer, name=title)
        refresh_card(product=product)
    vocabulary.until = 0
    for case in data["cases"]:
        for query in (case["q"], case["q_nfd"]):
            assert [card.name for card in find_cards(ProductQuery(q=query)).cards] == case["expect"], query
