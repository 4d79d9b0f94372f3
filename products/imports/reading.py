"""Read an uploaded file as rows of cells: .xlsx, or CSV with commas, semicolons or tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.reading import ReadingRefused, read
from backend.common.workbooks import SheetRow, WorkbookRefused, read_sheet
from products.imports.columns import COLUMNS, Column
from products.imports.csv_rows import TableRefused, rows_of_csv

MAX_ROWS = 5_000
_MOST_COLUMNS = 60
# The heading may come after a title and a line or two of explanation.
_HEADING_WITHIN = 10


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

    Call it before a transaction. Raises TableRefused with a readable message. The heading is searched in the first 10 rows.
    """
    rows = _sheet(data)
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
    most = MAX_ROWS + _HEADING_WITHIN
    try:
        if data[:4] == b"PK\x03\x04":
            return read_sheet(data, most_rows=most, most_columns=_MOST_COLUMNS)
        return read(rows_of_csv, data, most_rows=most, most_columns=_MOST_COLUMNS)
    except (WorkbookRefused, ReadingRefused) as error:
        raise _refused(error.code, error.message) from error


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
