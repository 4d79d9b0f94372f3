"""Text that a spreadsheet would run: what begins so is a formula on the computer of whoever opens the table."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

# Said wherever a name is typed that others will meet in a table.
LIVE_NAME = gettext_lazy(
    "Tên bắt đầu bằng dấu =, +, - hoặc @ thì bảng tính sẽ chạy như công thức. Chị bỏ dấu ấy."
)
_BEGINNINGS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def is_live(text: str) -> bool:
    """Whether a spreadsheet that opens `text` as a cell of a CSV file would run it."""
    return text.lstrip(" \u00a0\ufeff").startswith(_BEGINNINGS) or text.startswith(_BEGINNINGS)


def inert(text: str) -> str:
    """`text` as a cell that stays text: with an apostrophe before what would be run.

    >>> inert("=1+1")
    "'=1+1"
    >>> inert("Mận hậu")
    'Mận hậu'
    """
    return f"'{text}" if is_live(text) else text
