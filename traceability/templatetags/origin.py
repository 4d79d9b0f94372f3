"""{% load origin %}: the few parts of the origin page that templates can't write themselves."""

from __future__ import annotations

import re

from django import template
from django.conf import settings
from django.template import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from backend.common.text import name_key
from members.branches.enums import UnitKind
from members.models import Unit
from products.models import Photo
from products.templatetags.photos import photo_url as product_photo_url
from products.templatetags.photos import picture
from traceability.lots.enums import Claim
from traceability.models import Lot
from traceability.scans.origin.content import name_of

register = template.Library()
register.simple_tag(product_photo_url, name="photo_url")


@register.filter
def public_name(lot: Lot) -> str:
    """Return the name that the lot's product had when an officer last listed it."""
    return name_of(lot)


@register.filter
def claim_kind(claim: str) -> Claim:
    """Return the Claim with the value `claim`; SELF for any other text."""
    return Claim(claim) if claim in Claim.values else Claim.SELF


@register.simple_tag(takes_context=True)
def language_query(context: Context, start: str = "?") -> str:
    """Return the query that keeps the reader's language in a link; empty in Vietnamese, the first language.

    Args:
        start: "&" in a link that has other parameters.
    """
    language = context["language"]
    return "" if language == settings.LANGUAGE_CODE else f"{start}lang={language}"


_TIMES = re.compile(r"\((\d+) lần\)")


@register.filter
def house_words(published: str) -> str:
    """Translate a published Vietnamese text that Piêu itself wrote into the reader's language.

    Such texts are names of steps, kinds of papers, and numbers of times.
    """
    if not published:
        return ""
    return _TIMES.sub(lambda times: f"({_('%(count)d lần') % {'count': int(times[1])}})", _(published))


@register.simple_tag
def origin_photo(photo: Photo, alt: str) -> SafeString:
    """Render the page's only photo: 4:3, at most 25,000 bytes, loaded before anything else."""
    return picture(photo, "origin", alt, "photo", False)


@register.simple_tag
def portrait(photo: Photo) -> SafeString:
    return picture(photo, "mini", "", "", True)


@register.simple_tag
def place_options() -> SafeString:
    """Render the places that a buyer can state: the known communes and wards, and the other provinces."""
    rows = sorted(
        Unit.objects.values_list("code", "name", "kind", "parent__name"), key=lambda row: name_key(row[1])
    )
    near: dict[str, list[tuple[int, str]]] = {}
    for code, name, kind, province in rows:
        if kind != UnitKind.PROVINCE:
            near.setdefault(province or "", []).append((code, name))
    far = [
        (code, name) for code, name, kind, _province in rows if kind == UnitKind.PROVINCE and name not in near
    ]
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (label, format_html_join("", '<option value="{}">{}</option>', units))
            for label, units in [*near.items(), (_("Tỉnh, thành khác"), far)]
            if units
        ),
    )
