"""A product's card for other websites: oEmbed 1.0 (oembed.com), type rich; its HTML is one iframe."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html

from products.models import Product
from products.share.drawing import LAYOUTS
from products.share.facts import picture_address, share_facts

WIDTH, HEIGHT = 480, 216
LEAST_WIDTH, LEAST_HEIGHT = 240, 150
# A website may cache the answer for this time; the iframe always shows current content.
CACHE_SECONDS = 3600


def product_at(url: str) -> Product | None:
    """Return the public product with the page `url` of this site; None for every other URL."""
    try:
        parts = urlsplit(url)
    except ValueError:  # not a valid URL
        return None
    ours = urlsplit(settings.PUBLIC_ORIGIN)
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != ours.netloc.lower():
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return None
    if found.view_name != "products:detail":
        return None
    public = Product.objects.public().select_related("producer__unit__parent")
    return public.filter(slug=found.kwargs["slug"]).first()


def embed_address(product: Product) -> str:
    return settings.PUBLIC_ORIGIN + reverse("products:embed", args=[product.slug])


def embed_code(product: Product, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """Return an iframe with the product's card, as HTML to paste.

    It works without a script and sets no cookie.
    """
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"></iframe>',
        embed_address(product),
        width,
        height,
        product.name,
    )


def oembed_of(product: Product, *, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    """Return the oEmbed answer for `product`, within the requested size in pixels (oEmbed 2.2).

    Its type is "link" if the card would be unreadable at that size, else "rich". Sizes of 0 or below are
    ignored.
    """
    width = min(WIDTH, max_width if max_width and max_width > 0 else WIDTH)
    height = min(HEIGHT, max_height if max_height and max_height > 0 else HEIGHT)
    facts = share_facts(product)
    answer: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "provider_name": "Piêu",
        "provider_url": settings.PUBLIC_ORIGIN,
        "title": facts.name,
        "author_name": facts.producer,
        "author_url": settings.PUBLIC_ORIGIN + reverse("products:shopfront", args=[product.producer_id]),
        "cache_age": CACHE_SECONDS,
    }
    card = LAYOUTS["the"]
    if card.width <= (max_width or card.width) and card.height <= (max_height or card.height):
        answer |= {
            "thumbnail_url": picture_address(product, facts, card.name),
            "thumbnail_width": card.width,
            "thumbnail_height": card.height,
        }
    if width >= LEAST_WIDTH and height >= LEAST_HEIGHT:
        html = embed_code(product, width=width, height=height)
        answer |= {"type": "rich", "html": html, "width": width, "height": height}
    return answer
