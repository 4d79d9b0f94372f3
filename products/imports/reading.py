"""Read an uploaded file as rows of cells: .xlsx, or CSV with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.workbooks import MAX_BYTES, SheetRow, WorkbookRefused, read_sheet
from products.imports.columns import COLUMNS, Column

MAX_ROWS = 5_000
_MOST_COLUMNS = 60
# The heading may come after a title and a line or two of explanation.
_HEADING_WITHIN = 10
NO_TABLE = gettext_lazy("Đây không phải tệp Excel (.xlsx) hay CSV. Tệp .xls cũ thì chị lưu lại thành .xlsx.")


class TableRefused(DomainError):
    """The file can't be read as a spreadsheet of products; `field` is "file"."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One filled row of the spreadsheet.

    line: its number in the spreadsheet, from 1.
    cells: {column key: (letters of the column, value)}.
    """

    line: int
    cells: dict[str, tuple[str, Any]]


def read_table(data: bytes) -> list[TableRow]:
    """Return the filled rows below the heading of an .xlsx or CSV file.

    Raises TableRefused with a readable message. The heading is searched in the first 10 rows.
    """
    rows = _sheet(data) if data[:4] == b"PK\x03\x04" else _csv(data)
    at, columns = _heading(rows)
    found = []
    for row in rows[at + 1 :]:
        cells = {
            column.key: (letter_of(place), row.cells[place])
            for place, column in columns.items()
            if place < len(row.cells)
        }
        if any(value not in (None, "") and str(value).strip() for _letter, value in cells.values()):
            found.append(TableRow(row.line, cells))
    if not found:
        raise _refused("table_empty", _("Tệp chưa có dòng sản phẩm nào dưới dòng tiêu đề."))
    if len(found) > MAX_ROWS:
        raise _refused(
            "too_many_rows", _("Tệp có hơn 5.000 dòng. Chị chia ra, mỗi lần đưa nhiều nhất 5.000 dòng.")
        )
    return found


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


def _sheet(data: bytes) -> list[SheetRow]:
    try:
        return read_sheet(data, most_rows=MAX_ROWS + _HEADING_WITHIN, most_columns=_MOST_COLUMNS)
    except WorkbookRefused as error:
        raise _refused(error.code, error.message) from error


def _csv(data: bytes) -> list[SheetRow]:
    if len(data) > MAX_BYTES:
        raise _refused("too_large", _("Tệp lớn quá 5 MB."))
    if b"\0" in data[:4000] and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise _refused("no_table", str(NO_TABLE))
    try:
        text = data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            "csv_encoding", _("Chữ trong tệp CSV không đọc được. Trong Excel, chị lưu lại kiểu “CSV UTF-8”.")
        ) from error
    if "\0" in text:
        raise _refused("no_table", str(NO_TABLE))
    first = text[:20_000]
    delimiter = max(";\t,", key=first.count)
    rows = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(reader.line_num, tuple(cells[:_MOST_COLUMNS])))
            if len(rows) > MAX_ROWS + _HEADING_WITHIN:
                break
    except csv.Error as error:
        raise _refused(
            "csv_broken",
            _("Tệp CSV hỏng gần dòng %(line)s: dấu nháy kép chưa đóng.") % {"line": len(rows) + 1},
        ) from error
    return rows


def _heading(rows: list[SheetRow]) -> tuple[int, dict[int, Column]]:
    for at, row in enumerate(rows[:_HEADING_WITHIN]):
        columns: dict[int, Column] = {}
        for place, value in enumerate(row.cells):
            for column in COLUMNS:
                if isinstance(value, str) and column.is_headed(value):
                    if column in columns.values():
                        raise _refused(
                            "column_twice",
                            _("Có hai cột “%(heading)s”. Chị bỏ bớt một cột.") % {"heading": column.heading},
                        )
                    columns[place] = column
        if any(column.key == "name" for column in columns.values()):
            return at, columns
    raise _refused(
        "no_heading", _("Không thấy cột “Tên sản phẩm”. Chị dùng tệp mẫu, giữ nguyên dòng tiêu đề.")
    )


def _refused(code: str, message: str) -> TableRefused:
    return TableRefused(message, field="file", code=code)
