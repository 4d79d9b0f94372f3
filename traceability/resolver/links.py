"""The links of a code by level: its own (label or lot), then less exact ones, up to the product.

Producers' links and the product's name are read once per version of a lot and cached in the process, like its
page. Any change of either gives the lot's page another version.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from products.models import Product
from traceability.gs1.digital_link import Code
from traceability.models import CodeLink, Lot
from traceability.resolver.recalls import recall_links
from traceability.resolver.targets import Link, page_url, url_of
from traceability.scans.origin.content import content_without_lot, product_content
from traceability.scans.origin.lookup import Found

DEFAULT, DEFAULT_MULTI = "defaultLink", "defaultLinkMulti"
TRACEABILITY, PRODUCT_PAGE, PASSPORT = "traceability", "pip", "dpp"
KEEP_SECONDS, KEEP_LOTS = 300, 2_000


@dataclass(frozen=True, slots=True)
class Level:
    """Links of one object: `anchor` is the URL that they belong to, `description` its name."""

    anchor: str
    description: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """Cached data of a lot: its product's name and slug, and the links of both that are active today."""

    product_name: str
    product_slug: str
    of_lot: tuple[Link, ...]
    of_product: tuple[Link, ...]


_cache: OrderedDict[tuple[int, int, int, date], tuple[float, Added]] = OrderedDict()
_lock = Lock()


def added_to(found: Found) -> Added:
    today = timezone.localdate()
    key = (found.lot_id, found.page_version, found.facts_version, today)
    now = time.monotonic()
    cached = _cache.get(key)
    if cached is not None and cached[0] > now:
        return cached[1]
    added = _read(found.lot_id, today)
    with _lock:
        _cache[key] = (now + KEEP_SECONDS, added)
        _cache.move_to_end(key)
        while len(_cache) > KEEP_LOTS:
            _cache.popitem(last=False)
    return added


def forget_links() -> None:
    """Clear this process's cache (tests)."""
    with _lock:
        _cache.clear()


def levels_of(code: Code, found: Found) -> list[Level]:
    """Return the levels of `code`, nearest first.

    Only the first has the default link, which leads to the page of `code` itself.
    """
    from_recalls = recall_links(code, found)
    added = added_to(found)
    with translation.override(settings.LANGUAGE_CODE):
        names_lot = found.names_lot or code.serial is not None
        lot = replace(code, lot=found.lot_code, serial=None)
        product = replace(code, lot=None, serial=None)
        lot_words = _("%(product)s, lô %(lot)s") % {"product": added.product_name, "lot": found.lot_code}
        levels = []
        if code.serial:
            label_words = _("%(lot)s, một con tem") % {"lot": lot_words}
            levels.append(Level(url_of(code), label_words, (*_pages(code, label_words), *from_recalls)))
        if names_lot:
            own = () if code.serial else (*_pages(code, lot_words), *from_recalls)
            anchor = url_of(lot if code.serial else code)
            levels.append(Level(anchor, lot_words, (*own, *added.of_lot)))
        own = () if names_lot else (*_defaults(product, added.product_name), *from_recalls)
        levels.append(
            Level(
                url_of(product), added.product_name, (*own, *_product_page(product, added), *added.of_product)
            )
        )
    return _without_hidden(levels)


def levels_of_product(code: Code, product_id: int) -> list[Level]:
    """Return the only level of a product without any lot; not cached."""
    product = Product.objects.select_related("producer").get(pk=product_id)
    today = timezone.localdate()
    rows = CodeLink.objects.standing().filter(product=product, lot=None)
    with translation.override(settings.LANGUAGE_CODE):
        name = content_without_lot(product).name
        added = Added(
            product_name=name,
            product_slug=_slug(product),
            of_lot=(),
            of_product=tuple(_link(row) for row in rows if row.is_active_on(today)),
        )
        own = (*_defaults(code, name), *_product_page(code, added))
    return _without_hidden([Level(url_of(code), name, (*own, *added.of_product))])


def _slug(product: Product) -> str:
    return (product.slug or "") if product.is_public else ""


def _pages(code: Code, words: str) -> tuple[Link, ...]:
    """Return links to the page of `code`, as default and as origin information, in each language."""
    return (
        *_defaults(code, words),
        *(
            Link(TRACEABILITY, href, words, media_type="text/html", languages=(language,))
            for language, href in _by_language(code)
        ),
    )


def _defaults(code: Code, words: str) -> tuple[Link, ...]:
    """Return one default without attributes, and one for each language."""
    return (
        Link(DEFAULT, page_url(code), words),
        *(Link(DEFAULT_MULTI, href, words, languages=(language,)) for language, href in _by_language(code)),
    )


def _by_language(code: Code) -> list[tuple[str, str]]:
    url = page_url(code)
    return [
        (language, url if language == settings.LANGUAGE_CODE else f"{url}?lang={language}")
        for language, _name in settings.LANGUAGES
    ]


def _product_page(code: Code, added: Added) -> tuple[Link, ...]:
    """Return the product's page if it is listed, else the page of its code."""
    if added.product_slug:
        href = settings.PUBLIC_ORIGIN + reverse("products:detail", args=[added.product_slug])
    else:
        href = page_url(code)
    return (
        Link(
            PRODUCT_PAGE,
            href,
            added.product_name,
            media_type="text/html",
            languages=(settings.LANGUAGE_CODE,),
        ),
    )


def _without_hidden(levels: list[Level]) -> list[Level]:
    kinds: set[tuple] = set()
    visible = []
    for level in levels:
        visible.append(replace(level, links=tuple(link for link in level.links if link.kind not in kinds)))
        kinds.update(link.kind for link in level.links)
    return visible


def _read(lot_id: int, today: date) -> Added:
    lot = Lot.objects.select_related("product__producer").get(pk=lot_id)
    product = lot.product
    rows = [row for row in CodeLink.objects.standing().filter(product=product) if row.is_active_on(today)]
    with translation.override(settings.LANGUAGE_CODE):
        name = product_content(lot).name
    return Added(
        product_name=name,
        product_slug=_slug(product),
        of_lot=(*_passport(lot), *(_link(row) for row in rows if row.lot_id == lot.pk)),
        of_product=tuple(_link(row) for row in rows if row.lot_id is None),
    )


def _passport(lot: Lot) -> tuple[Link, ...]:
    """Return links to the digital product passport of `lot` in its three forms; empty if it has none."""
    if not lot.passports.filter(erased_at=None).exists():
        return ()
    with translation.override(settings.LANGUAGE_CODE):
        words = _("Hộ chiếu số của lô %(lot)s") % {"lot": lot.code}
    return tuple(
        Link(
            PASSPORT,
            settings.PUBLIC_ORIGIN + reverse(f"traceability:{name}", args=[lot.pk]),
            words,
            media_type=media_type,
            languages=(settings.LANGUAGE_CODE,),
        )
        for name, media_type in (
            ("passport", "text/html"),
            ("passport-data", "application/ld+json"),
            ("passport-file", "application/pdf"),
        )
    )


def _link(row: CodeLink) -> Link:
    return Link(
        row.link_type,
        row.url,
        row.title,
        media_type=row.media_type,
        languages=(row.language,) if row.language else (),
        contexts=(row.country,) if row.country else (),
    )
