"""Read the first sheet of an uploaded Excel file, within limits that are checked before it is parsed.

An .xlsx is a zip of XML: a few kilobytes can unpack to gigabytes, and a sheet of a million cells takes a worker ten
seconds. So the file's size, its unpacked size and the number of XML tags are checked first, which costs a hundredth of
parsing. The unpacked bytes are counted, because sizes in a zip directory may be wrong.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook

from backend.common.errors import DomainError

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
    data: bytes, *, most_rows: int, most_columns: int = 40, computed: bool = False
) -> list[SheetRow]:
    """Return the non-empty rows of the first sheet in order, cut off after `most_columns`.

    With `computed` a formula cell has its saved result instead of its text. Raises WorkbookRefused for more
    than `most_rows` rows, and for other files than .xlsx.
    """
    _check_size(data)
    rows: list[SheetRow] = []
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=computed)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # the size in the file is often wrong
            lines = sheet.iter_rows(max_col=most_columns, values_only=True)
            # A sheet formatted to its end yields its empty rows too. A row number of 10^18 would never end.
            for number, cells in enumerate(islice(lines, MAX_LINES), 1):
                if cells.count(None) < len(cells):
                    rows.append(SheetRow(number, tuple(cells)))
                if len(rows) > most_rows:
                    break
        finally:
            book.close()
    except Exception as error:  # openpyxl raises whatever the broken part of the file leads to
        raise WorkbookRefused(_("Đây không phải tệp Excel (.xlsx) mở được.")) from error
    if len(rows) > most_rows:
        message = _("Tệp có nhiều dòng quá: nhiều nhất %(most)s dòng. Chị chia ra nhiều tệp.")
        raise WorkbookRefused(message % {"most": most_rows}, line=rows[-1].line, code="too_many_rows")
    return rows


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise WorkbookRefused(_("Tệp lớn quá 5 MB."), code="too_large")
    unpacked = tags = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
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
        raise WorkbookRefused(_("Đây không phải tệp Excel (.xlsx) mở được.")) from error


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
