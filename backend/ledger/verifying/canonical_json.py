"""Write canonical JSON (RFC 8785), so that hashes can be compared."""

from __future__ import annotations

import decimal
import json
from typing import Any

# --- JSON in one spelling: RFC 8785 ---------------------------------------------------------------------------------------


def canonical(value: Any) -> bytes:
    """Return the canonical text (RFC 8785, JCS) of a JSON value."""
    return _canonical(value).encode()


def _canonical(value: Any) -> str:
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
        return "{" + ",".join(f"{_text(name)}:{_canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, value)) + "]"
    return _ecmascript(value) if isinstance(value, float) else _text(value)


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _ecmascript(value: float) -> str:
    """Return a number as ECMAScript writes it, with an exponent from 1e21 on and below 1e-6."""
    if value == 0:
        return "0"
    sign, digits, exponent = decimal.Decimal(repr(value)).normalize().as_tuple()
    text, point = "".join(map(str, digits)), len(digits) + int(exponent)
    if 0 < point <= 21:
        text = text.ljust(point, "0")
        text = text[:point] + ("." + text[point:] if text[point:] else "")
    elif -6 < point <= 0:
        text = "0." + "0" * -point + text
    else:
        text = text[0] + ("." + text[1:] if text[1:] else "") + f"e{point - 1:+d}"
    return "-" * sign + text
