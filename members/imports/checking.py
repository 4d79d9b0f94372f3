"""Check rows of a spreadsheet of members: valid values, or an error for each invalid cell. Writes nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.phones import parse_mobile
from backend.common.tables import CellRefused, cell_text
from members.imports.places import Place, Places, PlaceUnknown
from members.imports.reading import COLUMNS, TableRow
from members.people.actions.accounts import clean_birth_year, clean_name

_YEAR = re.compile(r"(?:\d{1,2}[./-]){0,2}(\d{4})|(\d{4})[./-]\d{1,2}[./-]\d{1,2}")
_HEADINGS = {column.key: column.heading for column in COLUMNS}
# Where an error belongs if the file lacks the column.
_WITHOUT_COLUMN = {"commune": "chapter", "chapter": "full_name"}


@dataclass(slots=True)
class CheckedRow:
    """A checked row. errors: {cell: (heading, message)}."""

    line: int
    full_name: str = ""
    birth_year: int | None = None
    phone: str = ""
    place: Place | None = None
    errors: dict[str, tuple[str, str]] = field(default_factory=dict)


def check_rows(rows: Iterable[TableRow], places: Places) -> list[CheckedRow]:
    """Return each row with its values and the errors of its cells."""
    return [_checked(row, places) for row in rows]


def _checked(row: TableRow, places: Places) -> CheckedRow:
    found = CheckedRow(row.line)
    texts: dict[str, str] = {}

    def note(key: str, message: str) -> None:
        while key not in row.cells and key in _WITHOUT_COLUMN:
            key = _WITHOUT_COLUMN[key]
        letter = row.cells[key][0] if key in row.cells else ""
        found.errors.setdefault(f"{letter}{row.line}", (_HEADINGS[key], message))

    for key, (_letter, value) in row.cells.items():
        try:
            texts[key] = _year_text(value) if key == "birth_year" else cell_text(value)
        except CellRefused as error:
            note(key, error.message)
    readers: tuple[tuple[str, Callable[[str], Any]], ...] = (
        ("full_name", _name),
        ("birth_year", _birth_year),
        ("phone", lambda text: parse_mobile(text) if text else ""),
    )
    for key, read in readers:
        if key in texts or key not in row.cells:
            try:
                setattr(found, key, read(texts.get(key, "")))
            except DomainError as error:
                note(key, error.message)
    if {"chapter", "commune"} & row.cells.keys() <= texts.keys():
        try:
            found.place = places.find(texts.get("chapter", ""), texts.get("commune", ""))
        except PlaceUnknown as error:
            note(error.field or "chapter", error.message)
    return found


def _name(text: str) -> str:
    """Return a name. Lists in capitals only ("LÒ THỊ LAN") are written as names are."""
    name = clean_name(text)
    return name.title() if name.isupper() else name


def _year_text(value: Any) -> str:
    return str(value.year) if isinstance(value, (dt.date, dt.datetime)) else cell_text(value)


def _birth_year(text: str) -> int | None:
    """Return the year of "1984" or "12/03/1984"; None for "". The day of birth is not kept."""
    if not text:
        return None
    match = _YEAR.fullmatch(text.replace(" ", ""))
    if match is None:
        raise CellRefused(_("Năm sinh có 4 chữ số, ví dụ 1984."), code="birth_year")
    return clean_birth_year(int(match[1] or match[2]))
