"""Parse and format money: whole đồng (VND has no smaller unit in use)."""

from __future__ import annotations

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import fold, is_english

MIN_PRICE = 1_000
MAX_DONG = 10_000_000_000

_WORDS = {
    "": 1, "d": 1, "dong": 1, "vnd": 1, "vn d": 1,
    "k": 1_000, "n": 1_000, "ng": 1_000, "ngan": 1_000, "nghin": 1_000,
    "ngan dong": 1_000, "nghin dong": 1_000,
    "tr": 1_000_000, "trieu": 1_000_000, "cu": 1_000_000, "trieu dong": 1_000_000,
    "ty": 1_000_000_000, "ti": 1_000_000_000, "ty dong": 1_000_000_000, "ti dong": 1_000_000_000,
}  # fmt: skip
_GROUPED = re.compile(r"\d{1,3}(?:([., ])\d{3})(?:\1\d{3})*")
_FRACTION = re.compile(r"\d{1,6}[.,]\d{1,3}")
_AMOUNT = re.compile(r"(?P<number>\d[\d., ]*?)\s*(?P<word>[^\W\d_][^\d]*)?")
_MIXED = re.compile(r"(?P<whole>\d{1,5})\s*(?P<word>[^\W\d_]+)\s*(?P<part>\d{1,3})")


# As units.QUANTITY_WORDS.
MONEY_WORDS = {
    "money_negative": gettext_lazy("Số tiền không được nhỏ hơn 0."),
    "money_small": gettext_lazy("Số tiền này nhỏ quá. Chị viết đủ cả số nghìn, ví dụ 120.000 hoặc 120k."),
    "money_large": gettext_lazy("Số tiền này lớn quá. Chị xem lại có thừa số 0 không."),
    "money_empty": gettext_lazy("Chị chưa viết số tiền."),
    "money_decimal": gettext_lazy("Tiền đồng không có số lẻ. Chị viết ví dụ 120.000."),
    "money_unreadable": gettext_lazy("Chưa hiểu số tiền này. Chị viết ví dụ 120.000 hoặc 120k."),
}


class MoneyError(DomainError):
    """The text is not a valid amount of đồng."""


def format_dong(amount: int) -> str:
    """Return an amount in đồng as Vietnamese write it: for messages, papers and stored text, whatever the language.

    >>> format_dong(120000)
    '120.000 đ'
    """
    return f"{int(amount):,}".replace(",", ".") + " đ"


def dong_words(amount: int) -> str:
    """Return an amount in đồng as the active language writes it, for a page.

    >>> from django.utils.translation import override
    >>> with override("en"):
    ...     dong_words(120000)
    '120,000 ₫'
    """
    return f"{int(amount):,} ₫" if is_english() else format_dong(amount)


def format_price(amount: int, unit: str) -> str:
    """Return a price in đồng per unit as text. `unit` is its name in the active language.

    >>> format_price(120000, "kg")
    '120.000 đ/kg'
    """
    return f"{dong_words(amount)}/{unit}" if unit else dong_words(amount)


def parse_dong(raw: str | int, *, minimum: int = MIN_PRICE, maximum: int = MAX_DONG) -> int:
    """Parse an amount such as "120.000", "120,000 đ", "120k", "1,2 triệu" or "1tr2" into whole đồng.

    Raises MoneyError for empty text, a negative amount, a fraction of a đồng, and an amount outside `minimum`
    to `maximum`. The default minimum is a thousand: below, people nearly always left out the thousand ("120"
    for 120.000).
    """
    if isinstance(raw, bool) or not isinstance(raw, (str, int)):
        raise TypeError("an amount is written as text or as a whole number")
    amount = raw if isinstance(raw, int) else _read(raw)
    if amount < 0:
        raise _error("money_negative")
    if amount < minimum:
        raise _error("money_small")
    if amount > maximum:
        raise _error("money_large")
    return amount


def _read(raw: str) -> int:
    text = " ".join(raw.replace("₫", "đ").split()).casefold()
    if not text:
        raise _error("money_empty")
    if len(text) > 40:
        raise _unreadable()
    if text[0] in "-−–":
        raise _error("money_negative")
    if not text.isascii() and any(c.isdigit() and not c.isascii() for c in text):
        raise _unreadable()
    if mixed := _MIXED.fullmatch(text):
        return _read_mixed(mixed)
    match = _AMOUNT.fullmatch(text)
    if not match:
        raise _unreadable()
    word = fold(match["word"] or "")
    if word not in _WORDS:
        raise _unreadable()
    scale, number = _WORDS[word], match["number"].strip()
    if scale > 1 and _FRACTION.fullmatch(number):
        return _read_fraction(number, scale)
    if number.isdigit():
        return int(number) * scale
    if _GROUPED.fullmatch(number):
        return int(re.sub(r"\D", "", number)) * scale
    if _FRACTION.fullmatch(number):
        raise _error("money_decimal")
    raise _unreadable()


def _read_mixed(mixed: re.Match[str]) -> int:
    """Return the đồng of an amount with digits after its word, such as "1tr2" or "1 triệu 250".

    These are 1,2 and 1,25 million. Raises MoneyError for words below a million.
    """
    scale = _WORDS.get(fold(mixed["word"]), 1)
    if scale < 1_000_000:
        raise _unreadable()
    return int(mixed["whole"]) * scale + int(mixed["part"]) * scale // 10 ** len(mixed["part"])


def _read_fraction(number: str, scale: int) -> int:
    """Return the đồng of `number`, which has a point or a comma, times `scale`.

    "1.250k" is 1.250 thousand and "1,250 triệu" a million and a quarter. "1,250k" and "1.250 triệu" have two
    readings: they raise MoneyError, and so does a fraction of a đồng.
    """
    if _GROUPED.fullmatch(number):
        if scale == 1_000 and "." in number:
            return int(number.replace(".", "")) * scale
        if scale == 1_000 or "." in number:
            raise _unreadable()
    amount = Decimal(number.replace(",", ".")) * scale
    if amount != int(amount):
        raise _unreadable()
    return int(amount)


def _unreadable() -> MoneyError:
    return _error("money_unreadable")


def _error(code: str) -> MoneyError:
    return MoneyError(str(MONEY_WORDS[code]), field="price", code=code)
