"""How many finished which course, by branch, in a table from which nobody can be told.

A count from 1 to 4 is not shown, nor is a pair of counts whose difference would be one; and where only one cell of a row
or column is hidden, a second one is, because the total would tell the first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from courses.models import Course, Enrolment
from members.enums import ConsentPurpose, MembershipState
from members.models import Branch, Consent, Membership

LEAST = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """How many began and finished; both None where they would tell of fewer than five people."""

    begun: int | None
    finished: int | None

    @property
    def is_hidden(self) -> bool:
        return self.begun is None


@dataclass(frozen=True, slots=True)
class CompletionRow:
    branch: Branch
    cells: list[Cell]
    total: Cell


@dataclass(frozen=True, slots=True)
class CompletionTable:
    courses: list[Course]
    rows: list[CompletionRow]
    totals: list[Cell]


def completion_table(branches: Sequence[Branch], courses: Sequence[Course]) -> CompletionTable:
    """Members who agreed to reports, each counted once a course, under the given branch that is above hers.

    `branches` are of one level and don't overlap; those where nobody has begun are left out. Three queries.
    """
    counts = _counts(branches, courses)
    table = [[counts.get((branch.pk, course.pk), (0, 0)) for course in courses] for branch in branches]
    hidden = hidden_cells(table)
    rows = [
        CompletionRow(
            branch=branch,
            cells=[
                HIDDEN if (row, column) in hidden else Cell(*table[row][column])
                for column in range(len(courses))
            ],
            total=_total(table[row]),
        )
        for row, branch in enumerate(branches)
    ]
    totals = [_total([line[column] for line in table]) for column in range(len(courses))]
    begun = [any(count for count, _finished in line) for line in table]
    return CompletionTable(
        list(courses), [row for row, has_begun in zip(rows, begun, strict=True) if has_begun], totals
    )


HIDDEN = Cell(None, None)
type Counts = tuple[int, int]


def tells(counts: Counts) -> bool:
    """Whether these counts are about fewer than five people: who began, who finished or who has not finished yet."""
    begun, finished = counts
    return any(0 < count < LEAST for count in (begun, finished, begun - finished))


def hidden_cells(table: Sequence[Sequence[Counts]]) -> set[tuple[int, int]]:
    """The cells (row, column) to hide: those that tell, and so many more that no total gives one of them away."""
    hidden = {
        (row, column) for row, line in enumerate(table) for column, counts in enumerate(line) if tells(counts)
    }
    lines: list[list[tuple[int, int]]] = [
        [(row, column) for column in range(len(line))] for row, line in enumerate(table)
    ]
    if table:
        lines += [[(row, column) for row in range(len(table))] for column in range(len(table[0]))]
    changed = True
    while changed:
        changed = False
        for line in lines:
            inside = [place for place in line if place in hidden]
            # Empty cells hide nothing: everybody knows what is left when they are taken away.
            others = [place for place in line if place not in hidden and table[place[0]][place[1]] != (0, 0)]
            if inside and others and _is_given_away(inside, table):
                hidden.add(min(others, key=lambda place: (table[place[0]][place[1]], place)))
                changed = True
    return hidden


def _is_given_away(inside: Iterable[tuple[int, int]], table: Sequence[Sequence[Counts]]) -> bool:
    """The hidden cells of a line together: their sum follows from the total, so it must not tell either."""
    places = list(inside)
    sums = (
        sum(table[row][column][0] for row, column in places),
        sum(table[row][column][1] for row, column in places),
    )
    return len(places) == 1 or tells(sums)


def _total(line: Iterable[Counts]) -> Cell:
    rows = list(line)
    counts = (sum(begun for begun, _ in rows), sum(finished for _, finished in rows))
    return HIDDEN if tells(counts) else Cell(*counts)


def _counts(branches: Sequence[Branch], courses: Sequence[Course]) -> dict[tuple[int, int], Counts]:
    agreed = Consent.objects.filter(purpose=ConsentPurpose.REPORTS, withdrawn_at=None).values("user_id")
    members = Membership.objects.filter(state=MembershipState.CONFIRMED, user__in=agreed).values_list(
        "user_id", "branch__path"
    )
    above: dict[int, int] = {}
    paths = {branch.path: branch.pk for branch in branches}
    for user_id, path in members:
        for end in range(len(path), 0, -1):
            if path[end - 1] == "/" and path[:end] in paths:
                above[user_id] = paths[path[:end]]
                break
    rows = (
        Enrolment.objects.filter(user__in=above, version__course__in=courses)
        .values("user_id", "version__course_id")
        .annotate(finished=Count("pk", filter=Q(finished_at__isnull=False)))
    )
    counts: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        cell = counts[above[row["user_id"]], row["version__course_id"]]
        cell[0] += 1
        cell[1] += row["finished"] > 0
    return {place: (begun, finished) for place, (begun, finished) in counts.items()}
