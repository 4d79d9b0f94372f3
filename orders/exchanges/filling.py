"""Products into an exchange's own file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from orders.exchanges.fields import FIELDS
from orders.exchanges.packages import digest_of, part_of, sheet_parts, with_part
from orders.exchanges.sheets import Sheet, SheetRefused
from orders.feeds.items import Item

MAX_ITEMS = 5_000


class TemplateChanged(SheetRefused):
    """The file is another than the one its columns were mapped for; nothing was filled in."""

    status_code = 409


def fill(
    data: bytes,
    *,
    sheet: str,
    heading_row: int,
    first_row: int,
    digest: str,
    columns: Mapping[int, str],
    items: Iterable[Item],
) -> bytes:
    """The file `data` with a row for each of `items` from `first_row` on; `columns` maps a column to a key of FIELDS.

    Every other part of the file, every other cell, style and hidden row is as it was. Rows that hold something in a mapped column
    are passed over, and hidden ones. Raises TemplateChanged where the headings are not those of `digest`, SheetRefused.
    """
    if digest_of(data, sheet, heading_row) != digest:
        raise TemplateChanged(
            _("Tệp của sàn đã đổi tiêu đề cột từ lần chị ghép. Chị gửi tệp mới và ghép lại các cột."),
            code="template_changed",
        )
    part = sheet_parts(data)[sheet]
    page = Sheet(part_of(data, part))
    number, like = first_row, 0
    for count, item in enumerate(items):
        if count >= MAX_ITEMS:
            raise SheetRefused(_("Có hơn 5.000 dòng. Chị chọn ít nơi sản xuất hơn."), code="too_many")
        while not _is_free(page, number, columns):
            number += 1
        like = like or number
        for column, key in columns.items():
            page.put(number, column, FIELDS[key].value(item))
        number += 1
    return with_part(data, part, page.xml(like=like))


def _is_free(page: Sheet, number: int, columns: Mapping[int, str]) -> bool:
    row = page.rows.get(number)
    if row is None:
        return True
    taken = any(column in row.cells and not row.cells[column].is_empty for column in columns)
    return not row.is_hidden and (
        not taken or any(row.cells[c].has_formula for c in columns if c in row.cells)
    )
