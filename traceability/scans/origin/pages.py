"""The lot's page, rendered once and kept compressed in each process.

A page is the same for all labels of its lot but for the verdict strip. What comes before and after the strip is deflated once
(compressed.py); an answer sets the label's strip between them.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections import OrderedDict
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation

from products.models import Product
from products.producers.rules import shows_portrait
from products.products.enums import ProductState
from traceability.models import CodeLink, ELabel, Lot, Passport
from traceability.scans.leads import PARAMETER, lead_of
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.compressed import Part, part
from traceability.scans.origin.facts import consumer_rows, facts_of, facts_without_lot
from traceability.scans.origin.listed import shown, shown_product
from traceability.scans.origin.publishing import lacks_of, named, publish_if_whole

STRIP_MARK = "@@STRIP@@"
# A page that stands in a process's memory is made anew after this long even where nobody said that something changed, such as
# a consent withdrawn. What changes by the day is in its key, and a recall or a new fact has a version of its own.
KEEP_SECONDS = 300
KEEP_PAGES = 600


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page cut at the strip. `tag` tells its words from any others', for an ETag."""

    head: Part
    tail: Part
    tag: str


def cut(html: str) -> Page:
    head, _, tail = html.partition(STRIP_MARK)
    tag = hashlib.blake2b(html.encode(), digest_size=9).digest()
    return Page(part(head), part(tail), base64.urlsafe_b64encode(tag).decode())


@lru_cache(maxsize=1)
def inline_css() -> str:
    """The origin page's own CSS without comments and needless space: one round trip less than a file of its own."""
    css = (Path(__file__).parent / "origin.css").read_text()
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


@lru_cache(maxsize=1)
def csp_header() -> str:
    """Only this page's own style, by its hash, so that a shared cache may keep page and header together.

    Under an earlier name of the site pictures and voices are sent on to today's, so they may come from there, too.
    """
    digest = base64.b64encode(hashlib.sha256(inline_css().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self' data: {settings.PUBLIC_ORIGIN}; "
        f"media-src 'self' {settings.PUBLIC_ORIGIN}; script-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


_kept: OrderedDict[tuple, tuple[float, Page]] = OrderedDict()
_lock = Lock()


def lot_page(lot_id: int, page_version: int, facts_version: int, language: str) -> Page:
    """The page of a lot in `language`; what it says is published in the ledger before it is first served, if it is (publishing.py)."""
    key = (lot_id, page_version, facts_version, language, timezone.localdate())
    now = time.monotonic()
    kept = _kept.get(key)
    if kept is not None and kept[0] > now:
        return kept[1]
    page = cut(render_lot(lot_id, language))
    with _lock:
        _kept[key] = (now + KEEP_SECONDS, page)
        _kept.move_to_end(key)
        while len(_kept) > KEEP_PAGES:
            _kept.popitem(last=False)
    return page


def forget_pages() -> None:
    """Empty this process's memory of pages (tests, and a change of templates)."""
    with _lock:
        _kept.clear()


def links_on_page(lot: Lot) -> list[CodeLink]:
    """What producers added to the codes of the lot and its product, for today; the page's address does it in other words."""
    today = timezone.localdate()
    rows = CodeLink.objects.standing().filter(Q(lot=None) | Q(lot=lot), product=lot.product_id)
    return [row for row in rows if row.is_shown(today)]


def render_lot(lot_id: int, language: str) -> str:
    lot = (
        Lot.objects.select_related(
            "place",
            "product__producer__unit__parent",
            "product__producer__portrait",
            "product__producer__branch",
            "product__producer__verified_by",
        )
        .annotate(
            # Also one that was switched off: labels that were printed as e-labels lead here (Art. 52(6)).
            has_e_label=Exists(ELabel.objects.filter(product=OuterRef("product"))),
            has_passport=Exists(Passport.objects.filter(lot=OuterRef("pk"), erased_at=None)),
        )
        .get(pk=lot_id)
    )
    with translation.override(settings.LANGUAGE_CODE):
        said = shown(lot)
        facts = facts_of(lot, said)
        lacks = lacks_of(lot, said)
        version = publish_if_whole(lot, facts, lacks)
    with translation.override(language):
        return render_to_string(
            "traceability/scans/origin/page.html",
            {
                "lot": lot,
                "product": lot.product,
                "producer": lot.product.producer,
                "shows_portrait": shows_portrait(lot.product.producer),
                "photo": said.photo,
                "path": origin_path(lot),
                "facts": facts,
                "version": version,
                "lacks": named(lacks),
                "consumer_rows": consumer_rows(facts, has_photo=said.photo is not None),
                "links": links_on_page(lot),
                "language": language,
                "css": inline_css(),
                "strip_mark": STRIP_MARK,
                "lead": f"{PARAMETER}={lead_of(lot.pk)}",
                "origin": settings.PUBLIC_ORIGIN,
                "DEMO": settings.PIEU_DEMO,
            },
        )


def product_page(product_id: int, language: str) -> Page:
    """The page of a product that was listed and has no lot yet. Made anew each time: nobody prints labels of such a one."""
    product = Product.objects.select_related(
        "producer__unit__parent", "producer__portrait", "producer__branch", "producer__verified_by"
    ).get(pk=product_id)
    today = timezone.localdate()
    rows = CodeLink.objects.standing().filter(lot=None, product=product_id)
    with translation.override(settings.LANGUAGE_CODE):
        said = shown_product(product)
        facts = facts_without_lot(product, said)
    with translation.override(language):
        html = render_to_string(
            "traceability/scans/origin/no_lot.html",
            {
                "product": product,
                "producer": product.producer,
                "is_listed": product.state == ProductState.LISTED,
                "shows_portrait": shows_portrait(product.producer),
                "photo": said.photo,
                "facts": facts,
                "consumer_rows": consumer_rows(facts, has_photo=said.photo is not None),
                "links": [row for row in rows if row.is_shown(today)],
                "language": language,
                "css": inline_css(),
                "strip_mark": STRIP_MARK,
                "origin": settings.PUBLIC_ORIGIN,
                "DEMO": settings.PIEU_DEMO,
            },
        )
    return cut(html)
