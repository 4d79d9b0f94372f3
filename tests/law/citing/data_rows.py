"""The rows of all data files that rest on law, read past the registry: what it must name, and what it names."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from tests.test_house import ROOT, project_files


@cache
def project_texts(*suffixes: str) -> list[str]:
    """Return the paths of the project's own files, below its root, without tests, translations and migrations."""
    names = (path.relative_to(ROOT).as_posix() for path in project_files(*suffixes))
    return sorted(
        name for name in names if not name.startswith(("tests/", "locale/")) and "/migrations/" not in name
    )


@cache
def cited_rows() -> dict[tuple[str, str], dict[str, Any]]:
    """Return (path, id) -> the row, of every file of data outside the library whose rows have `cites`."""
    found = {}
    for name in project_texts(".toml"):
        if name.startswith("backend/law/data/"):
            continue
        values = tomllib.loads((ROOT / name).read_text("utf-8"))
        for rows in values.values():
            for row in rows if isinstance(rows, list) else ():
                if isinstance(row, dict) and "cites" in row:
                    found[name, row["id"]] = row
    return found
