"""Chips: facets of the list that one tap turns on or off."""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from backend.common.money import dong_words
from products.search.product_query import ProductQuery

# Between the three ranges of prices that a tap chooses, in đồng.
CHEAP, DEAR = 50_000, 200_000


def chip(query: ProductQuery, label: str, is_on: bool, **changes: Any) -> dict[str, Any]:
    return {"label": label, "is_on": is_on, "url": "?" + urlencode(query.parameters(**changes))}


def price_chips(query: ProductQuery) -> list[dict[str, Any]]:
    """Return the three ranges of prices; a tap on the chosen one takes it back."""
    chips = []
    for low, high, words in (
        (0, CHEAP, _("Đến %(high)s")),
        (CHEAP, DEAR, _("%(low)s đến %(high)s")),
        (DEAR, 0, _("Từ %(low)s")),
    ):
        is_on = (query.price_from, query.price_to) == (low, high)
        bounds = {"price_from": 0, "price_to": 0} if is_on else {"price_from": low, "price_to": high}
        label = words % {"low": dong_words(low), "high": dong_words(high)}
        chips.append(chip(query, label, is_on, **bounds))
    return chips


@lru_cache(maxsize=8)
def price_ways(language: str | None) -> str:
    """Return the HTML of the ranges of prices as ways into the list, for the landing page. Cached by language."""
    to_list = reverse("products:list")
    chips = [{**each, "url": to_list + each["url"]} for each in price_chips(ProductQuery())]
    return chips_html(_("Chọn theo giá"), chips)


def chips_html(label: str, chips: list[dict[str, Any]]) -> str:
    return render_to_string("products/search/public/chips.html", {"label": label, "chips": chips})
