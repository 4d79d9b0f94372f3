from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import QuerySet

from courses.authoring.rules import may_edit_course
from courses.models import Course
from members.branches.querysets import BranchQuerySet
from members.models import Branch, User
from members.rules import has_desk, is_staff, is_trainer


def may_see_reports(user: Any) -> bool:
    """Return whether the user may see reports: trainers, officers and staff."""
    return is_trainer(user) or has_desk(user)


def people_visible_to(user: Any, course: Course) -> QuerySet[User] | None | Literal[False]:
    """Return the people whose data in `course` the user may see: None means everybody, False nobody.

    Authors and staff see everybody. Other officers see the members of their branches.
    """
    if may_edit_course(user, course):
        return None
    if not has_desk(user):
        return False
    return User.objects.in_branches(Branch.objects.run_by(user))


def reported_branches(user: Any) -> BranchQuerySet:
    """Return the active branches whose figures `user` may see.

    Trainers and staff see all. An officer sees the officer's own branches and those below; others see none.
    """
    branches = Branch.objects.filter(is_active=True)
    if is_trainer(user) or is_staff(user):
        return branches
    return branches & Branch.objects.run_by(user) if has_desk(user) else branches.none()


@dataclass(frozen=True, slots=True)
class ReportedBranches:
    """Rows of a report by branch. No row's branch is below another row's.

    whole: the branch that contains all rows, or None. above: the parent of the shown branch, if visible.
    opens: ids of rows with branches below.
    """

    whole: Branch | None
    rows: list[Branch]
    above: Branch | None = None
    opens: frozenset[int] = frozenset()


def rows_of_report(user: Any, branch_id: int | None = None) -> ReportedBranches | None:
    """Return the branches directly below `branch_id`, or the top branches that `user` sees.

    None if the user doesn't see the branch. One query, plus those for the user's roles.
    """
    return rows_within(reported_branches(user), branch_id)


def rows_within(branches: BranchQuerySet, branch_id: int | None = None) -> ReportedBranches | None:
    """Return the report rows among `branches`: those directly below `branch_id`, or the top ones.

    None if `branch_id` is not in `branches`. A single top branch with branches below shows these. A branch
    without branches below is the only row.
    """
    visible = {branch.pk: branch for branch in branches.order_by("name")}
    if branch_id is not None and branch_id not in visible:
        return None
    below: dict[int | None, list[Branch]] = {}
    for branch in visible.values():
        below.setdefault(branch.parent_id if branch.parent_id in visible else None, []).append(branch)
    rows = below.get(branch_id, [])
    if branch_id is None and len(rows) == 1 and rows[0].pk in below:
        branch_id = rows[0].pk
        rows = below[branch_id]
    whole = visible[branch_id] if branch_id is not None else None
    if whole is not None and not rows:
        return ReportedBranches(None, [whole], visible.get(whole.parent_id or 0))
    opens = frozenset(branch.pk for branch in rows if branch.pk in below)
    return ReportedBranches(whole, rows, visible.get(whole.parent_id or 0) if whole else None, opens)
