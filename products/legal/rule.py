"""The form of a rule, and loading the files of rules into one list."""

from __future__ import annotations

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import ModuleType
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

DECREE_37 = "37/2026/NĐ-CP"
DECREE_37_FROM = dt.date(2026, 1, 23)
HOUSE = "Quy tắc của sàn"
# Added to a clause that was read only in secondary sources.
UNCHECKED = gettext_lazy("Piêu đọc qua nguồn khác, chưa ai của Hội đối chiếu văn bản gốc")
HOUSE_FROM = dt.date(2026, 1, 1)


class Surface(StrEnum):
    """Place where a legal rule requires a content, such as a listing or a label."""

    # Before goods are offered: Art. 41(5) requires an online seller to show the whole label.
    LISTING = "listing"
    PAGE = "page"  # the page that a scan opens: Art. 23(7)
    SYSTEM = "system"  # data of the traceability system: Art. 23(5)
    LABEL = "label"  # Art. 42 and Annex I
    PASSPORT = "passport"  # the digital product passport: Art. 32(1)
    E_LABEL = "e-label"  # requirements of an electronic label beyond LABEL: Art. 52-55


@dataclass(frozen=True, slots=True)
class Rule:
    """One content that a law, or the marketplace, requires at `surfaces`.

    valid_to: the last day, None for no end.
    sets: the OCOP set numbers for which the rule applies, None for all.
    only_packed: goods sold loose are exempt (Art. 35(2)).
    field: the field to fill; `message` asks the producer for it.
    is_checked: False if the text of the clause was not available; a lawyer must check it.
    order: smaller numbers come first.
    """

    id: str
    order: int
    document: str
    article: StrOrPromise
    valid_from: dt.date
    surfaces: frozenset[Surface]
    field: str
    message: StrOrPromise
    sets: frozenset[int] | None = None
    only_packed: bool = False
    valid_to: dt.date | None = None
    is_checked: bool = True

    def applies(self, *, ocop_set: int | None, is_packed: bool, on: dt.date) -> bool:
        if not (self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)):
            return False
        if self.only_packed and not is_packed:
            return False
        return self.sets is None or ocop_set in self.sets

    @property
    def clause(self) -> str:
        """Return document and article in the usual form of citation."""
        return f"{self.document}, {self.article}" if self.article else self.document

    @property
    def marked_clause(self) -> str:
        """Return the clause, with a mark if it was never checked against the original text."""
        return self.clause if self.is_checked else f"{self.clause}; {UNCHECKED}"


def load_rules(package: ModuleType) -> tuple[Rule, ...]:
    """Return the RULE of every module in `package`, sorted by order and id."""
    modules = (
        importlib.import_module(f"{package.__name__}.{found.name}")
        for found in pkgutil.iter_modules(package.__path__)
    )
    return tuple(sorted((module.RULE for module in modules), key=lambda rule: (rule.order, rule.id)))


def applying(
    rules: Iterable[Rule],
    surface: Surface,
    *,
    ocop_set: int | None,
    is_packed: bool,
    on: dt.date | None = None,
) -> list[Rule]:
    """Return the rules for goods of this set, packed or loose, at `surface` on the day `on`.

    The default day is today.
    """
    day = on or timezone.localdate()
    return [
        rule
        for rule in rules
        if surface in rule.surfaces and rule.applies(ocop_set=ocop_set, is_packed=is_packed, on=day)
    ]


def has_content(value: Any) -> bool:
    """Return True for a field with content.

    That is text with a letter or digit, a number (0 included), or a non-empty list.
    """
    if isinstance(value, str):
        return any(char.isalnum() for char in value)
    if isinstance(value, bool | list | tuple):
        return bool(value)
    return value is not None
