"""A product's card in another website: oEmbed 1.0 (oembed.com), type rich, whose HTML is one iframe."""

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
# A website may keep the answer that long; what the iframe shows is of the moment.
CACHE_SECONDS = 3600


def product_at(url: str) -> Product | None:
    """The listed product whose page is at `url`, an address of this site; None for every other."""
    try:
        parts = urlsplit(url)
    except ValueError:  # no address at all
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
    listed = Product.objects.listed().select_related("producer__unit__parent")
    return listed.filter(slug=found.kwargs["slug"]).first()


def embed_address(product: Product) -> str:
    return settings.PUBLIC_ORIGIN + reverse("products:embed", args=[product.slug])


def embed_code(product: Product, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The iframe as HTML to paste; it works without a script and sets no cookie."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" frameborder="0"></iframe>',
        embed_address(product),
        width,
        height,
        product.name,
    )


def oembed_of(product: Product, *, max_width: int | None, max_height: int | None) -> dict[str, Any]:
    """The answer for `product`, within the size asked for (oEmbed 2.2); a link where the card couldn't be read in it.

    Sizes that are none (0, below it) are not asked for.
    """
    width = min(WIDTH, max_width if max_width and max_width > 0 else WIDTH)
    height = min(HEIGHT, max_height if max_height and max_height > 0 else HEIGHT)
    facts = share_facts(product)
    said: dict[str, Any] = {
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
        said |= {
            "thumbnail_url": picture_address(product, facts, card.name),
            "thumbnail_width": card.width,
            "thumbnail_height": card.height,
        }
    if width >= LEAST_WIDTH and height >= LEAST_HEIGHT:
        html = embed_code(product, width=width, height=height)
        said |= {"type": "rich", "html": html, "width": width, "height": height}
    return said
