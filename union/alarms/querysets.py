from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.branches.enums import BranchLevel
from union.roles.enums import UnionRoleName
from union.roles.models import UnionRole

if TYPE_CHECKING:
    from union.models import Alarm


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def visible_to(self, user: Any) -> AlarmQuerySet:
        """Return the alarms of the branches for which `user` is on duty, and of all below them.

        Nobody else sees one: no head of a branch, no staff. Alarms without a branch are the province's.
        """
        if not (user.is_authenticated and user.is_active):
            return self.none()
        duties = UnionRole.objects.active().filter(person=user, role=UnionRoleName.DUTY)
        rule = Q(pk=None)
        for path, level in duties.values_list("branch__path", "branch__level"):
            rule |= Q(branch__path__startswith=path)
            if level == BranchLevel.PROVINCE:
                rule |= Q(branch=None)
        return self.filter(rule)

    def due(self, now: datetime) -> AlarmQuerySet:
        """Return the alarms for which somebody is to be rung by `now`, the longest waiting first."""
        return self.filter(due_at__lte=now).order_by("due_at", "pk")

    def locked(self, pk: int) -> Alarm:
        """Return the alarm, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("branch", "taken_by").get(pk=pk)
