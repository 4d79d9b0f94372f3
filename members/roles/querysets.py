from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    pass


class RoleGrantQuerySet(models.QuerySet):
    def open(self) -> RoleGrantQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> RoleGrantQuerySet:
        """Return the user's own roles, and for an officer those granted in the officer's branches."""
        if not user.is_authenticated:
            return self.none()
        branches = self.model._meta.apps.get_model("members", "Branch").objects.run_by(user)
        return self.filter(Q(user=user) | Q(branch__in=branches))
