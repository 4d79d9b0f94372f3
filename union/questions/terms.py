"""Terms and duties of questions, as data/terms.toml has them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from backend.common.data_files import read_data_file
from backend.common.text import in_both
from backend.common.working_days import end_of_working_day
from members.models import Branch

FILE = Path(__file__).resolve().parent / "data" / "terms.toml"


@dataclass(frozen=True, slots=True)
class Terms:
    """days: working days of each level of branch. words: Vietnamese and English by capacity. needs_…: capacities."""

    days: dict[str, int]
    most_days: int
    phone_days: int
    months: int
    most_sms: int
    words: dict[str, tuple[str, str]]
    needs_reader: frozenset[str]
    needs_centre: frozenset[str]
    read_topics: frozenset[str]


@cache
def terms() -> Terms:
    """Return the terms. Raises BrokenDataFile, KeyError."""
    file = read_data_file(FILE)
    file.check(required=("days", "most", "stored", "sms", "capacities", "read"))
    rows = file.tables("capacities", required=("id", "words", "words_en", "needs_reader", "needs_centre"))
    values = file.values
    return Terms(
        days=values["days"],
        most_days=values["most"]["days"],
        phone_days=values["stored"]["phone_days"],
        months=values["stored"]["months"],
        most_sms=values["sms"]["most"],
        words={row["id"]: (row["words"], row["words_en"]) for row in rows},
        needs_reader=frozenset(row["id"] for row in rows if row["needs_reader"]),
        needs_centre=frozenset(row["id"] for row in rows if row["needs_centre"]),
        read_topics=frozenset(values["read"]["topics"]),
    )


def due_at(branch: Branch, asked_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return until when `branch` answers a question that it gets `now`: its own days, at most those of all levels together.

    A branch that gets it after these still has one working day.
    """
    own = end_of_working_day(now, terms().days[branch.level])
    last = max(end_of_working_day(asked_at, terms().most_days), end_of_working_day(now, 1))
    return min(own, last)


def has_centre() -> bool:
    """Return True if the operator has named a registered centre (setting LEGAL_ADVICE_CENTRE)."""
    return bool(settings.LEGAL_ADVICE_CENTRE)


def capacities() -> list[str]:
    """Return the ids of the capacities in which somebody may answer here, in the file's order."""
    return [each for each in terms().words if has_centre() or each not in terms().needs_centre]


def capacity_words(capacity: str, card: str = "") -> str:
    """Return in which capacity somebody answers, as pages name it."""
    vietnamese, english = (
        each.format(card=card, centre=settings.LEGAL_ADVICE_CENTRE) for each in terms().words[capacity]
    )
    return str(in_both(vietnamese, english))
