"""Which branches' questions somebody handles, and who answers for a branch."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from members.branches.querysets import BranchQuerySet
from members.models import Branch, RoleGrant, User
from members.roles.enums import Role
from union.roles.enums import UnionRoleName
from union.roles.models import UnionRole
from union.roles.rules import holders


def handled_branches(user: Any) -> BranchQuerySet:
    """Return the branches whose questions `user` handles: those that she runs, and those where she is communicator or reader."""
    own = UnionRole.objects.active().filter(
        person=user, role__in=[UnionRoleName.COMMUNICATOR, UnionRoleName.READER]
    )
    return Branch.objects.filter(Q(pk__in=Branch.objects.run_by(user)) | Q(pk__in=own.values("branch")))


def handlers_of(branch: Branch) -> list[User]:
    """Return who answers for exactly this branch: its officers, then its communicators."""
    grants = RoleGrant.objects.filter(branch=branch, role=Role.OFFICER, ended_at=None, user__is_active=True)
    people = [grant.user for grant in grants.select_related("user").order_by("pk")]
    return list(dict.fromkeys([*people, *holders(UnionRoleName.COMMUNICATOR, branch)]))
