"""Prices, weights and stars in what buyers type, as spans of the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from products.search.product_query import MOST_PRICE

_LETTERS = str.maketrans({"đ": "d", "₫": "d"})
NEAR = 5  # "about 100k" is within a fifth of it

_NUMBER = r"(?<![\w.,])(\d{1,3}(?:[.,]\d{3})+|\d{1,9}(?:[.,]\d{1,2})?)"
_MONEY = r"\s*(k|nghin|ngan|trieu|tr|dong|vnd|d)?(?![\w])"
_THOUSANDS = {"k": 1_000, "nghin": 1_000, "ngan": 1_000, "tr": 1_000_000, "trieu": 1_000_000}
_LEAD = r"(?:\b(?:gia|price)\s+)?"
RANGE = re.compile(
    rf"{_LEAD}(?:\b(?:tu|from|between)\s+)?{_NUMBER}{_MONEY}\s*(?:-|–|—|\bden\b|\btoi\b|\bto\b|\band\b)\s*"
    rf"{_NUMBER}{_MONEY}"
)
BELOW = re.compile(
    rf"{_LEAD}(?:\b(?:duoi|khong qua|toi da|it hon|nho hon|re hon|under|below|less than|up to)\s+|<=?\s*|≤\s*){_NUMBER}{_MONEY}"
)
ABOVE = re.compile(
    rf"{_LEAD}(?:\b(?:tren|tu|hon|it nhat|over|above|more than|at least|from)\s+|>=?\s*|≥\s*){_NUMBER}{_MONEY}(?:\s+tro len)?"
)
ABOUT = re.compile(rf"{_LEAD}(?:\b(?:khoang|tam|co|about|around)\s+)?{_NUMBER}{_MONEY}")
INCLUDED = re.compile(r"khong qua|toi da|up to|<=|≤")
FROM = re.compile(r"\btu\b|it nhat|at least|from|>=|≥")

_UNITS = {
    "kg": ("g", 1000), "kilo": ("g", 1000), "ki lo": ("g", 1000), "ky": ("g", 1000), "ki": ("g", 1000), "can": ("g", 1000),
    "lang": ("g", 100), "g": ("g", 1), "gr": ("g", 1), "gam": ("g", 1), "gram": ("g", 1), "grams": ("g", 1),
    "ml": ("ml", 1), "lit": ("ml", 1000), "l": ("ml", 1000), "litre": ("ml", 1000), "liter": ("ml", 1000), "litres": ("ml", 1000),
    "liters": ("ml", 1000),
}  # fmt: skip
WEIGHT = re.compile(rf"(?:{_NUMBER}|\b(nua))\s*({'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![\w])")
STARS = re.compile(r"(?:\bocop\s+)?(?<!\w)([3-5])\s*(?:sao|stars?)\b(?:\s+ocop\b)?|\bocop\s+([3-5])(?!\w)")


def bare(text: str) -> str:
    """Return composed `text` in lower case without accents, as many characters as `text` has."""
    return "".join(unicodedata.normalize("NFD", char.casefold())[0] for char in text).translate(_LETTERS)


def price_in(text: str) -> tuple[int, int, tuple[int, int]] | None:
    """Find a price range in a search text. Return (lowest, highest, span); None if there is none.

    The prices are đồng, both included, and 0 means no limit. The span is (start, end) of the words in `text`.
    A lone number needs a unit of money; in a range or after a comparison, four digits suffice. "dưới" and "trên"
    exclude the price itself, "từ" and "không quá" include it. "100k" and "about 100k" are a fifth less to a fifth
    more.

    text: lower case without accents, as `bare` returns it.
    """
    if (found := RANGE.search(text)) and (high := _dong(found[3], found[4])):
        low = _dong(found[1], found[2] or found[4])
        if low and low <= high:
            return low, high, found.span()
    if (found := BELOW.search(text)) and (price := _dong(found[1], found[2])):
        return 0, price if INCLUDED.search(found[0]) else price - 1, found.span()
    if (found := ABOVE.search(text)) and (price := _dong(found[1], found[2])):
        return price if FROM.search(found[0]) else price + 1, 0, found.span()
    for found in ABOUT.finditer(text):
        if found[2] and (price := _dong(found[1], found[2])):
            return price - price // NEAR, price + price // NEAR, found.span()
    return None


def _dong(number: str, unit: str | None) -> int:
    """Return an amount in đồng; 0 if it is none."""
    is_grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", number)
    value = float(re.sub(r"[.,]", "", number) if is_grouped else number.replace(",", "."))
    if not unit and value < 1_000:
        return 0
    amount = round(value * _THOUSANDS.get(unit or "", 1))
    return amount if 1 < amount < MOST_PRICE else 0


def weights_in(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    """Yield each weight or volume in `text` as a token, such as "~500g~" or "~700ml~", and its span.

    text: as `bare` returns it.
    """
    for found in WEIGHT.finditer(text):
        base, factor = _UNITS[found[3]]
        number = 0.5 if found[2] else float(found[1].replace(",", "."))
        if amount := round(number * factor):
            yield f"~{amount}{base}~", found.span()


def stars_in(text: str) -> tuple[int, tuple[int, int]] | None:
    """Return the OCOP stars that `text` asks for, 3 to 5, and the span that says so. text: as `bare` returns it."""
    found = STARS.search(text)
    return (int(found[1] or found[2]), found.span()) if found else None
