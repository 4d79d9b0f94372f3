"""Gaps of a lot's label, page or passport, in the producer's words and with the article."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django_stubs_ext import StrOrPromise

from members.branches.enums import UnitKind
from products.legal.rule import Rule, Surface, applying, has_content, load_rules
from products.listing.requirements import missing_of
from products.models import Product
from traceability.drawing.content import OPENS_LABEL
from traceability.labels.enums import RunState
from traceability.models import Event, LabelRun, LabelVoid, Lot

LOT_RULES = load_rules(Path(__file__).parent / "rules.toml")
# Fields of the producer, not of the product.
_OF_PRODUCER = {"producer", "address", "identity_code"}


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing item: the rule that requires it, how to provide it, and on which page."""

    rule: Rule
    message: StrOrPromise
    url: str

    @property
    def clause(self) -> str:
        return self.rule.marked_clause


def gaps(lot: Lot, surface: Surface, *, on: dt.date | None = None) -> list[Gap]:
    """Return what `surface` of `lot` lacks on the day `on` (default: today), the product's gaps first.

    Empty if it is complete. The caller selects the product's producer with the lot, to save a query.
    """
    return product_gaps(lot.product, surface, on=on) + lot_gaps(lot, surface, on=on)


def publishing_gaps(lot: Lot, *, on: dt.date | None = None) -> list[Gap]:
    """Return why no code of `lot` may be published on the day `on` (default: today).

    These are the gaps of its label and of its page, each field once.
    """
    found: dict[str, Gap] = {}
    for gap in [*gaps(lot, Surface.LABEL, on=on), *gaps(lot, Surface.PAGE, on=on)]:
        found.setdefault(gap.rule.field, gap)
    return list(found.values())


def surfaces_of(lot: Lot) -> list[Surface]:
    """Return the surfaces of `lot` that the law regulates, in display order.

    An e-label is included only if there is or was one.
    """
    wanted = [Surface.PAGE, Surface.LABEL, Surface.SYSTEM, Surface.PASSPORT]
    return [*wanted, Surface.E_LABEL] if lot.product.e_labels.exists() else wanted


def product_gaps(product: Product, surface: Surface, *, on: dt.date | None = None) -> list[Gap]:
    """Return what `surface` of every lot of `product` lacks because of the product itself."""
    return [
        Gap(missing.rule, missing.message, _where_of(product, missing.rule.field))
        for missing in missing_of(product, photos=product.photo_links.count(), surface=surface, on=on)
    ]


def lot_gaps(lot: Lot, surface: Surface, *, on: dt.date | None = None) -> list[Gap]:
    """Return only the lot's own gaps on the day `on` (default: today).

    The product's gaps were checked before it was listed.
    """
    product = lot.product
    wanted = applying(LOT_RULES, surface, ocop_set=product.ocop_set, is_packed=product.is_packed, on=on)
    return [
        Gap(rule, rule.message, _where(lot, rule.field)) for rule in wanted if not _is_filled(lot, rule.field)
    ]


def _is_filled(lot: Lot, field: str) -> bool:
    match field:
        case "produced":
            return bool(lot.produced_date or lot.harvested_date)
        case "expiry":
            return lot.expiry_date is not None
        case "lot":
            return has_content(lot.code)
        case "events":
            return Event.objects.standing().filter(lot_links__lot=lot).exists()
        case "place":
            place = lot.place or lot.product.producer.unit
            return place.kind != UnitKind.PROVINCE
        case "code":
            return lot.product.codes.exists()
        case "opens":
            return not _prints_other_words(lot)
        case "versions":
            return lot.origin_versions.filter(erased_at=None).exists()
    raise ValueError(field)


def _prints_other_words(lot: Lot) -> bool:
    """Return whether a valid label run of `lot` prints another text than OPENS_LABEL.

    Valid means neither cancelled nor completely voided.
    """
    void = LabelVoid.objects.filter(run=OuterRef("pk"), first=1, last=OuterRef("count"))
    runs = LabelRun.objects.filter(~Exists(void), lot=lot).exclude(state=RunState.CANCELLED)
    return any(words.get("opens") != OPENS_LABEL for words in runs.values_list("content", flat=True))


def _where(lot: Lot, field: str) -> str:
    """Return the URL of the page where the producer provides the missing `field`."""
    if field == "events":
        return reverse("traceability:record") + f"?san-pham={lot.product_id}"
    if field in ("produced", "expiry", "lot"):
        return reverse("traceability:edit-lot", args=[lot.pk])
    if field in ("code", "opens"):
        return reverse("traceability:choose-paper", args=[lot.pk])
    if field == "versions":
        return reverse("traceability:e-label", args=[lot.pk])
    if field == "place":
        return reverse("products:edit_producer", args=[lot.product.producer_id])
    return _where_of(lot.product, field)


def _where_of(product: Product, field: str) -> str:
    if field in _OF_PRODUCER:
        return reverse("products:edit_producer", args=[product.producer_id])
    return reverse("products:edit", args=[product.pk])
