"""Rank entries. Pure functions; the result doesn't depend on the order of the entries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from courses.contests.enums import Counts, Prediction, RankingKey

# Entries without a prediction come after all with one.
_NO_PREDICTION = 2**62


@dataclass(frozen=True, slots=True)
class Sheet:
    """A scored entry that counts. `number`: the person's first, second, … entry in the round.

    right: number of questions answered entirely right.
    """

    entry: str
    person: int
    branch: int | None
    number: int
    right: int
    prediction: int | None
    elapsed_ms: int
    submitted_at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """Line of the list of results.

    rank: shared by people whom no key of the round separates. position: unique.
    prize: index in the terms' prizes; None without a prize. distance: None without a prediction.
    """

    position: int
    rank: int
    sheet: Sheet
    distance: int | None
    prize: int | None


@dataclass(frozen=True, slots=True)
class Ranking:
    lines: list[Line]
    participants: int
    entries: int
    answer: int | None  # to the question of the prediction


def rank(
    sheets: Iterable[Sheet],
    *,
    terms: dict[str, Any],
    asked: int,
    excluded: frozenset[int] | set[int] = frozenset(),
) -> Ranking:
    """Rank `sheets` and return the Ranking, with one line per person, best first.

    People in `excluded` count as participants but get no line. Ties in position are resolved by the earlier
    hand-in, then by the smaller entry ID.
    """
    by_person: dict[int, list[Sheet]] = defaultdict(list)
    entries = 0
    for sheet in sheets:
        by_person[sheet.person].append(sheet)
        entries += 1
    answer = _answer(by_person, terms, asked)
    keys = list(terms["ranking"])

    def distance(sheet: Sheet) -> int | None:
        if answer is None or sheet.prediction is None:
            return None
        return abs(sheet.prediction - answer)

    def weight(sheet: Sheet) -> tuple[Any, ...]:
        return tuple(_WEIGHTS[key](sheet, distance(sheet)) for key in keys)

    def order(sheet: Sheet) -> tuple[Any, ...]:
        return (weight(sheet), sheet.submitted_at, sheet.entry)

    counted = [
        _counted(own_sheets, terms["counts"], order)
        for person, own_sheets in by_person.items()
        if person not in excluded
    ]
    lines: list[Line] = []
    before: tuple[Any, ...] | None = None
    for position, (weighed, sheet) in enumerate(
        sorted(((order(sheet), sheet) for sheet in counted), key=lambda pair: pair[0]), start=1
    ):
        is_shared = before is not None and weighed[0] == before
        place = lines[-1].rank if is_shared else position
        lines.append(Line(position, place, sheet, distance(sheet), prize_at(place, terms["prizes"])))
        before = weighed[0]
    return Ranking(lines, len(by_person), entries, answer)


def prize_at(place: int, prizes: list[dict[str, Any]]) -> int | None:
    return next((n for n, prize in enumerate(prizes) if prize["from"] <= place <= prize["to"]), None)


def _counted(sheets: list[Sheet], counts: str, order: Any) -> Sheet:
    if counts == Counts.BEST:
        return min(sheets, key=order)
    by_number = sorted(sheets, key=lambda sheet: sheet.number)
    return by_number[0] if counts == Counts.FIRST else by_number[-1]


def _answer(by_person: dict[int, list[Sheet]], terms: dict[str, Any], asked: int) -> int | None:
    """Return the number that the participants had to predict; None without a prediction.

    It is the number of participants, or of people who got all questions right. A person's best, first or last
    entry decides, by `terms["counts"]`; excluded people count too.
    """
    if terms["prediction"] == Prediction.PARTICIPANTS:
        return len(by_person)
    if terms["prediction"] == Prediction.ALL_RIGHT:
        most_right = (
            _counted(own_sheets, terms["counts"], lambda sheet: -sheet.right)
            for own_sheets in by_person.values()
        )
        return sum(sheet.right == asked for sheet in most_right)
    return None


_WEIGHTS: dict[str, Any] = {
    RankingKey.RIGHT: lambda sheet, distance: -sheet.right,
    RankingKey.PREDICTION: lambda sheet, distance: _NO_PREDICTION if distance is None else distance,
    RankingKey.FAST: lambda sheet, distance: sheet.elapsed_ms,
    RankingKey.EARLY: lambda sheet, distance: sheet.submitted_at,
}
