"""Usual yields: the kg that 100 kg of ingredients give, by the names of product and ingredient, with sources.

A row with a source is a limit until the producer states a yield of the product's own and why. A row without a source
(?) only warns.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from backend.common.text import accent_key, fold
from products.models import Product

ICO = "International Coffee Organization, conversion factors: roasted = green × 0.84"
COFFEE_GUIDE = (
    "International Trade Centre, The Coffee Guide, Q&A 108: 5 to 7 kg of cherries give 1 kg of green coffee"
)
RICE = "USDA, rough rice factors: 100 lb of rough rice give 80 lb of brown or 70 lb of milled rice"
DRYING = "The Drying of Fruit, p. 69 (cld.bz/bookdata/hVzr16r): 100 lb of fresh fruit give 30 lb of plums, 16 lb of pears"
MINNESOTA = "University of Minnesota, The Food Industry Center, conversion factors: 2,000 lb of apples give 250 lb dried"
UNKNOWN = ""


@dataclass(frozen=True, slots=True)
class ProcessYield:
    """The most kg that 100 kg of ingredients usually give.

    made, of: words of the names of the product and of its ingredients; without `of`, of any ingredients.
    source: the document that gives `percent`. Empty (?): it only warns.
    """

    made: tuple[str, ...]
    of: tuple[str, ...]
    percent: int
    source: str

    @property
    def is_sourced(self) -> bool:
        return self.source != UNKNOWN


PROCESS_YIELDS: tuple[ProcessYield, ...] = (
    ProcessYield(("mận sấy", "mận khô", "ô mai mận"), ("mận",), 30, DRYING),
    ProcessYield(("lê sấy", "lê khô"), ("lê",), 16, DRYING),
    ProcessYield(("táo sấy", "táo khô"), ("táo",), 13, MINNESOTA),
    ProcessYield(("cà phê bột", "cà phê rang"), ("cà phê nhân",), 84, ICO),
    ProcessYield(("cà phê nhân",), ("quả cà phê", "cà phê quả", "cà phê tươi"), 20, COFFEE_GUIDE),
    ProcessYield(("gạo lứt",), ("thóc", "lúa"), 80, RICE),
    ProcessYield(("gạo",), ("thóc", "lúa"), 70, RICE),
    ProcessYield(("xoài sấy",), ("xoài",), 25, UNKNOWN),
    ProcessYield(("long nhãn", "nhãn sấy"), ("nhãn",), 25, UNKNOWN),
    ProcessYield(("măng khô", "măng sặt khô"), ("măng", "măng tươi"), 10, UNKNOWN),
    ProcessYield(("chè khô", "chè xanh", "chè shan"), ("chè tươi", "búp chè"), 25, UNKNOWN),
    ProcessYield(("gác bếp", "hun khói"), ("thịt", "trâu", "bò", "lợn"), 50, UNKNOWN),
    # Whatever else is dried loses more than half of its weight.
    ProcessYield(("sấy", "khô", "treo gió", "dẻo"), (), 50, UNKNOWN),
)


def process_yield(made: Product, ingredients: Iterable[Product]) -> ProcessYield | None:
    """Return the first row for `made` from `ingredients`; None if none applies.

    What is itself the result of the process, such as dried plums that are only packed, is no ingredient of it. With
    other ingredients beside the row's, such as sugar, the row has no source: it only warns.
    """
    names = [product.name for product in ingredients]
    for row in PROCESS_YIELDS:
        if not names or not _has(made.name, row.made) or any(_has(name, row.made) for name in names):
            continue
        known = [not row.of or _has(name, row.of) for name in names]
        if all(known):
            return row
        if any(known):
            return replace(row, source=UNKNOWN)
    return None


def usual_yield(made: Product) -> ProcessYield | None:
    """Return the first row for `made` from any ingredients; None without one."""
    return next((row for row in PROCESS_YIELDS if _has(made.name, row.made)), None)


def _has(name: str, signs: Iterable[str]) -> bool:
    spell = fold if name.isascii() else accent_key
    text = f" {spell(name)} "
    return any(f" {spell(sign)} " in text for sign in signs)
