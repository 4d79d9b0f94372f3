"""The one loader of data files: TOML files beside the code that uses them.

Files of backend/law/data are read by backend/law/data_files.py. Rows that rest on law, such as rules, duties,
terms and consents, have the keys of `Source`, whatever else they have.

A broken file names its path, and the line where TOML knows it.
"""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError


class BrokenDataFile(DomainError):
    """A file of data can't be read, or lacks or has a key that it shouldn't."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}", field="file", code="law_data_file")


@dataclass(frozen=True, slots=True)
class Source:
    """What a row that rests on law names of it.

    id: unique in its file.
    cites: citations such as "37/2026/NĐ-CP 42(1)"; empty for a rule of Piêu's own.
    valid_to: the last day, None for no end.
    is_checked: False if the text was not available, or only secondary sources were read.
    checked_on: the day on which the row was compared with the text or, without it, was gone through last.
    """

    id: str
    cites: tuple[str, ...]
    valid_from: dt.date
    valid_to: dt.date | None
    is_checked: bool
    checked_on: dt.date

    def holds_on(self, day: dt.date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def clause(self) -> str:
        """Return the citations in short words: "37/2026/NĐ-CP, Điều 41(6)c"."""
        return ", ".join(map(short_clause, self.cites))


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file and its values. name: the file's name without its ending."""

    path: Path
    values: dict[str, Any]

    @property
    def name(self) -> str:
        return self.path.stem

    def check(self, *, required: Iterable[str], optional: Iterable[str] = ()) -> None:
        """Raise BrokenDataFile unless the keys at the top are all of `required` and some of `optional`."""
        check_keys(self.path, self.values, required, optional)

    def tables(
        self, key: str, *, required: Iterable[str], optional: Iterable[str] = ()
    ) -> list[dict[str, Any]]:
        """Return the tables [[key]]. Raises BrokenDataFile for a table with other keys."""
        rows = self.values.get(key, [])
        if not isinstance(rows, list):
            raise BrokenDataFile(self.path, _("%(key)s phải là một dãy bảng.") % {"key": key})
        for row in rows:
            check_keys(self.path, row, required, optional)
        return rows

    def day(self, values: dict[str, Any], key: str) -> dt.date | None:
        """Return a day; None without one. Raises BrokenDataFile for anything else."""
        value = values.get(key)
        if value is None or (isinstance(value, dt.date) and not isinstance(value, dt.datetime)):
            return value
        raise BrokenDataFile(self.path, _("%(key)s phải là ngày, như 2026-01-01.") % {"key": key})

    def cited_rows(
        self, key: str, *, required: Iterable[str] = (), optional: Iterable[str] = ()
    ) -> list[tuple[Source, dict[str, Any]]]:
        """Return the tables [[key]] of a file of rows that rest on law: source and other values.

        At the file's top are the days `compared`, for rows that are checked, and `gone_through`, for others.
        Raises BrokenDataFile.
        """
        self.check(required=(key,), optional=("compared", "gone_through"))
        days = {True: self.day(self.values, "compared"), False: self.day(self.values, "gone_through")}
        tables = self.tables(key, required={*_SOURCE, *required}, optional={*_OF_SOURCE, *optional})
        found: dict[str, tuple[Source, dict[str, Any]]] = {}
        for values in tables:
            checked = days[values.get("is_checked", True)]
            first = self.day(values, "valid_from")
            if checked is None or first is None or values["id"] in found:
                raise BrokenDataFile(
                    self.path, _("%(id)s: thiếu ngày, hay có hai lần.") % {"id": values["id"]}
                )
            source = Source(
                values["id"], tuple(values["cites"]), first, self.day(values, "valid_to"),
                values.get("is_checked", True), checked,
            )  # fmt: skip
            others = {name: value for name, value in values.items() if name not in _SOURCE + _OF_SOURCE}
            found[source.id] = (source, others)
        return list(found.values())


_SOURCE, _OF_SOURCE = ("id", "cites", "valid_from"), ("valid_to", "is_checked")


def short_clause(cite: str) -> str:
    """Return a citation as pages name it in passing: "37/2026/NĐ-CP, Điều 41(6)c"."""
    number, _blank, ref = cite.partition(" ")
    if not ref:
        return number
    article = re.sub(r"\((\D\w*)\)$", r"\1", ref)
    return f"{number}, {_('Điều %(article)s') % {'article': article}}"


def read_data_file(path: Path) -> DataFile:
    """Return the values of a TOML file. Raises BrokenDataFile."""
    try:
        with path.open("rb") as file:
            return DataFile(path, tomllib.load(file))
    except OSError as error:
        raise BrokenDataFile(path, error.strerror or "?") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenDataFile(path, str(error)) from None


def check_keys(path: Path, values: dict[str, Any], required: Iterable[str], optional: Iterable[str]) -> None:
    required = set(required)
    missing, unknown = required - values.keys(), values.keys() - required - set(optional)
    if missing or unknown:
        names = ", ".join(sorted(f"-{each}" for each in missing) + sorted(f"+{each}" for each in unknown))
        raise BrokenDataFile(path, _("thiếu (-) hay thừa (+) khoá: %(names)s") % {"names": names})
