"""Names of goods on English pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from backend.common.text import is_english


class Named(Protocol):
    """Goods with a Vietnamese name, and an English one or ""."""

    @property
    def name(self) -> str: ...

    @property
    def name_en(self) -> str: ...


def shown_name(goods: Named) -> str:
    """Return the name in the active language; the Vietnamese one if there is no English name."""
    return (goods.name_en if is_english() else "") or goods.name


def is_untranslated(goods: Named) -> bool:
    """Return True if this English page shows the Vietnamese name, because there is no other."""
    return is_english() and not goods.name_en


def any_untranslated(many: Iterable[Named]) -> bool:
    return is_english() and any(not goods.name_en for goods in many)
