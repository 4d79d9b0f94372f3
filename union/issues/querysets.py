from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from members.models import Branch
from union.issues.enums import OPEN

if TYPE_CHECKING:
    from union.issues.models import Issue, Receipt


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: Any) -> IssueQuerySet:
        """Filter to issues of the officer's branches, to one of them, or with work assigned to the user."""
        if not user.is_authenticated:
            return self.none()
        receipts = self.model._meta.apps.get_model("union", "Receipt")._base_manager
        branches = Branch.objects.run_by(user)
        theirs = receipts.filter(Q(branch__in=branches) | Q(assigned_to=user)).values("issue")
        return self.filter(Q(branch__in=branches) | Q(pk__in=theirs))

    def issued_by(self, user: Any) -> IssueQuerySet:
        """Filter to issues of the branches that `user` runs."""
        return self.filter(branch__in=Branch.objects.run_by(user)) if user.is_authenticated else self.none()


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def visible_to(self, user: Any) -> ReceiptQuerySet:
        """Filter to receipts of the officer's branches, of issues of these, or assigned to the user."""
        if not user.is_authenticated:
            return self.none()
        branches = Branch.objects.run_by(user)
        return self.filter(Q(branch__in=branches) | Q(issue__branch__in=branches) | Q(assigned_to=user))

    def with_people(self) -> ReceiptQuerySet:
        """Fetch the people whom the state in the ledger names, in the order of the receipts' numbers."""
        return self.select_related(
            "opened_by", "assigned_to", "assigned_by", "done_by", "excused_by", "recorded_by"
        ).order_by("pk")

    def open(self) -> ReceiptQuerySet:
        return self.filter(state__in=OPEN)

    def late(self, today: dt.date) -> ReceiptQuerySet:
        """Filter to open receipts whose due day is over."""
        return self.open().filter(due_date__lt=today)

    def to_do_by(self, user: Any) -> ReceiptQuerySet:
        """Filter to open receipts of the branches of which `user` is an officer, not of those below, or assigned to them.

        The most urgent first: by due day, those without one last.
        """
        if not user.is_authenticated:
            return self.none()
        own = Branch.objects.filter(
            role_grants__user=user, role_grants__role="officer", role_grants__ended_at=None
        )
        found = self.open().filter(Q(branch__in=own) | Q(assigned_to=user))
        return found.order_by(models.F("due_date").asc(nulls_last=True), "pk")
