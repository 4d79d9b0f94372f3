"""An exchange's file, read in a child process before a transaction: what the actions need to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.files.storage import default_storage

from backend.common.reading import ReadingRefused, read
from backend.common.workbooks import WorkbookRefused
from orders.exchanges.packages import SheetLook
from orders.exchanges.sheet_facts import SheetFacts, check_file, facts_in, filled_in, looks_in
from orders.exchanges.sheets import Value
from orders.models import ExchangeTemplate


@dataclass(frozen=True, slots=True)
class NewFile:
    """An uploaded file that was checked. facts: of the sheet that a template maps, or None without one."""

    data: bytes
    facts: SheetFacts | None = None


def read_new_file(data: bytes, template: ExchangeTemplate | None = None) -> NewFile:
    """Check an uploaded file, which is to replace that of `template`, or to become a new template.

    Raises WorkbookRefused (no .xlsx, too large), SheetRefused (macros, a signature that would break).
    """
    try:
        read(check_file, data)
    except ReadingRefused as error:
        raise WorkbookRefused(error.message, code=error.code) from error
    if template is None or not template.is_mapped:
        return NewFile(data)
    facts = read(
        facts_in,
        data,
        name="",
        sheet=template.sheet,
        heading_row=template.heading_row,
        first_row=template.first_row,
    )
    return NewFile(data, facts)


def read_facts(
    template: ExchangeTemplate,
    *,
    sheet: str | None = None,
    heading_row: int | None = None,
    first_row: int | None = None,
) -> SheetFacts:
    """Return the facts of a sheet of the template's file; by default those that the template maps."""
    with default_storage.open(template.file, "rb") as file:
        return read(
            facts_in,
            file,
            name=template.file,
            sheet=template.sheet if sheet is None else sheet,
            heading_row=template.heading_row if heading_row is None else heading_row,
            first_row=template.first_row if first_row is None else first_row,
        )


def read_looks(template: ExchangeTemplate) -> list[SheetLook]:
    """Return the visible sheets of the template's file with their first rows."""
    with default_storage.open(template.file, "rb") as file:
        return read(looks_in, file)


def fill_file(
    template: ExchangeTemplate,
    *,
    columns: Mapping[int, str],
    rows: list[dict[int, Value]],
    constants: Mapping[int, str],
    words: Mapping[int, Mapping[str, str]],
) -> bytes:
    """Return the template's file with `rows`: see `filling.fill`. Raises SheetRefused, TemplateChanged."""
    with default_storage.open(template.file, "rb") as file:
        return read(
            filled_in,
            file,
            sheet=template.sheet,
            heading_row=template.heading_row,
            first_row=template.first_row,
            digest=template.digest,
            columns=columns,
            rows=rows,
            constants=constants,
            words=words,
            shape=template.shape,
        )
