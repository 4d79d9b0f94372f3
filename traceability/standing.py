"""In whose right an officer vouched: the branch that a buyer is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from members.enums import Role
from members.models import Branch, RoleGrant, User


def branch_that_vouched(user: User, overseen: Iterable[Branch | None], at: datetime) -> Branch | None:
    """The branch whose officer `user` was `at` that moment over all of `overseen`, the nearest one to them.

    None where it was no office of hers: staff of the province act without one.
    """
    paths = [branch.path for branch in overseen if branch is not None]
    if not paths:
        return None
    held = (
        RoleGrant.objects.filter(user=user, role=Role.OFFICER, granted_at__lte=at)
        .filter(Q(ended_at=None) | Q(ended_at__gt=at))
        .select_related("branch")
    )
    over = [grant.branch for grant in held if all(path.startswith(grant.branch.path) for path in paths)]
    return max(over, key=lambda branch: len(branch.path), default=None)
