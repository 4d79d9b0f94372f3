from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from traceability.models import (
        PrintedHost,
    )


class PrintedHostQuerySet(models.QuerySet["PrintedHost"]):
    def visible_to(self, user: Any) -> PrintedHostQuerySet:
        """Return all hosts for the Union's technical staff, who alone can point a host here."""
        return self.all() if user.is_authenticated and user.is_staff else self.none()
