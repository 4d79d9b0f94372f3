"""Results by branch. Figures of small groups are hidden."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from courses.contests.papers import paper_of
from courses.models import ContestRound
from members.models import Branch

# For fewer people than this, only the number of participants is shown.
FEWEST = 5


@dataclass(frozen=True, slots=True)
class UnitRow:
    name: str
    people: int
    average: float | None  # of right answers
    is_hidden: bool


def unit_table(round_: ContestRound) -> list[UnitRow]:
    """Return people and average of right answers for each unit of the contest; most people first.

    Without chosen units, the rows are communes. Averages of fewer than five people are None. Three queries.
    """
    chosen = set(paper_of(round_).terms["units"])
    people: dict[int | None, int] = defaultdict(int)
    right: dict[int | None, int] = defaultdict(int)
    rows: Any = (
        round_.results.order_by().values("branch__path").annotate(people=Count("pk"), right=Sum("right"))
    )
    for row in rows:
        unit = _unit_of(row["branch__path"], chosen)
        people[unit] += row["people"]
        right[unit] += row["right"]
    names = dict(Branch.objects.filter(pk__in=[unit for unit in people if unit]).values_list("pk", "name"))
    table = [
        UnitRow(
            names[unit] if unit else _("Ngoài các chi hội"),
            count,
            None if count < FEWEST else right[unit] / count,
            count < FEWEST,
        )
        for unit, count in people.items()
    ]
    return sorted(table, key=lambda row: (-row.people, row.name))


def _unit_of(path: str | None, chosen: set[int]) -> int | None:
    parts = [int(part) for part in (path or "").strip("/").split("/") if part]
    if named := [part for part in parts if part in chosen]:
        return named[-1]
    # Province, commune, chapter.
    return parts[min(1, len(parts) - 1)] if parts else None
