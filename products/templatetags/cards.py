"""{% load cards %}: the list's cards and options, rendered directly from their rows.

A list page has 24 cards and a hundred options. As templates they were half of its cost (bench/list.py).
"""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache, lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from backend.common.money import format_dong
from backend.common.units import format_number, label_words, unit_name
from backend.theme.templatetags.theme import icon
from products.models import Photo
from products.search.enums import Supply
from products.search.rows import CardRow
from products.templatetags.goods import goods_name
from products.templatetags.photos import picture

register = template.Library()


@cache
def _address(language: str | None) -> tuple[str, str]:
    """Return the text before and after the slug in a product's address."""
    before, _mark, after = reverse("products:detail", args=["slug-here"]).partition("slug-here")
    return before, after


@cache
def _stars(stars: int, language: str | None) -> SafeString:
    words = _("OCOP %(stars)s sao") % {"stars": stars}
    return format_html(
        '<div><span class="badge badge--stars">{}<span>{}</span></span></div>', icon("star"), words
    )


@lru_cache(maxsize=256)
def _unit(unit: str, language: str | None) -> str:
    return unit_name(unit)


@lru_cache(maxsize=256)
def _rating(count: int, stars: int, language: str | None) -> SafeString:
    reviews = ngettext("%(count)s đánh giá", "%(count)s đánh giá", count) % {"count": format_number(count)}
    points = format_number(Decimal(stars * 10 // count) / 10)
    return format_html(
        '<p class="card__rating">{}<b>{}</b><span class="visually-hidden">{}</span> <span>· {}</span></p>',
        icon("star", "small"),
        points,
        _("trên 5 sao,"),
        reviews,
    )


@cache
def _supply(supply: int, language: str | None) -> str:
    """Return the badge of goods of which little or nothing is left; empty for others."""
    if supply == Supply.LOW:
        return format_html('<p class="card__supply badge badge--attention">{}</p>', _("Còn ít"))
    if supply == Supply.OUT:
        return format_html('<p class="card__supply badge">{}</p>', _("Hết hàng"))
    return ""


@lru_cache(maxsize=256)
def _least(least: str, language: str | None) -> str:
    words = _("đặt ít nhất %(amount)s") % {"amount": label_words(least)}
    return f'<p class="card__least">{escape(words)}</p>'


@lru_cache(maxsize=4096)
def _card(card: CardRow, lazy: bool, language: str | None) -> SafeString:
    """Return a card's HTML, cached by its row, which has all its content."""
    before, after = _address(language)
    photo = None
    if card.photo_variants is not None:
        variants = json.loads(card.photo_variants)
        photo = Photo(key=UUID(str(card.photo_key)), variants=variants, alt=card.photo_alt or "")
    is_out = " card--out" if card.supply == Supply.OUT else ""
    unit = _unit(card.unit, language)
    per = f"<span>/{escape(card.size or unit)}</span>" if unit else ""
    # Every column is plain text, so `escape` equals conditional_escape.
    return mark_safe(
        f'<li class="card{is_out}">{picture(photo, "thumb", "", "card__photo", lazy)}<div class="card__body">'
        f'<h3 class="card__title"><a href="{before}{escape(card.slug)}{after}">{goods_name(card)}</a></h3>'
        f'<p class="card__price"><b>{format_dong(card.price)}</b>{per}</p>'
        f"{_least(card.least, language) if card.least else ''}"
        f'<p class="card__meta">{escape(card.commune_name)}</p>'
        f"{_rating(card.rating_count, card.rating_sum, language) if card.rating_count else ''}"
        f"{_stars(card.stars, language) if card.stars else ''}"
        f"{_supply(card.supply, language)}</div></li>"
    )


@register.simple_tag
def product_card(card: CardRow, lazy: bool = True) -> SafeString:
    """Render a card: photo, name, price and size, commune, reviews, OCOP stars, and whether little is left.

    Set `lazy` False for cards above the fold.
    """
    return _card(card, lazy, get_language())


@register.simple_tag
def product_cards(cards: list[CardRow]) -> SafeString:
    """Render the cards of a page; the first four are above the fold."""
    language = get_language()
    return mark_safe("".join([_card(card, at >= 4, language) for at, card in enumerate(cards)]))


@lru_cache(maxsize=64)
def _options(pairs: tuple[tuple[Any, str], ...]) -> str:
    return "".join(f'<option value="{escape(str(value))}">{escape(words)}</option>' for value, words in pairs)


@register.simple_tag
def options(pairs: tuple[tuple[Any, str], ...], chosen: object = "") -> SafeString:
    """Render <option> elements of (value, text) pairs; the one with the value `chosen` is selected.

    The texts must already be in the page's language.
    """
    mark = f'value="{escape(str(chosen))}"'
    return mark_safe(_options(pairs).replace(f"{mark}>", f"{mark} selected>", 1))
