from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from members.rules import is_staff
from products.models import Producer


class EndpointQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Those of producers she runs; for staff the Union's own, too."""
        if not user or not user.is_authenticated:
            return self.none()
        hers = Q(producer__in=Producer.objects.run_by(user))
        return self.filter(hers | Q(producer=None) if is_staff(user) else hers)

    def hearing(self, producer_id: int) -> Self:
        """Those that are on and hear of this producer."""
        return self.filter(Q(producer=producer_id) | Q(producer=None), is_on=True)
