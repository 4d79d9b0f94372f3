"""Read an uploaded table, an .xlsx or CSV file, as rows of cells, in the child process for uploads (reading.py)."""

from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.reading import ReadingRefused, read
from backend.common.workbooks import MAX_BYTES, SheetRow, WorkbookRefused, read_sheet

NO_TABLE = gettext_lazy("Đây không phải tệp Excel (.xlsx) hay CSV. Tệp .xls cũ thì chị lưu lại thành .xlsx.")


class TableRefused(DomainError):
    """The file can't be read as a table of the expected kind; `field` is "file"."""


class CellRefused(DomainError):
    """The cell has no value that can be read."""


def read_table_rows(data: bytes, *, most_rows: int, most_columns: int) -> list[SheetRow]:
    """Return the non-empty rows of an .xlsx file's first sheet or of a CSV file.

    Call it before a transaction. Raises TableRefused.
    """
    try:
        if data[:4] == b"PK\x03\x04":
            return read_sheet(data, most_rows=most_rows, most_columns=most_columns)
        return read(rows_of_csv, data, most_rows=most_rows, most_columns=most_columns)
    except (WorkbookRefused, ReadingRefused) as error:
        raise refused(error.code, error.message) from error


def letter_of(place: int) -> str:
    """Return the letters of the spreadsheet column with index `place`, from 0.

    >>> letter_of(0), letter_of(27)
    ('A', 'AB')
    """
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_text(value: Any) -> str:
    """Return a cell's text as a Vietnamese user would type it: "0,3", "24/11/2026".

    Raises CellRefused for a formula.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        # Excel stores 45000 and 0,3 as 45000.0 and 0.30000000000000004.
        number = Decimal(repr(round(value, 6))).normalize()
        return f"{number:f}".replace(".", ",")
    if isinstance(value, (dt.datetime, dt.date)):
        return value.strftime("%d/%m/%Y")
    text = str(value).strip()
    if text.startswith("="):
        raise CellRefused(
            _("Ô này là công thức. Chị chép lại rồi dán giá trị, hoặc gõ thẳng chữ số."), code="formula"
        )
    return text


def rows_of_csv(file: BinaryIO, *, most_rows: int, most_columns: int) -> list[SheetRow]:
    """Return the non-empty rows with commas, semicolons or tabs, cut off after `most_columns`.

    Stops after the first row above `most_rows`. Raises TableRefused.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise refused("too_large", _("Tệp lớn quá 5 MB."))
    if b"\0" in data[:4000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise refused("no_table", str(NO_TABLE))
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise refused(
            "csv_encoding", _("Chữ trong tệp CSV không đọc được. Trong Excel, chị lưu lại kiểu “CSV UTF-8”.")
        ) from error
    if "\0" in text:
        raise refused("no_table", str(NO_TABLE))
    first = text[:20_000]
    delimiter = max(";\t,", key=first.count)
    rows: list[SheetRow] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(reader.line_num, tuple(cells[:most_columns])))
            if len(rows) > most_rows:
                break
    except csv.Error as error:
        raise refused(
            "csv_broken",
            _("Tệp CSV hỏng gần dòng %(line)s: dấu nháy kép chưa đóng.") % {"line": len(rows) + 1},
        ) from error
    return rows


def refused(code: str, message: str) -> TableRefused:
    """Return a refusal of the whole file."""
    return TableRefused(message, field="file", code=code)
