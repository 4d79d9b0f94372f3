"""Publish an origin page once it has what the law requires for consumers, or once a label of its lot is out.

An incomplete page prevents labels and posters of its lot (traceability/labels/actions). So printed codes open
no such page, unless something went missing later. By its URL, anyone can read an incomplete page, with its
gaps and their articles. No version of it is stored, because nobody published it.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from products.legal.rule import Rule, Surface
from products.listing.requirements import missing_of
from traceability.labels.enums import RunState
from traceability.legal.gaps import lot_gaps
from traceability.models import Lot, OriginVersion
from traceability.scans.origin.content import ProductContent
from traceability.scans.origin.facts import publish

# As the page names them, without instructions for a buyer.
_NAMES: dict[str, StrOrPromise] = {
    "name": _("Tên sản phẩm"),
    "photos": _("Hình ảnh"),
    "producer": _("Nơi sản xuất"),
    "address": _("Địa chỉ"),
    "origin": _("Xuất xứ"),
    "lot": _("Số lô"),
    "expiry": _("Hạn sử dụng (HSD)"),
}


def lacks_of(lot: Lot, content: ProductContent) -> list[Rule]:
    """Return the rules of Decree 37/2026/NĐ-CP, Art. 23(7), that the page of `lot` doesn't meet today.

    `content` is the product's. No query if the producer is selected.
    """
    product = lot.product
    as_product = SimpleNamespace(
        **{
            **content.words,
            "producer": product.producer,
            "ocop_set": product.ocop_set,
            "is_packed": product.is_packed,
        }
    )
    of_product = missing_of(as_product, photos=int(content.photo is not None), surface=Surface.PAGE)
    if content.taken_down_on:  # its photo is not missing: it was taken down
        of_product = [each for each in of_product if each.rule.field != "photos"]
    return [*(each.rule for each in of_product), *(gap.rule for gap in lot_gaps(lot, Surface.PAGE))]


def named(lacks: list[Rule]) -> list[tuple[StrOrPromise, str]]:
    """Return (name, article) of each missing item."""
    return [(_NAMES.get(rule.field, rule.message), rule.clause) for rule in lacks]


def publish_if_complete(lot: Lot, facts: dict[str, Any], lacks: list[Rule]) -> OriginVersion | None:
    """Publish `facts` if they changed, and return the page's newest version.

    Returns None, and publishes nothing, for an incomplete page of a lot that is not out yet (`is_out`). Once
    a lot is out, every change is stored, even with gaps.
    """
    if lacks and not is_out(lot):
        return None
    return publish(lot, facts)


def is_out(lot: Lot) -> bool:
    """Return whether a version of the lot's page was published, or a label of it may be on a pack."""
    return lot.origin_versions.exists() or lot.label_runs.exclude(state=RunState.CANCELLED).exists()
