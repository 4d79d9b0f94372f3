"""The 14 groups with a right to free legal aid, as data/legal_aid.toml has them. Nothing that somebody ticks is stored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backend.common.data_files import read_data_file

FILE = Path(__file__).resolve().parent / "data" / "legal_aid.toml"


@dataclass(frozen=True, slots=True)
class Group:
    """ref: its place in the law, "7(7)(c)". is_poor: only with difficulty of money."""

    ref: str
    words: str
    is_poor: bool


@dataclass(frozen=True, slots=True)
class LegalAid:
    """cites: the article of the groups, and what difficulty of money is."""

    cites: tuple[str, str]
    groups: tuple[Group, ...]


@cache
def legal_aid() -> LegalAid:
    """Return the groups in the law's order. Raises BrokenDataFile."""
    file = read_data_file(FILE)
    file.check(required=("cites", "poor_cites", "groups"))
    rows = file.tables("groups", required=("ref", "words"), optional=("poor",))
    groups = tuple(Group(row["ref"], row["words"], row.get("poor", False)) for row in rows)
    return LegalAid((file.values["cites"], file.values["poor_cites"]), groups)
