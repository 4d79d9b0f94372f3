"""The terms of alarms, from data/alarms.toml: when the next officers are rung, when the text is erased, where help is."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

FILE = Path(__file__).resolve().parent / "data" / "alarms.toml"


@dataclass(frozen=True, slots=True)
class Terms:
    """ring_after: the pause between two rounds. rings_again: rounds after the province was rung.

    erase_after: from raising an alarm until its text, number and asker are erased.
    help: ids of places (backend/law/data/places.toml) for each kind of danger, in the file's order.
    """

    ring_after: timedelta
    rings_again: int
    erase_after: timedelta
    help: dict[str, tuple[str, ...]]


@cache
def read_terms() -> Terms:
    values = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Terms(
        ring_after=timedelta(minutes=values["ring_after_minutes"]),
        rings_again=values["rings_again"],
        erase_after=timedelta(days=values["erase_after_days"]),
        help={kind: tuple(places) for kind, places in values["help"].items()},
    )
