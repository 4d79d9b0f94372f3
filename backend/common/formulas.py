"""Text that a spreadsheet would run: what begins so is a formula on the computer of whoever opens the table."""

from __future__ import annotations

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
