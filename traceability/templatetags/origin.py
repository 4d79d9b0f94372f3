"""{% load origin %}: the few parts of the origin page that templates can't write themselves."""

from __future__ import annotations

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from members.enums import UnitKind
from members.models import Unit
from products.models import Photo
from products.templatetags.photos import photo_url as product_photo_url
from products.templatetags.photos import picture

register = template.Library()
register.simple_tag(product_photo_url, name="photo_url")


@register.simple_tag
def origin_photo(photo: Photo, alt: str) -> SafeString:
    """The page's one photo: 4:3, at most 25,000 bytes, asked for before anything else."""
    return picture(photo, "origin", alt, "photo", False)


@register.simple_tag
def portrait(photo: Photo) -> SafeString:
    return picture(photo, "mini", "", "", True)


@register.simple_tag
def place_options() -> SafeString:
    """Communes and wards a buyer may say she is in."""
    rows = Unit.objects.exclude(kind=UnitKind.PROVINCE).order_by("name").values_list("code", "name")
    return format_html_join("", '<option value="{}">{}</option>', rows)
