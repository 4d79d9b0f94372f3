"""The rules of a product, and those of OCOP certificates, as places that cite law."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace, place_of
from products.certificates import ocop
from products.legal.rule import PRODUCT_RULES, Rule


def citing_rules() -> Iterator[CitingPlace]:
    return places_of(PRODUCT_RULES)


def citing_ocop_rules() -> Iterator[CitingPlace]:
    """Yield the rules that hold today or later; older certificates are read under what was in force then."""
    for rules in ocop.RULES:
        if rules.source.valid_to is None:
            name = _("Điểm, sao và cấp cấp giấy OCOP")
            yield place_of(rules.source, key="ocop", kind=_("Quy tắc OCOP"), name=name)


def places_of(rules: Iterable[Rule]) -> Iterator[CitingPlace]:
    """Yield the rules that rest on law; the marketplace's own rest on none."""
    for rule in rules:
        if rule.cites:
            yield place_of(rule.source, key="label-rule", kind=_("Quy tắc nhãn"), name=rule.message)
