from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from courses.models import Asset


class AssetQuerySet(models.QuerySet["Asset"]):
    def visible_to(self, user: Any) -> AssetQuerySet:
        """Filter to assets of published versions, and the user's own uploads; staff see all."""
        if user.is_authenticated and user.is_staff:
            return self.all()
        visible = Q(is_public=True)
        if user.is_authenticated:
            visible |= Q(uploaded_by=user)
        return self.filter(visible)
