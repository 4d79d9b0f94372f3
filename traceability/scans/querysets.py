from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import models

if TYPE_CHECKING:
    from traceability.models import (
        LabelFlag,
    )
from traceability.lots.querysets import produced_by


class LabelFlagQuerySet(models.QuerySet["LabelFlag"]):
    def visible_to(self, user: Any) -> LabelFlagQuerySet:
        """Return flags of labels of producers that `user` works for or oversees. Staff get all flags."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(produced_by(user, "lot__product__producer__")).distinct()

    def run_by(self, user: Any) -> LabelFlagQuerySet:
        return self.filter(lot__in=apps.get_model("traceability", "Lot").objects.run_by(user))

    def waiting(self) -> LabelFlagQuerySet:
        return self.filter(looked_at=None)
