"""Write products into an exchange's own file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _

from backend.common.text import fold
from orders.exchanges.packages import digest_of, part_of, sheet_parts, with_part
from orders.exchanges.shape import Shape, choices_of, shape_of
from orders.exchanges.sheets import Sheet, SheetRefused, Value

MAX_ITEMS = 5_000
MOST_ASKED = 40


class TemplateChanged(SheetRefused):
    """The file differs from the one whose columns were mapped; nothing was filled in."""

    status_code = 409


def fill(
    data: bytes,
    *,
    sheet: str,
    heading_row: int,
    first_row: int,
    digest: str,
    columns: Mapping[int, str],
    rows: Iterable[Mapping[int, Value]],
    constants: Mapping[int, str] | None = None,
    words: Mapping[int, Mapping[str, str]] | None = None,
    shape: Shape | None = None,
) -> bytes:
    """Return the file `data` with `rows`, from `first_row` on.

    Args:
        columns: the columns that rows fill, {column: key of FIELDS}.
        rows: {column: value} of each row.
        constants: {column: text}, the same in each row.
        words: {column: {value: entry of the column's drop-down list}}; the entry replaces the value.

    A value that a column's list doesn't know is left out, because Excel would refuse the file at the
    exchange.
    The exchange's formulas are continued over the filled rows. All other parts, cells, styles and hidden rows
    stay.
    Hidden rows, and rows with content in a mapped column, are skipped.
    Raises TemplateChanged if the sheet doesn't match `digest` and `shape`, SheetRefused.
    """
    if digest_of(data, sheet, heading_row) != digest or (
        shape and shape_of(data, sheet, heading_row, first_row) != shape
    ):
        raise TemplateChanged(
            _("Tệp của sàn đã đổi từ lần chị ghép. Chị gửi tệp mới và ghép lại các cột."),
            code="template_changed",
        )
    part = sheet_parts(data)[sheet]
    page = Sheet(part_of(data, part))
    choices = choices_of(data, sheet, first_row)
    number, like = first_row, 0
    for count, row in enumerate(rows):
        if count >= MAX_ITEMS:
            raise SheetRefused(_("Có hơn 5.000 dòng. Chị chọn ít nơi sản xuất hơn."), code="too_many")
        while not _is_free(page, number, columns):
            number += 1
        like = like or number
        for column, text in (constants or {}).items():
            page.put(number, column, text)
        for column, value in row.items():
            page.put(
                number, column, translate_word(value, choices.get(column), (words or {}).get(column, {}))
            )
        number += 1
    return with_part(data, part, page.xml(like=like))


def translate_word(value: Value, choices: Sequence[str] | None, words: Mapping[str, str]) -> Value:
    """Return the entry of a column's drop-down list for `value`: the same text, or the one that `words` maps.

    Case and accents may differ. "" if no entry fits. `choices` is the list; None returns `value` unchanged.
    """
    if choices is None or value == "":
        return value
    text = str(value)
    if text in choices:
        return value
    theirs = words.get(text, "")
    if theirs in choices:
        return theirs
    wanted = fold(text)
    return next((choice for choice in choices if fold(choice) == wanted), "")


def unknown_words(
    choices: Mapping[int, list[str]],
    *,
    words: Mapping[int, Mapping[str, str]],
    rows: Iterable[Mapping[int, Value]],
) -> dict[int, tuple[list[str], list[str]]]:
    """Return {column: (values of `rows` that its drop-down list lacks, the list)}, each value once.

    choices: {column: its list}. At most MOST_ASKED values per column.
    """
    missing: dict[int, dict[str, None]] = {column: {} for column in choices}
    for row in rows if choices else ():
        for column in choices:
            value = row[column]
            if value != "" and translate_word(value, choices[column], words.get(column, {})) == "":
                missing[column][str(value)] = None
    return {column: (list(some)[:MOST_ASKED], choices[column]) for column, some in missing.items() if some}


def _is_free(page: Sheet, number: int, columns: Mapping[int, str]) -> bool:
    row = page.rows.get(number)
    if row is None:
        return True
    taken = any(column in row.cells and not row.cells[column].is_empty for column in columns)
    return not row.is_hidden and (
        not taken or any(row.cells[c].has_formula for c in columns if c in row.cells)
    )
