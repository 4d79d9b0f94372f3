"""Parse the content of a pack from its description."""

from __future__ import annotations

import re
from decimal import Decimal

from backend.common.units import Kind, Unit, find_unit

_CONTENT = re.compile(r"(\d[\d.,]*)\s*([^\W\d_]+)")


def pack_content(text: str, kind: Kind) -> Decimal | None:
    """Return a pack's content in kg, litres or metres from text like "500 g" or "Hộp 10 gói x 20 g".

    The last measure counts. Return None if no measure of `kind` is named.
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
