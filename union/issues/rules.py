"""Who issues, who answers for a branch, and who records by hand what a branch did."""

from __future__ import annotations

from typing import Any

from members.branches.paths import paths_to
from members.models import Branch, RoleGrant
from members.roles.enums import Role
from members.rules import is_officer_above, is_officer_of, may_change_branch
from union.issues.models import Issue, Receipt


def may_issue(user: Any, branch: Branch) -> bool:
    """Return True if `user` may issue in the name of `branch`: its officers, those above it, and staff."""
    return is_officer_of(user, branch)


def may_close(user: Any, issue: Issue) -> bool:
    return may_issue(user, issue.branch)


def may_answer(user: Any, receipt: Receipt) -> bool:
    """Return True if `user` may open, assign and finish for the branch: its own officers, and who was assigned.

    Officers above are not the branch: they record by hand (may_record).
    """
    if not (user and user.is_authenticated and user.is_active):
        return False
    if receipt.assigned_to_id == user.pk:
        return True
    grants = RoleGrant.objects.open().filter(user=user, role=Role.OFFICER, branch=receipt.branch_id)
    return grants.exists()


def may_record(user: Any, receipt: Receipt) -> bool:
    """Return True if `user` may write down what the branch said on paper or by telephone: officers above it."""
    return is_officer_above(user, receipt.branch)


def may_excuse(user: Any, receipt: Receipt) -> bool:
    """Return True if `user` may excuse the branch: who may issue in the name of the issuing branch."""
    return may_issue(user, receipt.issue.branch)


def may_merge(user: Any, branch: Branch) -> bool:
    """Return True if `user` may let another branch answer for this one: staff, and officers of the province above."""
    return may_change_branch(user, branch)


def is_below(branch: Branch, above: Branch) -> bool:
    """Return True if `branch` is strictly below `above`."""
    return above.path in paths_to(branch)[:-1]
