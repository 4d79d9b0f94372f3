from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q

from members.rules import is_staff
from products.models import Producer


class EndpointQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """Filter to the endpoints of the producers that the user runs; for staff also the Union's."""
        if not user or not user.is_authenticated:
            return self.none()
        own = Q(producer__in=Producer.objects.run_by(user))
        return self.filter(own | Q(producer=None) if is_staff(user) else own)

    def hearing(self, producer_id: int) -> Self:
        """Filter to the endpoints that are on and receive the messages of this producer."""
        return self.filter(Q(producer=producer_id) | Q(producer=None), is_on=True)
