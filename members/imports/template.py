"""The empty spreadsheet for members, with two examples."""

from __future__ import annotations

import io
from functools import lru_cache

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from members.imports.reading import COLUMNS

_GREY = PatternFill("solid", fgColor="F1ECE0")
_EXAMPLES = {
    "full_name": ("Lò Thị Ví Dụ", "Hà Thị Ví Dụ"),
    "birth_year": ("1984", ""),
    "chapter": ("Chi hội bản Áng", "Chi hội bản Áng"),
    "phone": ("0912 345 678", ""),
}


@lru_cache(maxsize=4)
def template(language: str) -> bytes:
    """Return the empty .xlsx file for members, which read_members accepts, with hints in `language`.

    Headings are Vietnamese in every language, so that a filled file works everywhere.
    """
    hints = {
        "full_name": _("Bắt buộc. Xoá hai dòng ví dụ trước khi gửi."),
        "birth_year": _("4 chữ số. Không biết thì để trống."),
        "chapter": _("Tên chi hội. Để trống: hội viên của Hội cấp xã."),
        "commune": _("Chỉ cần khi đưa vào cho cả tỉnh."),
        "phone": _("Không có thì để trống: cán bộ làm hộ chị ấy."),
    }
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Hội viên"
    for place, column in enumerate(COLUMNS, 1):
        head = sheet.cell(1, place, column.heading)
        head.font, head.fill = Font(bold=True), _GREY
        head.comment = Comment(hints[column.key], "Piêu")
        sheet.column_dimensions[get_column_letter(place)].width = 28 if column.key == "full_name" else 20
        for line in range(2, 60):  # as text, so that Excel keeps a phone's first 0
            sheet.cell(line, place).number_format = "@"
        for line, text in enumerate(_EXAMPLES.get(column.key, ()), 2):
            sheet.cell(line, place, text or None)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
