"""Read an uploaded file as rows of cells: .xlsx, or CSV with commas, semicolons or tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.tables import letter_of, read_table_rows, refused
from backend.common.workbooks import SheetRow
from products.imports.columns import COLUMNS, Column

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
    rows = read_table_rows(data, most_rows=MAX_ROWS + _HEADING_WITHIN, most_columns=_MOST_COLUMNS)
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
        raise refused("table_empty", _("Tệp chưa có dòng sản phẩm nào dưới dòng tiêu đề."))
    if len(found) > MAX_ROWS:
        raise refused(
            "too_many_rows", _("Tệp có hơn 5.000 dòng. Chị chia ra, mỗi lần đưa nhiều nhất 5.000 dòng.")
        )
    return found


def _heading(rows: list[SheetRow]) -> tuple[int, dict[int, Column]]:
    for at, row in enumerate(rows[:_HEADING_WITHIN]):
        columns: dict[int, Column] = {}
        for place, value in enumerate(row.cells):
            for column in COLUMNS:
                if isinstance(value, str) and column.is_headed(value):
                    if column in columns.values():
                        raise refused(
                            "column_twice",
                            _("Có hai cột “%(heading)s”. Chị bỏ bớt một cột.") % {"heading": column.heading},
                        )
                    columns[place] = column
        if any(column.key == "name" for column in columns.values()):
            return at, columns
    raise refused(
        "no_heading", _("Không thấy cột “Tên sản phẩm”. Chị dùng tệp mẫu, giữ nguyên dòng tiêu đề.")
    )
