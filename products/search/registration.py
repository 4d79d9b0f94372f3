"""Register the public list: its cards on the landing page, their audit, and the job that renews them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from backend.common import slots
from backend.common.clock import every
from backend.ledger import auditing
from members.acting import ActorRequest
from products.search.actions import count_stale_cards, refresh_expired_cards, refresh_old_texts
from products.search.auditing import compare_cards
from products.search.chips import price_ways
from products.search.finding import find_cards
from products.search.offered_kinds import ways_in
from products.search.product_query import ProductQuery
from products.search.stories import household_story
from products.search.word_list import word_list


def register() -> None:
    """Register search's slots, audits and clock jobs. Called once, when Django starts.

    Raises ImproperlyConfigured if the words of the search can't be read.
    """
    word_list()
    auditing.register("cards of the list", compare_cards)
    every(minutes=1, name="listing_cards.refresh_expired")(refresh_expired_cards)
    every(minutes=1, name="listing_cards.refresh_old_texts")(refresh_old_texts)
    every(minutes=1, name="listing_cards.count_stale")(count_stale_cards)
    slots.register(
        "footer",
        "ranking",
        template="products/search/slots/footer_ranking.html",
        context=way_to_ranking,
        order=30,
    )
    slots.register(
        "home.products",
        "products",
        template="products/search/slots/home_products.html",
        context=newest_cards,
        order=20,
    )
    slots.register(
        "home.products",
        "story",
        template="products/search/slots/home_story.html",
        context=story_on_home,
        order=30,
    )


def newest_cards(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return six products in season for the landing page; the newest ones if none is in season.

    Returns None without any product.
    """
    season = find_cards(ProductQuery(in_season=True)).cards[:6]
    cards = season or find_cards(ProductQuery()).cards[:6]
    if not cards:
        return None
    return {
        "cards": cards,
        "is_season": bool(season),
        "ways": ways_in(get_language()),
        "prices": price_ways(get_language()),
    }


def story_on_home(request: ActorRequest, **kw: Any) -> dict[str, Any] | None:
    """Return one household's story for the landing page; None without any."""
    story = household_story()
    return {"producer": story.producer, "photo": story.photo} if story else None


def way_to_ranking(request: Any, **kw: Any) -> dict[str, Any]:
    return {}
