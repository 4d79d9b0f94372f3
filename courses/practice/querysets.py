from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from courses.models import HandIn


class HandInQuerySet(models.QuerySet["HandIn"]):
    def waiting_for(self, user: Any) -> HandInQuerySet:
        """Filter to work that waits for a trainer of its course, the longest waiting first.

        Never the trainer's own work.
        """
        if not user.is_authenticated:
            return self.none()
        rows = self.filter(state="waiting").exclude(enrolment__user=user).order_by("handed_in_at")
        return rows if user.is_staff else rows.filter(enrolment__version__course__authors=user)

    def visible_to(self, user: Any) -> HandInQuerySet:
        """Filter to the user's own work; for trainers also that of their courses; staff see all."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(Q(enrolment__user=user) | Q(enrolment__version__course__authors=user)).distinct()
