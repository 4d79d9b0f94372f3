from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from courses.models import Credential


class CredentialQuerySet(models.QuerySet["Credential"]):
    def standing(self) -> CredentialQuerySet:
        return self.filter(revoked_at=None)

    def issued_for(self, user: Any) -> CredentialQuerySet:
        """Filter to certificates of courses that `user` writes; staff see all."""
        if not user.is_authenticated:
            return self.none()
        return self.all() if user.is_staff else self.filter(enrolment__version__course__authors=user)

    def visible_to(self, user: Any) -> CredentialQuerySet:
        """Filter to the user's own certificates."""
        return self.filter(user=user) if user.is_authenticated else self.none()
