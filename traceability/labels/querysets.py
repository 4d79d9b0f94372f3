from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef

if TYPE_CHECKING:
    from traceability.models import (
        LabelRun,
    )
from traceability.lots.querysets import produced_by


class LabelRunQuerySet(models.QuerySet["LabelRun"]):
    def visible_to(self, user: Any) -> LabelRunQuerySet:
        """Return runs of producers that `user` works for or oversees as an officer. Staff get all runs."""
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(produced_by(user, "lot__product__producer__")).distinct()

    def annotate_void(self) -> LabelRunQuerySet:
        """Annotate `is_void`: True if a single void covers the whole run, not if several do together."""
        whole = self.model.objects.filter(pk=OuterRef("pk"), voids__first=1, voids__last=F("count"))
        return self.annotate(is_void=Exists(whole))
