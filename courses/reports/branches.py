"""One course by branch: how many enrolled, finished and are stuck, and the place where most are stuck."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from courses.authoring.versions import published
from courses.models import Course
from courses.reports.disclosure import LEAST, Figures, branches_upwards, printable_layers
from courses.reports.people import enrolments_by_person, is_finished, paths_of_members
from courses.reports.stuck_learners import StepKey, deeds_of, place_of
from members.models import Branch


@dataclass(frozen=True, slots=True)
class Column:
    """Column for a number of a BranchRow, on the page and in its files. `is_alarm`: highlight unless zero."""

    field: str
    title: StrOrPromise
    is_alarm: bool = False


COLUMNS = (
    Column("enrolled", _("Bắt đầu")),
    Column("finished", _("Học xong")),
    Column("stuck", _("Đang dừng"), is_alarm=True),
)


@dataclass(frozen=True, slots=True)
class BranchRow:
    """Figures of a branch and all below it.

    None is a number that would reveal fewer than five people, directly or by subtraction. `stuck_at` is named
    only if five or more are stuck there.
    """

    branch: Branch
    enrolled: int | None = 0
    finished: int | None = 0
    stuck: int | None = 0
    stuck_at: str = ""

    @property
    def cells(self) -> list[tuple[Column, int | None]]:
        return [(column, getattr(self, column.field)) for column in COLUMNS]


@dataclass(slots=True)
class _Count:
    enrolled: int = 0
    finished: int = 0
    stuck: int = 0
    places: Counter[StepKey] = field(default_factory=Counter)


def branch_rows(course: Course, branches: Sequence[Branch]) -> list[BranchRow]:
    """Return a row for each of `branches`, in their order, with figures of members who consent to reports.

    Each member counts once per course. Which figures are printed is decided over all branches. So every
    reader and every selection gets equal figures. Five queries, and one for each version not cached yet.
    Reads every step done by unfinished learners.
    """
    counts, titles = _counts(course)
    tree = {path: Figures(count.enrolled, count.finished, count.stuck) for path, count in counts.items()}
    printed = printable_layers(tree)
    rows = []
    for branch in branches:
        count = counts.get(branch.path)
        if count is None:
            rows.append(BranchRow(branch))
            continue
        layers = printed[branch.path]
        rows.append(
            BranchRow(
                branch,
                count.enrolled if layers > 0 else None,
                count.finished if layers > 1 else None,
                count.stuck if layers > 2 else None,
                _most(count.places, titles) if layers > 2 else "",
            )
        )
    return rows


def _most(places: Counter[StepKey], titles: dict[StepKey, str]) -> str:
    """Return the title of the step at which most learners are stuck; "" if they are fewer than five.

    On a tie the first title in alphabetical order is returned.
    """
    found = [(-people, titles[key]) for key, people in places.items() if people >= LEAST]
    return min(found)[1] if found else ""


def _counts(course: Course) -> tuple[dict[str, _Count], dict[StepKey, str]]:
    paths = paths_of_members()
    people = [
        (user_id, rows)
        for (_course_id, user_id), rows in enrolments_by_person([course]).items()
        if user_id in paths
    ]
    deeds = deeds_of([row for _user_id, rows in people if not is_finished(rows) for row in rows])
    now = timezone.now()
    titles: dict[StepKey, str] = {}
    counts: dict[str, _Count] = defaultdict(_Count)
    for user_id, rows in people:
        before = deeds.stuck_before(rows, now)
        place = None
        if before:
            place, title = place_of(published(rows[0].version_id), before)
            titles.setdefault(place, title)
        for path in branches_upwards(paths[user_id]):
            count = counts[path]
            count.enrolled += 1
            count.finished += is_finished(rows)
            if place:
                count.stuck += 1
                count.places[place] += 1
    return counts, titles
