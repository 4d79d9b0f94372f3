"""Detect and neutralise text that a spreadsheet would run as a formula."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

# The error for names that appear in exported tables.
LIVE_NAME = gettext_lazy(
    "Tên bắt đầu bằng dấu =, +, - hoặc @ thì bảng tính sẽ chạy như công thức. Chị bỏ dấu ấy."
)
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_live(text: str) -> bool:
    """Return True if a spreadsheet that opens `text` as a cell of a CSV file would run it as a formula."""
    return text.lstrip(" \u00a0\ufeff").startswith(_BEGINNINGS) or text.startswith(_BEGINNINGS)


def inert(text: str) -> str:
    """Return `text` for a cell of a spreadsheet.

    A formula gets an apostrophe in front, so that it stays text.
        >>> inert("=1+1")
        "'=1+1"
        >>> inert("Mận hậu")
        'Mận hậu'
    """
    return f"'{text}" if is_live(text) else text
