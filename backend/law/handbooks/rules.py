"""Who chooses the situations of a commune. Everybody may keep them on a phone."""

from __future__ import annotations

from typing import Any

from members.branches.enums import BranchLevel
from members.models import Branch
from members.rules import is_officer_of


def may_choose_situations(user: Any, branch: Branch) -> bool:
    """Return whether `user` may choose: officers of the commune or of a branch above, and staff."""
    return branch.level == BranchLevel.COMMUNE and branch.is_active and is_officer_of(user, branch)
