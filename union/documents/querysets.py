from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from union.issues.models import Issue

if TYPE_CHECKING:
    from union.documents.models import Document


class UnionDocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: Any) -> UnionDocumentQuerySet:
        """Filter to documents that the officer's branches issued or got, or that ask something of the user."""
        return self.filter(issue__in=Issue.objects.visible_to(user))

    def replaceable_by(self, user: Any) -> UnionDocumentQuerySet:
        """Filter to documents of the branches that `user` runs, that no other document replaces, the newest first."""
        found = self.filter(issue__in=Issue.objects.issued_by(user), replaced_by=None)
        return found.select_related("issue").order_by("-signed_date", "-pk")
