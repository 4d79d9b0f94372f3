"""How long fresh goods keep, by what a product's name says they are; a table with sources.

A row with a source is the longest that its source gives, in a cold store: goods that are older are stale for certain.
A row without a source (?) only says when to ask the producer whether there is still some.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend.common.text import accent_key, fold
from products.certificates.ocop import SETS, Regime

AH_66 = "USDA, Agriculture Handbook 66, The Commercial Storage of Fruits, Vegetables, and Florist and Nursery Stocks"
AH_66_1954 = f"{AH_66} (1954), maximum weeks to be held"
AH_66_1968 = f"{AH_66} (1968), approximate length of storage"
AH_66_2002 = f"{AH_66} (draft of 2002), average storage life"
FSIS = "USDA, Food Safety and Inspection Service, Cold Food Storage Chart (refrigerator, 4 °C)"
UNKNOWN = ""

FLOWERS = 23
# Goods that go stale: fresh food and cut flowers. Plants and animals live on.
FRESH = frozenset({FLOWERS, *(each.number for each in SETS.values() if each.regime == Regime.FRESH)})


@dataclass(frozen=True, slots=True)
class ShelfLife:
    """How many days goods of one kind keep after the harvest.

    group: the OCOP set.
    signs: words of product names; none for the rest of the group.
    source: the document that gives `days`. Empty (?): nobody may be refused by it.
    """

    group: int
    days: int
    source: str
    signs: tuple[str, ...] = ()

    @property
    def is_sourced(self) -> bool:
        return self.source != UNKNOWN


SHELF_LIVES: tuple[ShelfLife, ...] = (
    ShelfLife(1, 7, AH_66_1968, ("dâu tây",)),
    ShelfLife(1, 14, AH_66_1968, ("mơ",)),
    ShelfLife(1, 21, AH_66_1968, ("xoài", "đu đủ", "ổi")),
    ShelfLife(1, 28, AH_66_1968, ("đào", "bơ", "dứa")),
    ShelfLife(1, 28, AH_66_2002, ("mận",)),
    ShelfLife(1, 35, AH_66_2002, ("chanh leo", "chanh dây")),
    ShelfLife(1, 84, AH_66_1968, ("cam",)),
    ShelfLife(1, 122, AH_66_1968, ("hồng", "hồng giòn")),
    ShelfLife(1, 183, AH_66_1968, ("nho",)),
    ShelfLife(1, 213, AH_66_1968, ("lê",)),
    ShelfLife(1, 7, AH_66_1954, ("ngô", "ngô nếp", "ngô ngọt")),
    ShelfLife(1, 14, AH_66_1954, ("cà chua", "cà tím", "đậu bắp", "đậu cô ve", "rau chân vịt")),
    ShelfLife(1, 28, AH_66_1954, ("dưa chuột", "dưa hấu", "xà lách", "súp lơ")),
    ShelfLife(1, 56, AH_66_1954, ("su hào",)),
    ShelfLife(1, 112, AH_66_1954, ("bắp cải", "cải bắp", "củ cải")),
    ShelfLife(1, 140, AH_66_1954, ("cà rốt",)),
    ShelfLife(1, 182, AH_66_1954, ("khoai tây", "bí đỏ", "bí ngô")),
    ShelfLife(1, 14, UNKNOWN),
    ShelfLife(2, 5, FSIS, ("thịt", "thịt tươi")),
    ShelfLife(2, 7, FSIS, ("sữa", "sữa tươi")),
    ShelfLife(2, 35, FSIS, ("trứng",)),
    # Poultry and fish are often sold alive, and then keep.
    ShelfLife(2, 3, UNKNOWN),
    ShelfLife(FLOWERS, 7, UNKNOWN),
)


def shelf_life(name: str, group: int | None) -> ShelfLife | None:
    """Return the row for a product's name and OCOP set; None for goods that don't go stale.

    The longest word of the name that the table has decides. Without accents in the name, it is compared without.
    """
    rows = [each for each in SHELF_LIVES if each.group == group]
    spell = fold if name.isascii() else accent_key
    text = f" {spell(name)} "
    found = [(len(sign), each) for each in rows for sign in each.signs if f" {spell(sign)} " in text]
    if found:
        return max(found, key=lambda hit: hit[0])[1]
    return next((each for each in rows if not each.signs), None)
