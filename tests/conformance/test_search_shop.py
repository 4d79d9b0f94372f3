"""search_shop.json: what buyers type, and what they find among the goods of the demo."""

import datetime as dt

import pytest
from django.utils import timezone

from backend.demo.data.goods import GOODS
from backend.demo.data.makers import MAKERS
from members.models import Unit
from products.models import ListingCard
from products.products.enums import ProductState
from products.search.actions import refresh_card
from products.search.spelling import vocabulary
from tests.factories.products import CertificateFactory, ListedProductFactory, ProducerFactory, make_unit
from tests.factories.traceability import LotFactory

pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.slow]


@pytest.fixture
def market(conformance_json):
    """The listed goods of the demo with their makers, communes, stars and the cases' lot; without pictures."""
    makers = {
        maker.key: ProducerFactory(
            name=maker.name,
            slug=maker.key,
            unit=Unit.objects.filter(code=maker.unit).first() or make_unit(maker.unit, f"Xã {maker.unit}"),
        )
        for maker in MAKERS
    }
    for number, good in enumerate(each for each in GOODS if each.state == ProductState.LISTED):
        product = ListedProductFactory(
            producer=makers[good.maker], name=good.name, slug=good.key, price=good.price, unit=good.unit, ocop_set=good.set,
            gtin=good.gtin or None, net_content=good.net, origin=good.origin, brand=good.brand, season_months=list(good.months),
            photos=0, listed_at=timezone.now() + dt.timedelta(seconds=number),
        )  # fmt: skip
        for paper in good.papers:
            if paper.stars and paper.is_verified:
                CertificateFactory(product=product, stars=paper.stars)
        if good.key == "man-say-deo":
            LotFactory(product=product, code="MSD2607-1")
        refresh_card(product=product)
    vocabulary.until = 0
    return conformance_json("search_shop.json")["cases"]


def test_every_case_finds_what_buyers_mean(market, client):
    cards = {card.name: card for card in ListingCard.objects.all()}
    assert market
    wrong = {}
    for case in market:
        page = client.get("/products/", {"q": case["q"]})
        found = [card.name for card in page.context["page"].rows]
        if not is_right(case, found, [cards[name] for name in found], page.text):
            wrong[case["q"]] = found
    assert wrong == {}


def is_right(case, found, cards, page):
    """Return True if the titles `found`, their cards and the page are what the case asks for."""
    return (
        (not case.get("first") or (bool(found) and found[0] in case["first"]))
        and set(case.get("include", ())) <= set(found)
        and not set(case.get("exclude", ())) & set(found)
        and ("only" not in case or found == case["only"])
        and (not case.get("empty") or (not found and "kinds-title" in page))
        and all(card.price < case.get("price_below", card.price + 1) for card in cards)
        and all(card.price >= case.get("price_from", 0) for card in cards)
        and all(card.stars == case.get("stars", card.stars) for card in cards)
        and (bool(found) or not {"price_below", "price_from", "stars"} & case.keys())
    )
