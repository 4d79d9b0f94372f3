"""A report as an Excel file, and back without loss: one row a field, with the reason where it differs from Piêu's count.

Numbers are text of fixed places, so that Excel neither rounds nor shortens them. A text that a spreadsheet would run
as a formula has an apostrophe in front, which reading takes off again.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from backend.common.formulas import is_live
from backend.common.tables import CellRefused, cell_text, read_table_rows, refused
from backend.common.text import fold
from backend.common.workbooks import SheetRow
from union.reports.checking import Typed
from union.reports.definition import Definition, Field
from union.reports.models import Report, ReportValue
from union.reports.numbers import number_text, shown_number

# Vietnamese in every language, so that a filled file works everywhere.
HEADINGS = ("Mã", "Mục", "Đơn vị", "Giá trị", "Vì sao khác Piêu đếm")
NOTE = "#ghi_chu"
MAX_ROWS = 200
_HEADING_WITHIN = 10
_GREY = PatternFill("solid", fgColor="F1ECE0")


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What a file holds: {code: what was typed}, the note, and the codes that the form doesn't have."""

    typed: dict[str, Typed]
    note: str
    unknown: tuple[str, ...]


def report_sheet(report: Report, rows: Iterable[ReportValue], known: Mapping[str, int | None]) -> bytes:
    """Return the .xlsx file of a report, filled as far as it is. known: Piêu's counts of fields that are empty yet."""
    definition = report.period.form.content
    saved = {row.code: row for row in rows}
    lines = [_cells(each, saved.get(each.code), known.get(each.code)) for each in definition.fields]
    lines.append((NOTE, "Ghi chú", "", report.note, ""))
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Báo cáo"
    title = (report.period.form.title, report.period.words, report.branch.name)
    for line, cells in enumerate([title, HEADINGS, *lines], 1):
        for place, text in enumerate(cells, 1):
            cell = sheet.cell(line, place)
            cell.number_format = "@"
            if text:
                cell.value = _written(text)
                cell.data_type = "s"
            if line == 2:
                cell.font, cell.fill = Font(bold=True), _GREY
    for place, width in enumerate((16, 60, 12, 24, 40), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A3"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(each: Field, row: ReportValue | None, known: int | None) -> tuple[str, str, str, str, str]:
    number = row.number if row is not None else known
    if each.is_number:
        value = shown_number(number, each.places) if number is not None else ""
    else:
        value = row.text if row is not None else ""
        value = dict(each.choices).get(value, value)
    return (each.code, each.label, each.unit, value, row.reason if row is not None else "")


def read_report(data: bytes, definition: Definition, known: Mapping[str, int | None]) -> SheetReport:
    """Read a file that `report_sheet` wrote and people filled in. It is parsed in a child process, before a transaction.

    Raises TableRefused.
    """
    rows = read_table_rows(data, most_rows=MAX_ROWS, most_columns=len(HEADINGS) + 3)
    at, places = _heading(rows)
    typed: dict[str, Typed] = {}
    unknown: list[str] = []
    note = ""
    for row in rows[at + 1 :]:
        code, value, reason = (
            _text(row, places[heading]) for heading in (HEADINGS[0], HEADINGS[3], HEADINGS[4])
        )
        field = definition.by_code.get(code)
        if code == NOTE:
            note = value
        elif code in typed:
            raise refused("report_code_twice", _("Mã %(code)s có hai dòng.") % {"code": code[:40]})
        elif field is not None:
            shown = known.get(code)
            shown_text = number_text(shown, field.places) if shown is not None else ""
            typed[code] = Typed(_key(field, value), reason, shown_text)
        elif code:
            unknown.append(code[:40])
    if not typed:
        raise refused(
            "report_no_rows", _("Tệp không có dòng nào của báo cáo này. Chị dùng tệp tải từ trang này.")
        )
    return SheetReport(typed, note, tuple(unknown))


def _key(field: Field, value: str) -> str:
    """Return a choice's key for its words."""
    if not field.is_choice:
        return value
    return next((key for key, words in field.choices if fold(words) == fold(value)), value)


def _heading(rows: list[SheetRow]) -> tuple[int, dict[str, int]]:
    wanted = {fold(heading): heading for heading in HEADINGS}
    for at, row in enumerate(rows[:_HEADING_WITHIN]):
        found = {
            wanted[fold(cell)]: place
            for place, cell in enumerate(row.cells)
            if isinstance(cell, str) and fold(cell) in wanted
        }
        if {HEADINGS[0], HEADINGS[3], HEADINGS[4]} <= found.keys():
            return at, found
    raise refused("report_no_heading", _("Không thấy các cột Mã, Giá trị. Chị dùng tệp tải từ trang này."))


def _text(row: SheetRow, place: int) -> str:
    if place >= len(row.cells):
        return ""
    try:
        text = cell_text(row.cells[place])
    except CellRefused as error:
        raise refused(error.code, f"{_('Dòng')} {row.line}: {error.message}") from error
    return text[1:] if text.startswith("'") and _is_marked(text[1:]) else text


def _written(text: str) -> str:
    """Return `text` for a cell. Text that Excel would run as a formula, or that begins with such a mark, gets an apostrophe."""
    starts_like_mark = text.startswith("'") and _is_marked(text[1:])
    return f"'{text}" if is_live(text) or starts_like_mark else text


def _is_marked(rest: str) -> bool:
    return is_live(rest) or rest.startswith("'")
