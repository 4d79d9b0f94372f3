"""A report as a table of texts and numbers, and as a CSV or Excel file of the same cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from backend.common.formulas import inert, inert_in_csv

type Value = str | int | None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with an optional `note` to the cells, printed below them after an empty line."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    note: str = ""


def as_csv(table: Table) -> bytes:
    """Return CSV in UTF-8 with a byte order mark, which Excel needs to read Vietnamese; CRLF (RFC 4180)."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_plain_in_csv(name) for name in table.head])
    writer.writerows([[_plain_in_csv(value) for value in row] for row in table.rows])
    if table.note:
        # The same number of fields in every line (RFC 4180, section 2.4).
        rest = [""] * (len(table.head) - 1)
        writer.writerows([["", *rest], [_plain_in_csv(table.note), *rest]])
    return "\ufeff".encode() + text.getvalue().encode()


def as_excel(table: Table) -> bytes:
    """Return `table` as an Excel file with one sheet; its head row is bold and frozen."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "".join(letter for letter in table.title if letter not in r"[]:*?/\\")[:31] or "Piêu"
    sheet.append([_plain(name) for name in table.head])  # includes names of courses
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in table.rows:
        sheet.append([_plain(value) for value in row])
    if table.note:
        sheet.append([])
        sheet.append([_plain(table.note)])
    sheet.freeze_panes = "A2"
    for column, name in enumerate(table.head, 1):
        longest = max([len(str(name)), *(len(str(row[column - 1] or "")) for row in table.rows[:200])])
        sheet.column_dimensions[get_column_letter(column)].width = min(60, longest + 2)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _plain(value: Value) -> Value:
    """Return the value; text that a spreadsheet would run as a formula gets an apostrophe in front."""
    return inert(value) if isinstance(value, str) else value


def _plain_in_csv(value: Value) -> Value:
    return inert_in_csv(value) if isinstance(value, str) else value
