"""Read an uploaded file of members as rows of cells. Only the columns below are taken; the others are named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.tables import letter_of, read_table_rows, refused
from backend.common.text import fold, nfc
from backend.common.workbooks import SheetRow

MAX_ROWS = 5_000
MAX_DROPPED = 40
_MOST_COLUMNS = 60
# The heading may come after a title and a line or two of explanation.
_HEADING_WITHIN = 10


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is taken: its heading in the template, and other headings that people write."""

    key: str
    heading: str
    others: tuple[str, ...] = ()

    def is_headed(self, folded: str) -> bool:
        return folded in {fold(self.heading), *map(fold, self.others)}


COLUMNS = (
    Column(
        "full_name",
        "Họ và tên",
        ("Họ tên", "Họ và tên hội viên", "Họ tên hội viên", "Tên hội viên", "Họ, tên"),
    ),
    Column("birth_year", "Năm sinh", ("Sinh năm", "Ngày sinh", "Ngày tháng năm sinh", "NS")),
    Column("chapter", "Chi hội", ("Tên chi hội", "Chi hội phụ nữ", "Bản", "Thôn", "Bản, tiểu khu")),
    Column("commune", "Xã, phường", ("Xã", "Phường", "Xã/phường", "Tên xã")),
    Column(
        "phone",
        "Số điện thoại",
        ("Điện thoại", "SĐT", "Số ĐT", "ĐT", "Di động", "Số di động", "Điện thoại di động"),
    ),
)
_NUMBERS_OF_ROWS = {fold(text) for text in ("STT", "Số TT", "TT", "Số thứ tự")}


@dataclass(frozen=True, slots=True)
class TableRow:
    """One filled row of the spreadsheet.

    line: its number in the spreadsheet, from 1.
    cells: {column key: (letters of the column, value)}.
    """

    line: int
    cells: dict[str, tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class MembersTable:
    """The rows of a file, and the headings of the columns that were dropped unread."""

    rows: list[TableRow]
    dropped: list[str]


def read_members(data: bytes) -> MembersTable:
    """Return the filled rows below the heading of an .xlsx or CSV file.

    Call it before a transaction. Raises TableRefused.
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
        if any(map(_is_filled, (value for _letter, value in cells.values()))):
            found.append(TableRow(row.line, cells))
    if not found:
        raise refused("table_empty", _("Tệp chưa có hội viên nào dưới dòng tiêu đề."))
    if len(found) > MAX_ROWS:
        raise refused(
            "too_many_rows", _("Tệp có hơn 5.000 dòng. Chị chia ra, mỗi lần đưa nhiều nhất 5.000 dòng.")
        )
    return MembersTable(found, _dropped(rows[at], rows[at + 1 :], set(columns)))


def _heading(rows: list[SheetRow]) -> tuple[int, dict[int, Column]]:
    for at, row in enumerate(rows[:_HEADING_WITHIN]):
        columns: dict[int, Column] = {}
        for place, value in enumerate(row.cells):
            folded = _folded(value)
            for column in COLUMNS:
                if folded and column.is_headed(folded):
                    if column in columns.values():
                        raise refused(
                            "column_twice",
                            _("Có hai cột “%(heading)s”. Chị bỏ bớt một cột.") % {"heading": column.heading},
                        )
                    columns[place] = column
        if any(column.key == "full_name" for column in columns.values()):
            return at, columns
    raise refused("no_heading", _("Không thấy cột “Họ và tên”. Chị dùng tệp mẫu, giữ nguyên dòng tiêu đề."))


def _dropped(heading: SheetRow, rows: list[SheetRow], taken: set[int]) -> list[str]:
    """Return the names of the other columns that hold something, at most MAX_DROPPED."""
    width = max(len(row.cells) for row in (heading, *rows))
    names = []
    for place in range(width):
        value = heading.cells[place] if place < len(heading.cells) else None
        if place in taken or _folded(value) in _NUMBERS_OF_ROWS:
            continue
        if _is_filled(value):
            names.append(nfc(str(value))[:60])
        elif any(place < len(row.cells) and _is_filled(row.cells[place]) for row in rows):
            names.append(_("cột %(letter)s") % {"letter": letter_of(place)})
    return names[:MAX_DROPPED]


def _folded(value: Any) -> str:
    return fold(value.replace("*", "")) if isinstance(value, str) else ""


def _is_filled(value: Any) -> bool:
    return value is not None and bool(str(value).strip())
