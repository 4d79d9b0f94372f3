from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.models import Branch

if TYPE_CHECKING:
    from union.roles.models import UnionRole


class UnionRoleQuerySet(models.QuerySet["UnionRole"]):
    def active(self) -> UnionRoleQuerySet:
        """Filter to roles that have not ended and whose person can sign in."""
        return self.filter(ended_at=None, person__is_active=True)

    def visible_to(self, user: Any) -> UnionRoleQuerySet:
        """Filter to the user's own roles, and for an officer those in the officer's branches."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(Q(person=user) | Q(branch__in=Branch.objects.run_by(user)))
