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

    slowest: the longest pause of the rounds after these. messages_a_day: to the number of one officer.

    erase_after: from raising an alarm until its text, number and asker are erased.
    commune: ids of the places of every commune.
    help: ids of places (backend/law/data/places.toml) for each kind of danger, in the file's order.
    """

    ring_after: timedelta
    rings_again: int
    slowest: timedelta
    messages_a_day: int
    erase_after: timedelta
    commune: tuple[str, ...]
    help: dict[str, tuple[str, ...]]


@cache
def read_terms() -> Terms:
    values = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Terms(
        ring_after=timedelta(minutes=values["ring_after_minutes"]),
        rings_again=values["rings_again"],
        slowest=timedelta(hours=values["slowest_hours"]),
        messages_a_day=values["messages_a_day"],
        erase_after=timedelta(days=values["erase_after_days"]),
        commune=tuple(values["commune"]),
        help={kind: tuple(places) for kind, places in values["help"].items()},
    )
