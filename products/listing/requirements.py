"""Check the required content of a product before it is listed. The rules are in products/legal/rules.toml.

Decree 37/2026/NĐ-CP, in force since 2026-01-23:
- Art. 23(7) is the least that a consumer sees.
- Art. 42 and Annex I define the label for each kind of goods.
- Art. 41(5) makes an online seller show all of it except what changes with each pack.
  That is the days and the lot, which the lot carries.
- Art. 35(2) exempts fresh food, and unpacked food sold directly, from labels.

The marketplace's own rules have its name as their document.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from members.branches.enums import UnitKind
from products.certificates.ocop import SETS
from products.legal.countries import names_country
from products.legal.rule import (
    DECREE_37,
    HOUSE,
    PRODUCT_RULES,
    UNCHECKED,
    Rule,
    Surface,
    applying,
    has_content,
)
from products.producers.enums import ProducerKind
from products.products import nutrition

DECREE = DECREE_37
RULES = PRODUCT_RULES

__all__ = ["DECREE", "HOUSE", "RULES", "Missing", "missing_for_listing", "missing_of", "rules_for"]


@dataclass(frozen=True, slots=True)
class Missing:
    """Empty field that `rule` requires. `message` is shown at the field."""

    field: str
    message: StrOrPromise
    rule: Rule

    @property
    def clause(self) -> str:
        """Return the readable clause that requires the missing content.

        It names the marketplace's own rules, and marks clauses that nobody checked against the original text.
        """
        if self.rule.document == HOUSE:
            return str(_("Quy tắc của sàn"))
        if self.rule.document == DECREE:
            clause = str(
                _("%(article)s, Nghị định %(document)s")
                % {"article": self.rule.article, "document": self.rule.document}
            )
        else:
            clause = f"{self.rule.article}, {self.rule.document}"
        return clause if self.rule.is_checked else f"{clause}; {UNCHECKED}"


def rules_for(
    *, ocop_set: int | None, is_packed: bool, on: dt.date | None = None, surface: Surface = Surface.LISTING
) -> list[Rule]:
    """Return the rules at `surface` for a product of this OCOP set, packed or loose, on the day `on`.

    The default day is today.
    """
    return applying(RULES, surface, ocop_set=ocop_set, is_packed=is_packed, on=on)


def missing_for_listing(product: Any, *, photos: int, on: dt.date | None = None) -> list[Missing]:
    """Return the content that `product` lacks for a listing, in the order of RULES; [] if it is complete.

    product: a products.models.Product or an object with its attributes; select its producer and commune
        beforehand.
    photos: the number of the product's photos.
    """
    return missing_of(product, photos=photos, on=on, surface=Surface.LISTING)


def missing_of(product: Any, *, photos: int, surface: Surface, on: dt.date | None = None) -> list[Missing]:
    """Return the required fields that `product` lacks at `surface`, such as a label, in the order of RULES.

    photos: the number of the product's photos.
    """
    wanted = rules_for(ocop_set=product.ocop_set, is_packed=product.is_packed, on=on, surface=surface)
    return [
        Missing(rule.field, rule.message, rule)
        for rule in wanted
        if not _is_filled(product, rule.field, photos)
    ]


def _is_placed(producer: Any) -> bool:
    """Return True if the producer's address is complete.

    For a household the commune is enough, to protect a private home. A registered business gives its full
    address.
    """
    if not producer.unit_id or producer.unit.kind == UnitKind.PROVINCE:
        return False
    return producer.kind == ProducerKind.HOUSEHOLD or has_content(producer.address)


def _is_filled(product: Any, field: str, photos: int) -> bool:
    if field == "photos":
        return photos > 0
    if field == "producer":
        return bool(product.producer and has_content(product.producer.name))
    if field == "identity_code":
        return bool(product.producer and has_content(product.producer.identity_code))
    if field == "address":
        return bool(product.producer and _is_placed(product.producer))
    if field == "origin_country":
        return not has_content(product.origin) or names_country(product.origin)
    if field == "ocop_set":
        return product.ocop_set in SETS
    if field in nutrition.BY_FIELD and not nutrition.is_wanted(product, field):
        return True
    value = getattr(product, field)
    if field in ("price", "shelf_life_days"):
        return bool(value)
    return has_content(value)
