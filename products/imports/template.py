"""The empty spreadsheet with three examples, and a sheet of units and groups."""

from __future__ import annotations

import io
from functools import lru_cache

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from backend.common.units import UNITS
from products.certificates.ocop import SETS
from products.imports.columns import COLUMNS
from products.imports.reading import MAX_ROWS
from products.products.plain_sets import PLAIN_SETS

_GREY = PatternFill("solid", fgColor="F1ECE0")


@lru_cache(maxsize=4)
def template(language: str) -> bytes:
    """Return the empty .xlsx file for products, which read_table accepts, with hints in `language`.

    Headings are Vietnamese in every language, so that a filled file works everywhere.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sản phẩm"
    units = [str(unit.name) for unit in UNITS.values()]
    for place, column in enumerate(COLUMNS, 1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place, column.heading)
        head.font, head.fill = Font(bold=True), _GREY
        if str(column.help):
            head.comment = Comment(str(column.help), "Piêu")
        sheet.column_dimensions[letter].width = 30 if column.key in ("name", "story", "photos") else 18
        for line, text in enumerate(column.example, 2):
            if text:
                cell = sheet.cell(line, place, text)
                cell.data_type, cell.alignment = "s", Alignment(wrap_text=True, vertical="top")
        for line in range(2, 60):  # as text, so that Excel doesn't turn 5-7 into a date
            sheet.cell(line, place).number_format = "@"
        if column.key == "unit":
            listed = DataValidation(
                type="list", formula1=f"'Các nhóm'!$D$2:$D${len(units) + 1}", allow_blank=True
            )
            listed.showErrorMessage = False  # "kí lô" is accepted, too
            sheet.add_data_validation(listed)
            listed.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.freeze_panes = "A2"
    words = book.create_sheet("Các nhóm")
    words.append([_("Số"), _("Nhóm"), "", _("Đơn vị")])
    for number, group in SETS.items():
        plain = PLAIN_SETS.get(number)
        words.append([number, f"{plain.words}: {plain.example}" if plain else str(group.name)])
    for line, unit in enumerate(units, 2):
        words.cell(line, 4, unit)
    words.column_dimensions["B"].width = 60
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
