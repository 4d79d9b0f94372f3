"""Retention periods of records by law (retention.toml). Every eraser, check and page takes them from here.

Nothing here deletes.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django_stubs_ext import StrOrPromise

from backend.common.data_files import Source, read_data_file
from backend.common.text import in_both

PATH = Path(__file__).resolve().parent / "retention.toml"


class Record(StrEnum):
    LISTING = "listing"
    CONTRACT = "contract"
    LABEL = "label"
    E_LABEL = "e-label"
    TRACE = "trace"


@dataclass(frozen=True, slots=True)
class Term:
    """Retention period of a kind of record: `years` or `months` after its last use."""

    record: Record
    source: Source
    words: StrOrPromise
    years: int = 0
    months: int = 0

    @property
    def clause(self) -> str:
        return self.source.clause

    @property
    def is_checked(self) -> bool:
        """Return False if only secondary sources were read."""
        return self.source.is_checked

    def ends(self, last_use: dt.date) -> dt.date:
        """Return the first day on which a record that was last used on `last_use` may be deleted."""
        months = last_use.month - 1 + self.months
        year, month = last_use.year + self.years + months // 12, months % 12 + 1
        try:
            return last_use.replace(year=year, month=month)
        except ValueError:  # the 29th, 30th or 31st of a shorter month: a day more rather than less
            return dt.date(year + (month == 12), month % 12 + 1, 1)

    def over_on(self, day: dt.date) -> dt.date:
        """Return the latest day of last use of records that may be deleted on `day`."""
        last_use = day - dt.timedelta(days=365 * self.years + 28 * self.months)
        while self.ends(last_use) > day:
            last_use -= dt.timedelta(days=1)
        return last_use


def _terms() -> tuple[Term, ...]:
    rows = read_data_file(PATH).cited_rows(
        "terms", required=("record", "words", "words_en"), optional=("years", "months")
    )
    return tuple(
        Term(
            Record(values.pop("record")),
            source,
            in_both(values.pop("words"), values.pop("words_en")),
            **values,
        )
        for source, values in rows
    )


TERMS: tuple[Term, ...] = _terms()


def term_on(record: Record, day: dt.date, terms: tuple[Term, ...] | None = None) -> Term:
    """Return the retention period of `record` in force on `day`.

    For days before the first period begins, return the first.
    """
    rows = sorted(
        (term for term in terms or TERMS if term.record == record), key=lambda term: term.source.valid_from
    )
    return next((term for term in reversed(rows) if term.source.valid_from <= day), rows[0])
