from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils import timezone

if TYPE_CHECKING:
    pass


class TicketQuerySet(models.QuerySet):
    def open(self) -> TicketQuerySet:
        """Return tickets that are unused and not expired."""
        return self.filter(used_at=None, expires_at__gt=timezone.now())

    def end(self) -> list[Any]:
        """End the open tickets, and return them for the entry that states them. Call it in a transaction."""
        ended, now = list(self.open().select_for_update(of=("self",))), timezone.now()
        for ticket in ended:
            ticket.expires_at = now
        self.filter(pk__in=[ticket.pk for ticket in ended]).update(expires_at=now)
        return ended


class ApiTokenQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> ApiTokenQuerySet:
        """Return the user's own tokens."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def live(self) -> ApiTokenQuerySet:
        """Return the tokens that still open the API."""
        return self.filter(expires_at__gt=timezone.now())

    def note_use(self, moment: datetime, *, unless_after: datetime) -> int:
        """Store `moment` as the last use, unless one after `unless_after` is stored. Return the changed rows."""
        stale = models.Q(last_used_at=None) | models.Q(last_used_at__lte=unless_after)
        return self.filter(stale).update(last_used_at=moment)
