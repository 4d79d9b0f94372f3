from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    pass


class TicketQuerySet(models.QuerySet):
    def open(self) -> TicketQuerySet:
        """Return tickets that are unused and not expired."""
        return self.filter(used_at=None, expires_at__gt=timezone.now())
