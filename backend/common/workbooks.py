"""Read the first sheet of an uploaded Excel file, in a child process and within limits.

An .xlsx is a zip of XML: a few kilobytes can unpack to gigabytes, and a sheet of a million cells takes a worker ten
seconds. So the file's size, its unpacked size and the number of XML tags are checked first, which costs a hundredth of
parsing. The unpacked bytes are counted, because sizes in a zip directory may be wrong. What still takes too much
time or memory ends with the child process (backend/common/reading.py).
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import islice
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from backend.common.errors import DomainError
from backend.common.reading import ReadingRefused, Upload, read

MAX_BYTES = 5_000_000
MAX_UNPACKED = 40_000_000
# A million tags are 200,000 filled cells, and about three seconds of one worker.
MAX_TAGS = 1_000_000
MAX_PARTS = 500
MAX_LINES = 1_048_576  # of a sheet, by Excel's own specification
_CHUNK = 1 << 18


class WorkbookRefused(DomainError):
    """The file can't be read as a spreadsheet, or exceeds a limit.

    `line` is the row of the problem, from 1.
    """

    def __init__(self, message: str, *, line: int = 1, code: str = "workbook_refused") -> None:
        super().__init__(message, field="file", code=code)
        self.line = line


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a spreadsheet.

    `line` is Excel's number, from 1; each cell is a str, int, float, bool, datetime or None.
    """

    line: int
    cells: tuple[Any, ...]


def read_sheet(
    file: Upload, *, most_rows: int, most_columns: int = 40, computed: bool = False
) -> list[SheetRow]:
    """Return the non-empty rows of the first sheet in order, cut off after `most_columns`.

    With `computed` a formula cell has its saved result instead of its text. Call it before a transaction.
    Raises WorkbookRefused for more than `most_rows` rows, and for other files than .xlsx.
    """
    try:
        return read(first_sheet_of, file, most_rows=most_rows, most_columns=most_columns, computed=computed)
    except ReadingRefused as error:
        raise WorkbookRefused(error.message, code=error.code) from error


def first_sheet_of(file: BinaryIO, *, most_rows: int, most_columns: int, computed: bool) -> list[SheetRow]:
    """Do what `read_sheet` does, in this process."""
    check_size(file)
    rows: list[SheetRow] = []
    try:
        book = load_workbook(file, read_only=True, data_only=computed)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the size in the file is often wrong
            lines = sheet.iter_rows(max_col=most_columns, values_only=True)
            # A sheet formatted to its end yields its empty rows too. A row number of 10^18 would never end.
            for number, cells in enumerate(islice(lines, MAX_LINES), 1):
                if cells.count(None) < len(cells):
                    rows.append(SheetRow(number, tuple(map(_plain, cells))))
                if len(rows) > most_rows:
                    break
        finally:
            book.close()
    except MemoryError:
        raise
    except Exception as error:  # openpyxl raises whatever the broken part of the file leads to
        raise broken() from error
    if len(rows) > most_rows:
        message = _("Tệp có nhiều dòng quá: nhiều nhất %(most)s dòng. Chị chia ra nhiều tệp.")
        raise WorkbookRefused(message % {"most": most_rows}, line=rows[-1].line, code="too_many_rows")
    return rows


def _plain(value: Any) -> Any:
    """Return a cell's value; of a formula over several cells, which openpyxl has as an object, its text."""
    if value is None or isinstance(value, (str, int, float, date, time, timedelta)):
        return value
    return str(getattr(value, "text", value))


def broken() -> WorkbookRefused:
    return WorkbookRefused(_("Đây không phải tệp Excel (.xlsx) mở được."))


def check_size(file: BinaryIO) -> None:
    """Count what a workbook unpacks to, and rewind it. Raises WorkbookRefused."""
    if file.seek(0, 2) > MAX_BYTES:
        raise WorkbookRefused(_("Tệp lớn quá 5 MB."), code="too_large")
    unpacked = tags = 0
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise _too_much()
            require_common_packing(parts)
            for part in parts:
                with archive.open(part) as stream:
                    while chunk := stream.read(_CHUNK):
                        unpacked += len(chunk)
                        # In every part: a sheet may have any name.
                        tags += chunk.count(b"<")
                        if unpacked > MAX_UNPACKED or tags > MAX_TAGS:
                            raise _too_much()
    # RuntimeError: a password.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError) as error:
        raise broken() from error
    file.seek(0)


def require_common_packing(parts: Iterable[zipfile.ZipInfo]) -> None:
    """Accept only stored and deflated parts of a zip: a few bytes of LZMA can take gigabytes to unpack.

    Raises zipfile.BadZipFile.
    """
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise zipfile.BadZipFile


def _too_much() -> WorkbookRefused:
    return WorkbookRefused(
        _(
            "Tệp có nhiều ô quá nên không đọc được. Chị xoá những dòng, cột, trang tính thừa, hoặc chia ra nhiều tệp."
        ),
        code="too_many_cells",
    )
