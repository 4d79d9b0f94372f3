"""Figures as an Excel file: real dates, numbers in Vietnamese format, and no live formulas."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from backend.common.formulas import inert

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DAY = "dd/mm/yyyy"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in đồng, as a number that can be summed."""

    dong: int


type Value = str | int | Money | dt.date | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: text above, a head row, rows, and a row of totals if there is one.

    `widths`: characters per column.
    """

    title: str
    head: Sequence[str]
    rows: Iterable[Sequence[Value]]
    widths: Sequence[int]
    above: Sequence[str] = ()
    total: Sequence[Value] = field(default_factory=tuple)


def as_excel(sheets: Sequence[Sheet]) -> bytes:
    book = Workbook(write_only=True)
    for sheet in sheets:
        _fill_page(book.create_sheet(sheet.title[:31]), sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def excel_answer(sheets: Sequence[Sheet], file_name: str) -> HttpResponse:
    """Return `sheets` as an Excel file to download. `file_name` is ASCII, without its extension."""
    response = HttpResponse(as_excel(sheets), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{file_name}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


def _fill_page(page: WriteOnlyWorksheet, sheet: Sheet) -> None:
    for column, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(column)].width = width
    page.freeze_panes = f"A{len(sheet.above) + 2}"
    for words in sheet.above:
        page.append([_cell(page, words, is_bold=words is sheet.above[0])])
    page.append([_cell(page, name, is_bold=True) for name in sheet.head])
    for row in sheet.rows:
        page.append([_cell(page, value) for value in row])
    if sheet.total:
        page.append([_cell(page, value, is_bold=True) for value in sheet.total])


def _cell(page: WriteOnlyWorksheet, value: Value, *, is_bold: bool = False) -> WriteOnlyCell:
    content = value.dong if isinstance(value, Money) else inert(value) if isinstance(value, str) else value
    cell = WriteOnlyCell(page, content)
    if isinstance(value, Money):
        cell.number_format = _dong_format(value.dong)
    elif isinstance(value, dt.date):
        cell.number_format = DAY
    elif isinstance(value, str) and len(value) > 40 and not is_bold:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_bold:
        cell.font = Font(bold=True)
    return cell


def _dong_format(dong: int) -> str:
    """Return the number format of one amount, with points between thousands in every language of Excel.

    >>> _dong_format(-1250000)
    '0\\\\.000\\\\.000" đ"'
    """
    groups = (len(str(abs(dong))) - 1) // 3
    return "0" + "\\.000" * groups + '" đ"'
