"""{% load photos %}: pictures in the size that a page needs, with their space reserved while they load."""

from __future__ import annotations

from functools import cache
from html import escape
from uuid import UUID

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from products.models import Photo
from products.photos.images import sizes as images

register = template.Library()
TYPES = (("avif", "image/avif"), ("webp", "image/webp"))
FIRST_MADE = str(min(images.SIZES))


@cache
def _stem() -> str:
    return reverse("products:photo", args=[UUID(int=0), "x"]).partition(str(UUID(int=0)))[0]


def photo_path(photo: Photo, variant: str) -> str:
    """Return the path of a photo's `variant`, without resolving the URL pattern for each picture.

    A page may have a hundred pictures.
    """
    return f"{_stem()}{photo.key}/{variant}"


@cache
def _placeholder() -> str:
    return escape(static("theme/img/placeholder.svg"))


@register.simple_tag
def photo_url(photo: Photo | None, variant: str) -> str:
    """Return the address of `variant` ("og.jpg", "640.webp"), or of the placeholder until it is made."""
    if photo is None or variant not in photo.variants:
        return static("theme/img/placeholder.svg")
    return photo_path(photo, variant)


@register.simple_tag
def picture(photo: Photo | None, name: str, alt: str = "", css: str = "", lazy: bool = True) -> SafeString:
    """Render a <picture> of the variants `name`.avif, .webp and .jpg. Without a photo, render a placeholder.

    Set `lazy` False for the one picture at the top of a page.
    """
    variants = photo.variants if photo is not None else {}
    if f"{name}.jpg" not in variants:
        name = FIRST_MADE  # the only size until the task has made the others
    best = variants.get(f"{name}.jpg")
    css = f' class="{escape(css)}"' if css else ""
    if photo is None or best is None:
        return mark_safe(f'<img{css} src="{_placeholder()}" width="640" height="480" alt="{escape(alt)}">')
    sources = "".join(
        f'<source type="{kind}" srcset="{photo_path(photo, f"{name}.{ending}")}">'
        for ending, kind in TYPES
        if f"{name}.{ending}" in variants
    )
    loading = ' loading="lazy" decoding="async"' if lazy else ' fetchpriority="high"'
    return mark_safe(
        f'<picture>{sources}<img{css} src="{photo_path(photo, f"{name}.jpg")}" width="{best["width"]}"'
        f' height="{best["height"]}" alt="{escape(alt or photo.alt)}"{loading}></picture>'
    )
