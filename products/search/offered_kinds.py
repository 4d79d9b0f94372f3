"""Ways into the list by kind of goods, from the words of the search."""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import urlencode

from django.template.loader import render_to_string

from products.search.product_query import ProductQuery
from products.search.spelling import vocabulary
from products.search.word_list import word_list


def offered_kinds(language: str | None) -> list[dict[str, str]]:
    """Return label, icon and url (from "?" on) of each kind of which there were goods, in the order of the file.

    Costs no query while the process knows the words of the cards (spelling.py).
    """
    return _offered(language, is_by_season=False)


def ways_in(language: str | None) -> str:
    """Return the HTML of the row of kinds, for home and list; empty without goods. Cached by its kinds.

    Fruit leads to what is in season.
    """
    return _ways(language, tuple(tuple(link.values()) for link in _offered(language, is_by_season=True)))


def _offered(language: str | None, *, is_by_season: bool) -> list[dict[str, str]]:
    vocabulary.refresh()
    return [link for token, link in _links(language, is_by_season) if vocabulary.has(token)]


@lru_cache(maxsize=64)
def _ways(language: str | None, kinds: tuple[tuple[str, ...], ...]) -> str:
    rows = [dict(zip(("label", "icon", "url"), kind, strict=True)) for kind in kinds]
    return render_to_string("products/search/public/ways.html", {"kinds": rows}) if rows else ""


@cache
def _links(language: str | None, is_by_season: bool) -> list[tuple[str, dict[str, str]]]:
    return [
        (
            kind.token,
            {
                "label": kind.season_label(language) if is_by_season else kind.label(language),
                "icon": kind.icon,
                "url": "?"
                + urlencode(
                    ProductQuery(
                        q=kind.words[0], in_season=is_by_season and bool(kind.season_name)
                    ).parameters()
                ),
            },
        )
        for kind in word_list().kinds
        if kind.is_offered
    ]
