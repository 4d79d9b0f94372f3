"""How many finished which course, by branch, identifying nobody (courses/reports/disclosure.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from courses.models import Course
from courses.reports.disclosure import Figures, branches_upwards, printable_layers
from courses.reports.people import enrolments_by_person, is_finished, paths_of_members
from members.models import Branch


@dataclass(frozen=True, slots=True)
class Cell:
    """How many began and finished.

    None if the number would reveal fewer than five people, directly or by subtraction.
    """

    begun: int | None
    finished: int | None


HIDDEN = Cell(None, None)


@dataclass(frozen=True, slots=True)
class CompletionRow:
    branch: Branch
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class CompletionTable:
    """`total` is the branch above all rows, with everybody in it; None if there is no such branch."""

    courses: list[Course]
    rows: list[CompletionRow]
    total: CompletionRow | None


def completion_table(
    branches: Sequence[Branch], whole: Branch | None, courses: Sequence[Course]
) -> CompletionTable:
    """Return the completion of `courses` in `branches` and in `whole`, the branch above them.

    Only members who consent to reports count, once per course. Branches where nobody has begun are left out.
    Two queries.
    """
    trees = _trees(courses)
    printed = {course_id: printable_layers(tree) for course_id, tree in trees.items()}

    def row(branch: Branch) -> CompletionRow:
        return CompletionRow(
            branch,
            [
                _cell(trees[course.pk].get(branch.path), printed[course.pk].get(branch.path, 0))
                for course in courses
            ],
        )

    begun = {path for tree in trees.values() for path in tree}
    return CompletionTable(
        list(courses),
        [row(branch) for branch in branches if branch.path in begun],
        row(whole) if whole else None,
    )


def _cell(figures: Figures | None, layers: int) -> Cell:
    if figures is None:
        return Cell(0, 0)
    return Cell(figures.enrolled if layers > 0 else None, figures.finished if layers > 1 else None)


def _trees(courses: Sequence[Course]) -> dict[int, dict[str, Figures]]:
    """Return {course id: {path of a branch: Figures}}, of all branches."""
    counts: dict[int, dict[str, list[int]]] = {course.pk: defaultdict(lambda: [0, 0]) for course in courses}
    paths = paths_of_members()
    for (course_id, user_id), rows in enrolments_by_person(courses).items():
        if user_id in paths:
            for path in branches_upwards(paths[user_id]):
                count = counts[course_id][path]
                count[0] += 1
                count[1] += is_finished(rows)
    return {
        course_id: {path: Figures(begun, finished) for path, (begun, finished) in tree.items()}
        for course_id, tree in counts.items()
    }
