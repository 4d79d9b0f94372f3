"""The form of a rule, and loading a file of rules into one list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.data_files import Source, read_data_file
from backend.common.text import in_both
from backend.law.library.references import Citation, Ref, parse_citations
from products.legal import goods

DECREE_37 = "37/2026/NĐ-CP"
HOUSE = "Quy tắc của sàn"
# Added to a clause that was read only in secondary sources.
UNCHECKED = gettext_lazy("Piêu đọc qua nguồn khác, chưa ai của Hội đối chiếu văn bản gốc")


class Surface(StrEnum):
    """Place where a legal rule requires a content, such as a listing or a label."""

    # Before goods are offered: Art. 41(5) requires an online seller to show the whole label.
    LISTING = "listing"
    PAGE = "page"  # the page that a scan opens, with the least that the national portal shows: Art. 23(7)
    SYSTEM = "system"  # data of the traceability system: Art. 23(5)
    LABEL = "label"  # Art. 42 and Annex I
    PASSPORT = "passport"  # the digital product passport: Art. 32(1)
    # Asked of a label, and no reason to refuse it: Piêu can't judge the words. Shown to the producer.
    ADVICE = "advice"
    E_LABEL = "e-label"  # requirements of an electronic label beyond LABEL: Art. 52-55


_REQUIRED = ("order", "surfaces", "field", "message", "message_en")
_OPTIONAL = ("sets", "only_packed", "part", "part_en")


@dataclass(frozen=True, slots=True)
class Rule:
    """One content that a law, or the marketplace, requires at `surfaces`.

    source: the provisions that require it; none for a rule of the marketplace itself.
    part: the part of the document, where its article is not known.
    sets: the OCOP set numbers for which the rule applies, None for all.
    only_packed: goods sold loose are exempt (Art. 35(2)).
    field: the field to fill; `message` asks the producer for it.
    order: smaller numbers come first.
    """

    source: Source
    order: int
    surfaces: frozenset[Surface]
    field: str
    message: StrOrPromise
    sets: frozenset[int] | None = None
    only_packed: bool = False
    part: StrOrPromise = ""

    @property
    def id(self) -> str:
        return self.source.id

    @property
    def is_checked(self) -> bool:
        """Return False if the text of the clause was not available; a lawyer must check it."""
        return self.source.is_checked

    @property
    def cites(self) -> tuple[Citation, ...]:
        return tuple(each for text in self.source.cites for each in parse_citations(text))

    def applies(self, *, ocop_set: int | None, is_packed: bool, on: dt.date) -> bool:
        if not self.source.holds_on(on):
            return False
        if self.only_packed and not is_packed:
            return False
        return self.sets is None or ocop_set in self.sets

    @property
    def document(self) -> str:
        """Return the number of the document that requires it, or HOUSE."""
        return self.source.cites[0].partition(" ")[0] if self.source.cites else HOUSE

    @property
    def article(self) -> str:
        """Return the places in the document: "Điều 42(1), Điều 43"; "" for the document as a whole."""
        return str(self.part) or ", ".join(short_words(each.ref) for each in self.cites if each.ref)

    @property
    def clause(self) -> str:
        """Return document and article in the usual form of citation."""
        return f"{self.document}, {self.article}" if self.article else self.document

    @property
    def marked_clause(self) -> str:
        """Return the clause, with a mark if it was never checked against the original text."""
        return self.clause if self.is_checked else f"{self.clause}; {UNCHECKED}"


def short_words(ref: Ref) -> str:
    """Return a place in a document in the short form: "Điều 23(7)đ"."""
    if ref.is_appendix:
        return ref.words()
    clause = f"({ref.clause})" if ref.clause else ""
    return _("Điều %(article)s") % {"article": f"{ref.article}{clause}{ref.point}"}


def load_rules(path: Path) -> tuple[Rule, ...]:
    """Return the rules of a file, sorted by order and id. products/legal/rules.toml explains its fields."""
    rows = read_data_file(path).cited_rows("rules", required=_REQUIRED, optional=_OPTIONAL)
    return tuple(sorted((_rule(*row) for row in rows), key=lambda rule: (rule.order, rule.id)))


def _rule(source: Source, values: dict[str, Any]) -> Rule:
    sets, part = values.pop("sets", None), values.pop("part", "")
    return Rule(
        **(
            values
            | {
                "source": source,
                "surfaces": frozenset(map(Surface, values["surfaces"])),
                "part": part and in_both(part, values.pop("part_en")),
                "message": in_both(values.pop("message"), values.pop("message_en")),
                "sets": getattr(goods, sets.upper()) if isinstance(sets, str) else sets and frozenset(sets),
            }
        )
    )


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


# The rules of a product; traceability/legal/rules.toml has those of a lot.
PRODUCT_RULES = load_rules(Path(__file__).parent / "rules.toml")
