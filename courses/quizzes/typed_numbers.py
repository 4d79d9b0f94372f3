"""Numbers as an author types them into a form."""

from __future__ import annotations

from typing import Any


def number_typed(text: Any, default: float) -> Any:
    """Return a number as typed; what is none stays as it is, for the check to name it."""
    if not str(text).strip():
        return default
    try:
        number = float(str(text).strip().removesuffix("%").replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() else number
