"""Units that producers sell in, and quantities with Vietnamese decimals.

`rec20` is the code of UN/ECE Recommendation 20. Containers use the package codes of Recommendation 21, which
Recommendation 20 includes with an X in front. Units of mass and volume have a factor to their base (kg, litre), so
that inputs of a lot can be added up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from django.utils import translation
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.errors import DomainError
from backend.common.text import fold, is_english

MAX_QUANTITY = Decimal(9_999_999)
DECIMALS = 3

# The pattern matches more digits than are allowed, so that the error can name them as too many.
_NUMBER = re.compile(r"(?:\d{1,7}|[1-9]\d{7,39})(?:[.,]\d{1,3})?")
# "túi", "túi 500 g", "1 hộp 10 quả"
_LABEL = re.compile(r"(?:1 )?(?P<piece>[^\W\d]+)(?: (?P<amount>\d{1,4}(?:,\d{1,3})?) ?(?P<unit>[^\W\d]+))?")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d{1,3})?")
_SEPARATORS = str.maketrans(".,", ",.")


class Kind(StrEnum):
    MASS = "mass"
    VOLUME = "volume"
    LENGTH = "length"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit. `to_base` is the factor to kg, litre or metre, or None for pieces."""

    code: str
    name: StrOrPromise
    rec20: str
    kind: Kind
    to_base: Decimal | None = None
    other_names: tuple[str, ...] = ()


class QuantityError(DomainError):
    """The text is not a quantity above zero with at most three decimals."""


UNITS: dict[str, Unit] = {
    unit.code: unit
    for unit in (
        Unit("kg", gettext_lazy("kg"), "KGM", Kind.MASS, Decimal(1), ("kí lô", "kilo", "cân", "ký", "kí")),
        Unit("g", gettext_lazy("g"), "GRM", Kind.MASS, Decimal("0.001"), ("gam", "gram", "gr")),
        Unit("ta", gettext_lazy("tạ"), "DTN", Kind.MASS, Decimal(100)),
        Unit("tan", gettext_lazy("tấn"), "TNE", Kind.MASS, Decimal(1000)),
        Unit("l", gettext_lazy("lít"), "LTR", Kind.VOLUME, Decimal(1), ("litre", "liter")),
        Unit("ml", gettext_lazy("ml"), "MLT", Kind.VOLUME, Decimal("0.001"), ("mi li lít",)),
        Unit("m", gettext_lazy("mét"), "MTR", Kind.LENGTH, Decimal(1), ("mét vải",)),
        Unit("chai", gettext_lazy("chai"), "XBO", Kind.COUNT),
        Unit("hu", gettext_lazy("hũ"), "XJR", Kind.COUNT, None, ("lọ",)),
        Unit("lon", gettext_lazy("lon"), "XCX", Kind.COUNT),
        Unit("goi", gettext_lazy("gói"), "XPA", Kind.COUNT),
        Unit("hop", gettext_lazy("hộp"), "XBX", Kind.COUNT),
        Unit("tui", gettext_lazy("túi"), "XBG", Kind.COUNT, None, ("bịch",)),
        Unit("bao", gettext_lazy("bao"), "XSA", Kind.COUNT),
        Unit("thung", gettext_lazy("thùng"), "XCT", Kind.COUNT),
        Unit("bo", gettext_lazy("bó"), "XBH", Kind.COUNT, None, ("mớ",)),
        Unit("qua", gettext_lazy("quả"), "H87", Kind.COUNT, None, ("trái",)),
        Unit("cai", gettext_lazy("cái"), "H87", Kind.COUNT, None, ("chiếc",)),
        Unit("tam", gettext_lazy("tấm"), "H87", Kind.COUNT),
        Unit("con", gettext_lazy("con"), "H87", Kind.COUNT),
        Unit("cay", gettext_lazy("cây"), "H87", Kind.COUNT),
        Unit("doi", gettext_lazy("đôi"), "PR", Kind.COUNT),
        Unit("bo-do", gettext_lazy("bộ"), "SET", Kind.COUNT),
        Unit("chuc", gettext_lazy("chục"), "TP", Kind.COUNT),
        Unit("ta-12", gettext_lazy("tá (12)"), "DZN", Kind.COUNT, None, ("tá",)),
        Unit("suat", gettext_lazy("suất"), "C62", Kind.COUNT, None, ("phần",)),
        Unit("khach", gettext_lazy("khách"), "IE", Kind.COUNT, None, ("người",)),
        Unit("dem", gettext_lazy("đêm"), "C62", Kind.COUNT),
    )
}
UNIT_CHOICES: list[tuple[str, StrOrPromise]] = [(unit.code, unit.name) for unit in UNITS.values()]
MAX_CODE_LENGTH = 8

# Errors of a quantity: messages of the server, and of a phone without a connection (theme/written.js).
QUANTITY_WORDS = {
    "quantity_empty": gettext_lazy("Chị chưa viết số lượng."),
    "quantity_negative": gettext_lazy("Số lượng phải lớn hơn 0."),
    "quantity_large": gettext_lazy("Số lượng này lớn quá. Chị xem lại có thừa số 0 không."),
    "quantity_unreadable": gettext_lazy("Chưa hiểu số lượng này. Chị viết ví dụ 20 hoặc 1,5."),
    "quantity_half": gettext_lazy("Hàng này đếm từng cái, không có nửa. Chị viết số tròn, ví dụ 120."),
}


def unit_name(code: str) -> str:
    """Return the name of a unit in the active language; for any other text, `label_words` of it."""
    unit = UNITS.get(code)
    return str(unit.name) if unit else label_words(code)


