"""What a pack holds, read from the words on it."""

from __future__ import annotations

import re
from decimal import Decimal

from backend.common.units import Kind, Unit, find_unit

_CONTENT = re.compile(r"(\d[\d.,]*)\s*([^\W\d_]+)")


def pack_content(text: str, kind: Kind) -> Decimal | None:
    """What a pack holds in kg, litre or metre, read from words like "500 g" or "Hộp 10 gói x 20 g"; the last measure counts.

    None where no measure of `kind` is named.
    """
    found = None
    for number, word in _CONTENT.findall(text):
        unit: Unit | None = find_unit(word)
        if unit is None or unit.kind != kind or unit.to_base is None:
            continue
        value = _decimal(number)
        if value:
            found = value * unit.to_base
    return found


def _decimal(number: str) -> Decimal | None:
    plain = re.sub(r"\.(?=\d{3}(?:\D|$))", "", number.rstrip(".,")).replace(",", ".")
    return Decimal(plain) if re.fullmatch(r"\d{1,9}(\.\d{1,6})?", plain) else None
