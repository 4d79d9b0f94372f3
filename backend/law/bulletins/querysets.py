from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from backend.law.bulletins.enums import OPEN, PUBLIC, VersionState
from members.rules import has_desk, is_province_officer

if TYPE_CHECKING:
    from backend.law.models import Bulletin, BulletinVersion


class BulletinQuerySet(models.QuerySet["Bulletin"]):
    def visible_to(self, user: Any) -> BulletinQuerySet:
        """Return what anybody may open: bulletins that are published, or were and are withdrawn."""
        return self.filter(versions__state__in=PUBLIC)

    def visible_at_desk_to(self, user: Any) -> BulletinQuerySet:
        """Return all bulletins, also those that were never published, for those with a desk; none for others."""
        return self.all() if has_desk(user) else self.none()


class VersionQuerySet(models.QuerySet["BulletinVersion"]):
    def visible_to(self, user: Any) -> VersionQuerySet:
        """Return the published versions, the newest first; bulletins are public."""
        found = self.filter(state=VersionState.PUBLISHED).select_related("bulletin__document")
        return found.order_by("-published_at", "-pk")

    def open(self) -> VersionQuerySet:
        """Return drafts and versions that wait for a second reader, the oldest first."""
        return self.filter(state__in=OPEN).select_related("bulletin__document").order_by("written_at", "pk")

    def to_read_by(self, user: Any) -> VersionQuerySet:
        """Return the versions that `user` may publish: those of others, for an officer of the province."""
        if not is_province_officer(user):
            return self.none()
        return self.open().filter(state=VersionState.WAITING).exclude(written_by=user.pk)
