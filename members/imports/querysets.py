from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models

from members.branches.models import Branch

if TYPE_CHECKING:
    from members.models import MemberImport


class MemberImportQuerySet(models.QuerySet["MemberImport"]):
    def visible_to(self, user: Any) -> MemberImportQuerySet:
        """Return the imports into branches that the user runs."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(branch__in=Branch.objects.run_by(user))

    def locked(self, pk: int) -> MemberImport:
        """Return the import, locked until the transaction ends."""
        return self.select_for_update(of=("self",)).select_related("branch", "by").get(pk=pk)
