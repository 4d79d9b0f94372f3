"""What the page that maps the columns of an exchange's file shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class MappedColumn:
    """A column of the file, and what fills it: a field, the same text in each row, or nothing."""

    number: int
    letter: str
    heading: str
    # The key of the field; empty without one.
    key: str
    # The text of each row; None if the rows differ.
    constant: str | None

    @property
    def is_constant(self) -> bool:
        return self.constant is not None
