"""The lot's page, rendered once and cached compressed in each process.

All labels of a lot share a page, except for the verdict strip. The text before and after the strip is
deflated once (compression.py); a response inserts the label's strip between them.
"""

from __future__ import annotations

import base64
import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from backend.law.citing.presenters import cited_law, named_law
from products.models import Product
from products.producers.rules import shows_portrait
from traceability import ports
from traceability.events.enums import EventKind
from traceability.models import CodeLink, ELabel, Lot, Passport
from traceability.scans.leads import PARAMETER, lead_of
from traceability.scans.origin.addresses import origin_path
from traceability.scans.origin.compression import Part, part
from traceability.scans.origin.content import content_without_lot, product_content
from traceability.scans.origin.facts import consumer_rows, facts_of, facts_without_lot, first_days
from traceability.scans.origin.lookup import Found
from traceability.scans.origin.publishing import lacks_of, named, publish_if_complete
from traceability.scans.origin.structured_data import json_ld

# Comments: text of sellers is escaped, so it can't contain them.
STRIP_MARK = mark_safe("<!--strip-->")
# Before and after the link to order: the page of a recalled or copied label has none.
BUY_MARK = mark_safe("<!--buy-->")
# A cached page is rendered again after this time even if nobody reported a change, such as a withdrawn
# consent. Content that changes by the day is in its key, and a recall or a new fact has a version of its own.
KEEP_SECONDS = 300
KEEP_PAGES = 600
# The least that the national portal shows to consumers; the page has it, too.
PORTAL_CONTENT = "37/2026/NĐ-CP 23(7)"
# Steps of cartons and pallets, which matter to carriers more than to buyers.
CARTON_KINDS = (EventKind.BOXING, EventKind.UNBOXING)


@dataclass(frozen=True, slots=True)
class Page:
    """A rendered page split at the strip and around the link to order. `tag` identifies its text, for an ETag."""

    head: Part
    facts: Part
    buy: Part
    tail: Part
    tag: str

    def parts(self, strip: Sequence[Part], *, may_buy: bool) -> list[Part]:
        """Return the page's parts in order, with `strip` in its place."""
        return [self.head, *strip, self.facts, *([self.buy] if may_buy else []), self.tail]


def cut(html: str) -> Page:
    head, _, rest = html.partition(STRIP_MARK)
    facts, _, rest = rest.partition(BUY_MARK)
    buy, _, tail = rest.partition(BUY_MARK)
    tag = hashlib.blake2b(html.encode(), digest_size=9).digest()
    return Page(part(head), part(facts), part(buy), part(tail), base64.urlsafe_b64encode(tag).decode())


@lru_cache(maxsize=1)
def inline_css() -> str:
    """Return the origin page's own CSS without comments and extra space; inline, it saves a round trip."""
    css = (Path(__file__).parent / "origin.css").read_text()
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    return re.sub(r"\s*([{};,>])\s*", r"\1", css).replace(";}", "}").strip()


