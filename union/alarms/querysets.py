from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from union.models import Alarm


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def visible_to(self, user: Any) -> AlarmQuerySet:
        """Return the alarms of the branches for which `user` is on duty, and of all below them.

        Nobody else sees one: no head of a branch, no staff. Alarms without a branch are the province's.
        """
        return self.none()

    def locked(self, pk: int) -> Alarm:
        """Return the alarm, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).get(pk=pk)
