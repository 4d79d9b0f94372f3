"""Read a CSV file as rows of cells, in the child process that reads uploads (backend/common/reading.py)."""

from __future__ import annotations

import csv
import io
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.workbooks import MAX_BYTES, SheetRow

NO_TABLE = gettext_lazy("Đây không phải tệp Excel (.xlsx) hay CSV. Tệp .xls cũ thì chị lưu lại thành .xlsx.")


class TableRefused(DomainError):
    """The file can't be read as a spreadsheet of products; `field` is "file"."""


def rows_of_csv(file: BinaryIO, *, most_rows: int, most_columns: int) -> list[SheetRow]:
    """Return the non-empty rows with commas, semicolons or tabs, cut off after `most_columns`.

    Stops after the first row above `most_rows`. Raises TableRefused.
    """
    data = file.read(MAX_BYTES + 1)
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
    rows: list[SheetRow] = []
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append(SheetRow(reader.line_num, tuple(cells[:most_columns])))
            if len(rows) > most_rows:
                break
    except csv.Error as error:
        raise _refused(
            "csv_broken",
            _("Tệp CSV hỏng gần dòng %(line)s: dấu nháy kép chưa đóng.") % {"line": len(rows) + 1},
        ) from error
    return rows


def _refused(code: str, message: str) -> TableRefused:
    return TableRefused(message, field="file", code=code)
