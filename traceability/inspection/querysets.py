from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from traceability.models import (
        Inspection,
    )


class InspectionQuerySet(models.QuerySet["Inspection"]):
    def running(self) -> InspectionQuerySet:
        return self.filter(ended_at=None, until__gt=timezone.now())

    def visible_to(self, user: Any) -> InspectionQuerySet:
        """Return the inspector's own inspections while they run.

        The producer's people get all inspections of their producers, and staff get all inspections.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        of_producer = Q(producer__people__user=user, producer__people__until=None)
        own = Q(inspector=user, ended_at=None, until__gt=timezone.now())
        return self.filter(of_producer | own).distinct()
