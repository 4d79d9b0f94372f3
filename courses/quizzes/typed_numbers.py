"""Parse numbers that an author types into a form."""

from __future__ import annotations

from typing import Any


def number_typed(text: Any, default: float) -> Any:
    """Return a typed number; text that is no number stays, for the check to report it."""
    if not str(text).strip():
        return default
    try:
        number = float(str(text).strip().removesuffix("%").replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
