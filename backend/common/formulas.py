"""Detect and neutralise text that a spreadsheet would run as a formula."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy

# The error for names that appear in exported tables.
LIVE_NAME = gettext_lazy(
    "Tên bắt đầu bằng dấu =, +, - hoặc @ thì bảng tính sẽ chạy như công thức. Chị bỏ dấu ấy."
)
# Compared after NFKC, which turns full-width, small and raised signs into these.
_SIGNS = frozenset("=+-\u2212@")
_BREAKS = frozenset("\t\r\n")
# Letters and symbols without ink. Other invisible characters are known by their category.
_FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Zl", "Zp", "Zs"})
# Excel splits CSV at semicolons where the comma is the decimal sign, as in Vietnam. It then also ends a row
# inside a quoted cell, whose quotes it doesn't recognise.
_SPLITS = re.compile(r"([;\t\r\n])(?=([^;\t\r\n]+))")

# Neither XML nor Excel can hold these; a single one would fail the whole file.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def is_live(text: str) -> bool:
    """Return True if a spreadsheet that opens `text` as a cell of a CSV file would run it as a formula.

    Invisible characters before the sign don't count: some programs drop them.
    """
    for char in text:
        if char in _BREAKS:
            return True
        if char not in _FILLERS and unicodedata.category(char) not in _INVISIBLE:
            return unicodedata.normalize("NFKC", char)[0] in _SIGNS
    return False


def inert(text: str) -> str:
    """Return `text` for a cell of a spreadsheet, without control characters.

    A formula gets an apostrophe in front, so that it stays text.
        >>> inert("=1+1")
        "'=1+1"
        >>> inert("Mận hậu")
        'Mận hậu'
    """
    text = _UNFIT.sub("", text)
    return f"'{text}" if is_live(text) else text


def inert_in_csv(text: str) -> str:
    """Return `text` for a cell of a CSV file, which may also be split at semicolons, tabs and line breaks.

    Each part that would be a formula gets an apostrophe in front.
        >>> inert_in_csv("Lan;=1+1")
        "Lan;'=1+1"
    """
    apart = _SPLITS.sub(lambda found: found[1] + "'" * is_live(found[2].replace('"', "")), text)
    return inert(apart)
