"""The net content of a pack as written on it, for example "500 g": an amount above zero and its unit."""

from __future__ import annotations

import re

from backend.common.text import fold
from backend.common.units import find_unit

# A minus sign counts only at the start of a number; in "450-500 g" it is a range.
_AMOUNT = re.compile(r"(?P<minus>(?:^|[(,;:]\s*|\s)[-−–]\s*)?(?P<number>\d[\d.,/]*)\s*(?P<word>[^\W\d_]+)")
# Units of packs that are no units of sale, and pieces that packs contain.
_WORDS = frozenset(
    "mg cl dl cc mm cm dm mi mililit mililiter millilit kilogam kilogram lang vien mieng banh ong lat to cap nai bap cu hat vi cuon "
    "thanh xau khay la buong".split()
)  # fmt: skip


def has_amount(text: str) -> bool:
    """Return True if `text` has an amount above zero with its unit.

    >>> [has_amount(text) for text in ("500 g", "Hộp 10 gói x 20 g", "0,5 lít", "450-500 g", "1 cái")]
    [True, True, True, True, True]
    >>> [has_amount(text) for text in ("abc", "-5 g", "0 g", "500", "5 abc")]
    [False, False, False, False, False]
    """
    for found in _AMOUNT.finditer(text):
        is_range = found["minus"] and text[: found.start()].rstrip()[-1:].isdigit()
        is_above_zero = any(digit in "123456789" for digit in found["number"])
        if is_above_zero and (is_range or not found["minus"]) and _is_unit(found["word"]):
            return True
    return False


def _is_unit(word: str) -> bool:
    return find_unit(word) is not None or fold(word) in _WORDS
