"""The branches that an officer of the province may merge and rename."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from members.acting import Actor
from members.branches.enums import BranchLevel
from members.models import Branch, RoleGrant
from members.roles.enums import Role


def changeable_by(actor: Actor) -> QuerySet[Branch]:
    """Return the active branches below the provinces of which the actor is an officer; of staff, all. None in làm hộ."""
    user = actor.member
    rows = Branch.objects.filter(is_active=True).exclude(level=BranchLevel.PROVINCE).order_by("path")
    if actor.is_helping or not user.is_active:
        return rows.none()
    if user.is_staff:
        return rows
    grants = RoleGrant.objects.open().filter(user=user, role=Role.OFFICER, branch__level=BranchLevel.PROVINCE)
    below = Q(pk__in=[])
    for path in grants.values_list("branch__path", flat=True):
        below |= Q(path__startswith=path)
    return rows.filter(below)