def label_words(label: str) -> str:
    """Return what a seller calls one piece, in the active language.

    English has the units of the list, and the pieces that consist of them. Other words stay as they were typed.

    >>> with translation.override("en"):
    ...     [label_words(label) for label in ("gói", "túi 500 g", "Thùng 10 kg", "hộp 10 hũ", "3 túi", "rổ to")]
    ['packet', '500 g bag', '10 kg crate', 'box of 10 jars', '3 bags', 'rổ to']
    """
    if not label or not is_english():
        return label
    count, _space, unit = label.partition(" ")
    if count.isdecimal() and (counted := find_unit(unit)):
        return format_quantity(int(count), counted.code)
    match = _LABEL.fullmatch(label.strip())
    piece = find_unit(match["piece"]) if match else None
    if match is None or piece is None:
        return label
    if match["amount"] is None:
        return str(piece.name)
    amount, inside = match["amount"].replace(",", "."), find_unit(match["unit"])
    if inside is None:
        return label
    if inside.kind == Kind.COUNT:
        return f"{piece.name} of {amount} {_counted_name(inside.code, Decimal(amount))}"
    return f"{amount} {inside.name} {piece.name}"


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Return {code: the Vietnamese and the English names of the unit}, whatever the active language."""
    names: dict[str, tuple[str, ...]] = {}
    for language in ("vi", "en"):
        with translation.override(language):
            for unit in UNITS.values():
                names[unit.code] = (*names.get(unit.code, ()), str(unit.name))
    return names


def find_unit(written: str) -> Unit | None:
    """Return the unit with the code or name `written`, with or without accents; None if unknown.

    Vietnamese and English names count in every language. An exact match comes first: "tạ" and "tá" differ only by
    accent.
    """
    wanted = " ".join(written.casefold().split())
    folded = fold(written)
    for unit in UNITS.values():
        if wanted in (unit.code, *_names()[unit.code], *unit.other_names):
            return unit
    for unit in UNITS.values():
        if folded in (fold(name) for name in (*_names()[unit.code], *unit.other_names)):
            return unit
    return None


def format_number(number: Decimal | int) -> str:
    """Return a number with Vietnamese separators and without trailing zeros.

    >>> format_number(Decimal("1500.50"))
    '1.500,5'
    """
    text = f"{Decimal(number):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(",", "\0").replace(".", ",").replace("\0", ".")


def number_words(number: Decimal | int) -> str:
    """Return a number as the active language writes it, for a page; never for a form, which reads Vietnamese.

    >>> with translation.override("en"):
    ...     number_words(Decimal("1500.50"))
    '1,500.5'
    """
    text = format_number(number)
    return text.translate(_SEPARATORS) if is_english() else text


def format_quantity(quantity: Decimal | int, unit: str) -> str:
    """Return a quantity with the name of its unit, in the active language.

    >>> format_quantity(Decimal("1.500"), "kg")
    '1,5 kg'
    """
    return f"{number_words(quantity)} {_counted_name(unit, quantity)}"


def _counted_name(code: str, quantity: Decimal | int) -> str:
    """Return the unit's name to follow a number, in the plural in English.

    >>> with translation.override("en"):
    ...     [format_quantity(n, unit) for n, unit in ((1, "hop"), (2, "hop"), (3, "ta"), (4, "kg"), (5, "ta-12"))]
    ['1 box', '2 boxes', '3 quintals (100 kg)', '4 kg', '5 dozen (12)']
    """
    name = unit_name(code)
    if quantity == 1 or not is_english() or code not in UNITS:
        return name
    word, space, rest = name.partition(" ")
    if len(word) < 3 or word == "dozen":
        return name
    return f"{word}{'es' if word.endswith(('x', 's', 'ch', 'sh')) else 's'}{space}{rest}"


def is_whole_enough(quantity: Decimal, unit: str) -> bool:
    """Return True if `quantity` is possible in its unit: pieces must be whole, masses and measures need not.

    >>> is_whole_enough(Decimal("120.5"), "hu"), is_whole_enough(Decimal("120.5"), "kg")
    (False, True)
    """
    known = UNITS.get(unit)
    return known is None or known.kind != Kind.COUNT or quantity == quantity.to_integral_value()


def parse_quantity(raw: str | Decimal | int) -> Decimal:
    """Parse a quantity above zero with at most three decimals, such as "1,5", "1.5" or "1.500,25".

    As Vietnamese write it, "1.500" is 1500; "0.500" and "1500.500" have decimals. Raises QuantityError.
    """
    if isinstance(raw, str):
        text = "".join(raw.split())
        if not text:
            raise _error("quantity_empty")
        if text[0] in "-−–":
            raise _error("quantity_negative")
        if not text.isascii():
            raise _unreadable()
        if _GROUPED.fullmatch(text):
            quantity = Decimal(text.replace(".", "").replace(",", "."))
        elif _NUMBER.fullmatch(text):
            quantity = Decimal(text.replace(",", "."))
        else:
            raise _unreadable()
    else:
        quantity = Decimal(raw)
        if not quantity.is_finite():
            raise _unreadable()
        if quantity > MAX_QUANTITY:
            raise _error("quantity_large")
        if quantity != round(quantity, DECIMALS):
            raise _unreadable()
    if quantity <= 0:
        raise _error("quantity_negative")
    if quantity > MAX_QUANTITY:
        raise _error("quantity_large")
    return quantity


def require_pieces(quantity: Decimal, unit: str) -> Decimal:
    """Return `quantity`. Raises QuantityError for a fraction of a unit that counts pieces."""
    if not is_whole_enough(quantity, unit):
        raise _error("quantity_half")
    return quantity


def _unreadable() -> QuantityError:
    return _error("quantity_unreadable")


def _error(code: str) -> QuantityError:
    return QuantityError(str(QUANTITY_WORDS[code]), field="quantity", code=code)
