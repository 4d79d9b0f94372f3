"""A product's card in another website: oEmbed 1.0 (oembed.com), type rich, whose HTML is one iframe."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html

from products.models import Product
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
    """The answer for `product`, within the size asked for (oEmbed 2.2), but not smaller than the card can be read."""
    width = max(LEAST_WIDTH, min(WIDTH, max_width or WIDTH))
    height = max(LEAST_HEIGHT, min(HEIGHT, max_height or HEIGHT))
    facts = share_facts(product)
    return {
        "version": "1.0",
        "type": "rich",
        "provider_name": "Piêu",
        "provider_url": settings.PUBLIC_ORIGIN,
        "title": facts.name,
        "author_name": facts.producer,
        "author_url": settings.PUBLIC_ORIGIN + reverse("products:shopfront", args=[product.producer_id]),
        "cache_age": CACHE_SECONDS,
        "thumbnail_url": picture_address(product, facts, "the"),
        "thumbnail_width": 1200,
        "thumbnail_height": 630,
        "html": embed_code(product, width=width, height=height),
        "width": width,
        "height": height,
    }
