"""Find the branch in whose name an officer verified something; buyers see its name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from members.models import Branch, RoleGrant, User
from members.roles.enums import Role
from products.models import Producer


def branch_that_vouched(user: User, overseen: Iterable[Branch | None], at: datetime) -> Branch | None:
    """Return the lowest branch that contains all of `overseen`, and in which `user` was an officer at `at`.

    A branch contains itself and all below it. Returns None for staff of the province, who act without an
    office.
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
    """Return the name of the branch in whose name `by` verified `producer`, or "Hội" (the Union) if unknown.

    Buyers see a branch, never a person.
    """
    branch = branch_that_vouched(by, [producer.branch], at) if by is not None and at is not None else None
    return branch.name if branch else _("Hội")
