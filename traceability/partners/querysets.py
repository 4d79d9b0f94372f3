from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from traceability.models import (
        EpcisGrant,
    )
from traceability.lots.querysets import produced_by


class EpcisGrantQuerySet(models.QuerySet["EpcisGrant"]):
    def standing(self) -> EpcisGrantQuerySet:
        return self.filter(ended_at=None)

    def visible_to(self, user: Any) -> EpcisGrantQuerySet:
        """Return grants of producers that `user` works for or oversees, and grants to `user`.

        Staff see all grants.
        """
        if not user.is_authenticated:
            return self.none()
        if user.is_staff:
            return self.all()
        return self.filter(produced_by(user, "producer__") | Q(partner=user)).distinct()
