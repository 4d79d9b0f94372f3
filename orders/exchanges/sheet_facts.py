"""What an exchange's file says. These functions run in the child process that reads uploads, without models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, BinaryIO

from orders.exchanges.filling import fill
from orders.exchanges.packages import SheetLook, check_package, digest_of, headings_of, looks_of
from orders.exchanges.shape import Shape, choices_of, shape_of


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a mapping depends on, of one sheet of one file.

    file: the file's name in storage; "" for a file that isn't stored yet.
    headings: texts of the heading row, [] if the sheet or the row is missing.
    choices: {column (from 1): the words that its drop-down list allows}.
    """

    file: str
    sheet: str
    heading_row: int
    first_row: int
    headings: list[str]
    digest: str
    shape: Shape
    choices: dict[int, list[str]]

    @property
    def place(self) -> tuple[str, int, int]:
        return self.sheet, self.heading_row, self.first_row


def facts_in(file: BinaryIO, *, name: str, sheet: str, heading_row: int, first_row: int) -> SheetFacts:
    """Return the facts of one sheet. `name`: the file's name in storage. Raises WorkbookRefused, SheetRefused."""
    data = file.read()
    return SheetFacts(
        file=name,
        sheet=sheet,
        heading_row=heading_row,
        first_row=first_row,
        headings=headings_of(data, sheet, heading_row),
        digest=digest_of(data, sheet, heading_row),
        shape=shape_of(data, sheet, heading_row, first_row),
        choices=choices_of(data, sheet, first_row),
    )


def check_file(file: BinaryIO) -> None:
    """Check a file before it is stored. Raises WorkbookRefused, SheetRefused."""
    data = file.read()
    check_package(data)
    looks_of(data)


def looks_in(file: BinaryIO) -> list[SheetLook]:
    return looks_of(file.read())


def filled_in(file: BinaryIO, **arguments: Any) -> bytes:
    return fill(file.read(), **arguments)