@lru_cache(maxsize=1)
def csp_header() -> str:
    """Return a Content-Security-Policy that allows only this page's own style, by its hash.

    So a shared cache may store page and header together. Former hosts of the site redirect pictures and
    voices to the present one, so that one is allowed too.
    """
    digest = base64.b64encode(hashlib.sha256(inline_css().encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self' data: {settings.PUBLIC_ORIGIN}; "
        f"media-src 'self' {settings.PUBLIC_ORIGIN}; script-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    )


_cache: OrderedDict[tuple, tuple[float, Page]] = OrderedDict()
_lock = Lock()


def lot_page(lot_id: int, page_version: int, facts_version: int, language: str) -> Page:
    """Return the page of a lot in `language`.

    Its content is published in the ledger before it is first served (publishing.py).
    """
    key = ("lot", lot_id, page_version, facts_version, language, timezone.localdate())
    return _cached(key, lambda: render_lot(lot_id, language))


def page_of_unknown_lot(found: Found, language: str) -> Page:
    """Return the page of a code whose product never had the lot that it names: product and maker alone.

    A change of the producer's links gives each lot of the product another version.
    """
    versions = (found.lot_id, found.page_version, found.facts_version)
    key = ("unknown lot", *versions, language, timezone.localdate())
    return _cached(
        key, lambda: render_product(found.product_id, language, is_lot_unknown=True, has_lots=True)
    )


def _cached(key: tuple, render: Callable[[], str]) -> Page:
    now = time.monotonic()
    cached = _cache.get(key)
    if cached is not None and cached[0] > now:
        return cached[1]
    page = cut(render())
    with _lock:
        _cache[key] = (now + KEEP_SECONDS, page)
        _cache.move_to_end(key)
        while len(_cache) > KEEP_PAGES:
            _cache.popitem(last=False)
    return page


def forget_pages() -> None:
    """Clear this process's page cache (tests, and changed templates)."""
    with _lock:
        _cache.clear()


def links_on_page(lot: Lot) -> list[CodeLink]:
    """Return the producers' links that the page of the lot shows today: those of the lot and its product."""
    today = timezone.localdate()
    rows = CodeLink.objects.standing().filter(Q(lot=None) | Q(lot=lot), product=lot.product_id)
    return [row for row in rows if row.is_active_on(today)]


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
            # Also a disabled one: labels printed as e-labels lead here (Decree 37/2026/NĐ-CP, Art. 52(6)).
            has_e_label=Exists(ELabel.objects.filter(product=OuterRef("product"))),
            has_passport=Exists(Passport.objects.filter(lot=OuterRef("pk"), erased_at=None)),
        )
        .get(pk=lot_id)
    )
    with translation.override(settings.LANGUAGE_CODE):
        content = product_content(lot)
        facts = facts_of(lot, content)
        lacks = lacks_of(lot, content)
        version = publish_if_complete(lot, facts, lacks)
    path = origin_path(lot)
    may_be_bought = (
        not facts.get("recall")
        and not facts["product"].get("taken_down_on")
        and (lot.product.is_public or not lot.product.is_listed)
    )
    with translation.override(language):
        return render_to_string(
            "traceability/scans/origin/page.html",
            {
                "lot": lot,
                "product": lot.product,
                "producer": lot.product.producer,
                "shows_portrait": shows_portrait(lot.product.producer),
                "photo": content.photo,
                "goods": content,
                "path": path,
                "facts": facts,
                "days": first_days(facts["dates"]),
                "journey": [step for step in facts["journey"] if step["kind"] not in CARTON_KINDS],
                "handling": [step for step in facts["journey"] if step["kind"] in CARTON_KINDS],
                "may_be_bought": may_be_bought,
                "json_ld": json_ld(lot, facts, content.photo, path) if may_be_bought else "",
                "version": version,
                "lacks": named(lacks),
                "cited": cited_law(rule.source for rule in lacks) or named_law(PORTAL_CONTENT),
                "consumer_rows": consumer_rows(facts, has_photo=content.photo is not None),
                "links": links_on_page(lot),
                "language": language,
                "css": inline_css(),
                "strip_mark": STRIP_MARK,
                "buy_mark": BUY_MARK,
                "lead": f"{PARAMETER}={lead_of(lot.pk)}",
                "again_path": ports.buy_again_path(lead=lead_of(lot.pk)),
                "origin": settings.PUBLIC_ORIGIN,
                "DEMO": settings.PIEU_DEMO,
            },
        )


def product_page(product_id: int, language: str, *, is_lot_unknown: bool) -> Page:
    """Return the page of a product that is or was listed and has no lot.

    `is_lot_unknown`: the code names a lot. This process doesn't cache the page, because no printed label leads
    to it.
    """
    return cut(render_product(product_id, language, is_lot_unknown=is_lot_unknown, has_lots=False))


def render_product(product_id: int, language: str, *, is_lot_unknown: bool, has_lots: bool) -> str:
    product = Product.objects.select_related(
        "producer__unit__parent", "producer__portrait", "producer__branch", "producer__verified_by"
    ).get(pk=product_id)
    today = timezone.localdate()
    rows = CodeLink.objects.standing().filter(lot=None, product=product_id)
    with translation.override(settings.LANGUAGE_CODE):
        content = content_without_lot(product)
        facts = facts_without_lot(product, content)
    with translation.override(language):
        if is_lot_unknown:
            facts["lot"] = _("không có trong sổ")
        return render_to_string(
            "traceability/scans/origin/no_lot.html",
            {
                "product": product,
                "producer": product.producer,
                "is_listed": product.is_public,
                "is_lot_unknown": is_lot_unknown,
                "has_lots": has_lots,
                # A forger prints the code of a verified maker: an invented lot gets no mark of the Union.
                "is_claim_shown": not is_lot_unknown,
                "shows_portrait": shows_portrait(product.producer),
                "photo": content.photo,
                "goods": content,
                "facts": facts,
                "consumer_rows": consumer_rows(facts, has_photo=content.photo is not None),
                "links": [row for row in rows if row.is_active_on(today)],
                "language": language,
                "css": inline_css(),
                "strip_mark": STRIP_MARK,
                "origin": settings.PUBLIC_ORIGIN,
                "DEMO": settings.PIEU_DEMO,
            },
        )
