"""Cells that a spreadsheet would run, and what a file contains for programs that open it.

The check for a formula here shares no code with the project's own.
"""

from __future__ import annotations

import csv
import io
import re

from openpyxl import load_workbook

SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "\u2212")
_UNSEEN = (
    "", " ", "\u00a0", "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\u2063", "\u202e", "\u2066", "\u3000", "\u3164",
    "\ufe0f", "\ufeff", "\ufeff\u200b ", "\U000e0001",
)  # fmt: skip
HOSTILE = (
    *(unseen + sign + "1+1" for unseen in _UNSEEN for sign in SIGNS),
    *(break_ + "=1+1" for break_ in "\t\r\n"),
    "\u200b\t=1+1",
    "\u200b=cmd|' /C calc'!A0",
    "Lan;=1+1",
    "Lan;=1+1;Hoa",
    "Lan; \u200b＝1+1;",
    'Lan;"=1+A1&";Hoa',
    "Lan;\n@SUM(1);",
)
_BEGINNING = re.compile(rf"(?:[\s\x00-\x1f]|{'|'.join(filter(None, _UNSEEN))})*[{re.escape(''.join(SIGNS))}]")


def runs(text: str) -> bool:
    """Return whether a spreadsheet that opens `text` as a cell of a CSV file may run it."""
    return bool(_BEGINNING.match(text))


def live_cells_of_csv(data: bytes) -> list[str]:
    """Return the cells that would run, whichever sign the program splits at."""
    text = data.decode("utf-8-sig")
    return [
        cell
        for delimiter in ",;\t"
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cell in row
        if runs(cell)
    ]


def live_cells_of_excel(data: bytes, *, as_csv_too: bool) -> list[str]:
    """Return the formulas of the first sheet; with `as_csv_too` also the texts that would run once saved as CSV.

    A text that keeps its quote prefix counts as text in any case.
    """
    cells = [cell for row in load_workbook(io.BytesIO(data)).worksheets[0].iter_rows() for cell in row]
    return [
        str(cell.value)
        for cell in cells
        if cell.data_type == "f"
        or (as_csv_too and isinstance(cell.value, str) and not cell.quotePrefix and runs(cell.value))
    ]
