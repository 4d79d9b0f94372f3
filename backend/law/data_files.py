"""Piêu's own data about law: TOML files below backend/law/data.

for file in data_files("documents"): file.values["number"]
"""

from __future__ import annotations

from pathlib import Path

from backend.common.data_files import BrokenDataFile, DataFile, read_data_file

__all__ = ["FOLDER", "BrokenDataFile", "DataFile", "data_file", "data_files"]

FOLDER = Path(__file__).resolve().parent / "data"


def data_files(folder: str, root: Path = FOLDER) -> list[DataFile]:
    """Return the files of a folder of data and of all folders below it, sorted by path."""
    return [read_data_file(path) for path in sorted((root / folder).rglob("*.toml"))]


def data_file(name: str, root: Path = FOLDER) -> DataFile:
    """Return one file of data: "places", "synonyms"."""
    return read_data_file(root / f"{name}.toml")
