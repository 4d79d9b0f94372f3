"""The rules of a product as places that cite law."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from backend.law.citing.registry import CitingPlace
from products.legal.rule import DECREE_37, PRODUCT_RULES, Rule

# The day on which the rules of both files were compared with the text of Decree 37/2026/NĐ-CP.
COMPARED_ON = dt.date(2026, 12, 1)
# The day on which rules on other documents were gone through last, without the text.
GONE_THROUGH_ON = dt.date(2026, 11, 24)


def citing_rules() -> Iterator[CitingPlace]:
    return places_of(PRODUCT_RULES)


def places_of(rules: Iterable[Rule]) -> Iterator[CitingPlace]:
    """Yield the rules that rest on law; the marketplace's own rest on none."""
    for rule in rules:
        if rule.cites:
            yield CitingPlace(
                key=f"label-rule:{rule.id}",
                kind=_("Quy tắc nhãn"),
                name=str(rule.message),
                cites=tuple(map(str, rule.cites)),
                checked=COMPARED_ON if rule.document == DECREE_37 else GONE_THROUGH_ON,
            )
