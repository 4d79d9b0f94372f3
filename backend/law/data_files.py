"""The one loader of Piêu's own data about law: TOML files below backend/law/data.

    for file in data_files("documents"): file.values["number"]

A broken file names its path, and the line where TOML knows it.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError

FOLDER = Path(__file__).resolve().parent / "data"


class BrokenDataFile(DomainError):
    """A file of data can't be read, or lacks or has a key that it shouldn't."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}", field="file", code="law_data_file")


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


def read_data_file(path: Path) -> DataFile:
    """Return the values of a TOML file. Raises BrokenDataFile."""
    try:
        with path.open("rb") as file:
            return DataFile(path, tomllib.load(file))
    except OSError as error:
        raise BrokenDataFile(path, error.strerror or "?") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BrokenDataFile(path, str(error)) from None


def data_files(folder: str, root: Path = FOLDER) -> list[DataFile]:
    """Return the files of a folder of data and of all folders below it, sorted by path."""
    return [read_data_file(path) for path in sorted((root / folder).rglob("*.toml"))]


def data_file(name: str, root: Path = FOLDER) -> DataFile:
    """Return one file of data: "places", "synonyms"."""
    return read_data_file(root / f"{name}.toml")


def check_keys(path: Path, values: dict[str, Any], required: Iterable[str], optional: Iterable[str]) -> None:
    required = set(required)
    missing, unknown = required - values.keys(), values.keys() - required - set(optional)
    if missing or unknown:
        names = ", ".join(sorted(f"-{each}" for each in missing) + sorted(f"+{each}" for each in unknown))
        raise BrokenDataFile(path, _("thiếu (-) hay thừa (+) khoá: %(names)s") % {"names": names})
