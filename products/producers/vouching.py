"""Find the branch in whose name an officer verified something, which buyers read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Branch, RoleGrant, User
from members.roles.enums import Role
from products.models import Producer


def branch_that_vouched(user: User, overseen: Iterable[Branch | None], at: datetime) -> Branch | None:
    """Return the nearest branch over all of `overseen` in which `user` was an officer `at` that moment.

    Returns None for staff of the province, who act without an office.
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


def vouched_name(by: User | None, producer: Producer, at: datetime | None) -> str:
    """Return the name of the verifying branch as all pages show it: a branch, never a person."""
    branch = branch_that_vouched(by, [producer.branch], at) if by is not None and at is not None else None
    return branch.name if branch else _("Hội")
