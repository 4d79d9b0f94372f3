"""An .xlsx as a zip: inspected within limits, and written again with one part changed."""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
from dataclasses import dataclass

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from backend.common.text import fold
from backend.common.workbooks import WorkbookRefused, first_sheet_of
from orders.exchanges.sheets import SheetRefused, is_well_formed

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
HEADING_WITHIN = 30
MOST_COLUMNS = 200
LAST_ROW = 1_048_576  # of a sheet in Excel
_SIGNED = re.compile(r"^_xmlsignatures/", re.IGNORECASE)
_READ = re.compile(r"xl/(?:[^/]+|worksheets/[^/]+|_rels/[^/]+)\.(?:xml|rels)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SheetLook:
    """A visible sheet of a template: name, part of the zip, first rows as (row number, texts)."""

    name: str
    part: str
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def check_package(data: bytes) -> None:
    """Check the file before it is stored.

    Raises WorkbookRefused (no .xlsx, too large), or SheetRefused (macros, a signature that would break).
    """
    # Counts the unpacked size before anything is parsed.
    first_sheet_of(io.BytesIO(data), most_rows=LAST_ROW, most_columns=1, computed=False)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = archive.namelist()
        # Check every sheet to the end now, rather than fail later while a seller waits for a file.
        sound = all(is_well_formed(archive.read(name)) for name in names if _READ.match(name))
    if not sound:
        raise WorkbookRefused(_("Đây không phải tệp Excel (.xlsx) mở được."))
    if any(_SIGNED.match(name) for name in names):
        raise SheetRefused(
            _("Tệp này có chữ ký số: điền vào thì chữ ký hỏng. Chị xin sàn tệp không ký."), code="signed"
        )
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise SheetRefused(_("Tệp này có macro (.xlsm). Chị xin sàn tệp .xlsx."), code="macros")


def looks_of(data: bytes) -> list[SheetLook]:
    """Return the visible sheets with their first rows, so that an officer can choose the heading row.

    Raises WorkbookRefused.
    """
    parts = sheet_parts(data)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        looks = []
        for sheet in book.worksheets:
            if sheet.sheet_state != "visible" or sheet.title not in parts:
                continue
            sheet.reset_dimensions()
            rows = tuple(
                (number, tuple(_text(value) for value in cells))
                for number, cells in enumerate(
                    sheet.iter_rows(max_row=HEADING_WITHIN, max_col=MOST_COLUMNS, values_only=True), 1
                )
                if any(value is not None for value in cells)
            )
            looks.append(SheetLook(sheet.title, parts[sheet.title], rows))
        return looks
    except MemoryError:
        raise
    except Exception as error:
        raise WorkbookRefused(_("Đây không phải tệp Excel (.xlsx) mở được.")) from error
    finally:
        book.close()


def sheet_parts(data: bytes) -> dict[str, str]:
    """Return {sheet name: its part of the zip} by the workbook's relations.

    Raises SheetRefused if there is none.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        book = fromstring(archive.read("xl/workbook.xml"))
        relations = fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        names = set(archive.namelist())
    targets: dict[str, str] = {
        each.get("Id", ""): posixpath.normpath(posixpath.join("/xl", each.get("Target", ""))).lstrip("/")
        for each in relations
    }
    found = {}
    for sheet in book.iter(f"{MAIN}sheet"):
        part = targets.get(sheet.get(RELATION, ""), "")
        if part in names:
            found[sheet.get("name", "")] = part
    if not found:
        raise SheetRefused(_("Không thấy trang tính nào trong tệp này."), code="no_sheet")
    return found


def headings_of(data: bytes, sheet: str, row: int) -> list[str]:
    """Return the texts of one row in the order of its columns; empty if the sheet or row is missing."""
    look = next((look for look in looks_of(data) if look.name == sheet), None)
    return list(next((cells for number, cells in (look.rows if look else ()) if number == row), ()))


def digest_of(data: bytes, sheet: str, row: int) -> str:
    """Return a hash of the sheet's name, its heading row and the columns' texts in their order."""
    content = "\n".join(
        [
            sheet,
            str(row),
            *(" ".join(fold(text).split()) for text in stripped(headings_of(data, sheet, row))),
        ]
    )
    return hashlib.sha256(content.encode()).hexdigest()


def with_part(data: bytes, part: str, content: bytes) -> bytes:
    """Return the zip with `part` changed; every other entry keeps its bytes, order and date."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as made:
        made.comment = source.comment
        for entry in source.infolist():
            body = content if entry.filename == part else source.read(entry)
            made.writestr(entry, body, compress_type=entry.compress_type)
    return out.getvalue()


def part_of(data: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(part)


def _text(value: object) -> str:
    return "" if value is None else " ".join(str(value).split())[:200]


def stripped(texts: list[str]) -> list[str]:
    """Return the texts without empty cells at the end of the row."""
    while texts and not texts[-1]:
        texts = texts[:-1]
    return texts
