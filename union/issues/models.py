from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.branches.enums import BranchLevel
from members.models import Branch
from union.issues.enums import OPEN, UNSEEN, Asks, Means, ReceiptState
from union.issues.kinds import IssueKind, kinds
from union.issues.querysets import IssueQuerySet, ReceiptQuerySet
from union.issues.unmarked import UnmarkedChars, UnmarkedText


def _person() -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class Issue(models.Model):
    """Something that a branch issued to branches below it. Never changed, only closed."""

    kind = models.CharField(max_length=16, help_text="A module of union.issues.kinds")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="issues")
    issued_by = _person()
    issued_at = models.DateTimeField()
    title = UnmarkedChars(max_length=300)
    what = UnmarkedText(max_length=4000, blank=True)
    asks = models.CharField(max_length=8, choices=Asks)
    due_date = models.DateField(null=True, blank=True)
    below = models.ForeignKey(
        Branch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Issued to all branches below this one; else to named ones",
    )
    level = models.CharField(
        max_length=10, choices=BranchLevel, blank=True, help_text="Of the branches below; empty for all"
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = _person()
    closed_reason = UnmarkedChars(max_length=300, blank=True)
    salt = SaltField(help_text="Of the pin of title, what and reason")

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc giao xuống")
        verbose_name_plural = _("việc giao xuống")
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["branch", "-issued_at"], name="union_issue_of_branch")]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_reason="")
                | Q(closed_at__isnull=False) & ~Q(closed_reason=""),
                name="union_issue_closed_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def subject(self) -> str:
        """Return the subject of its ledger entries, and of those of its receipts."""
        return f"issue:{self.pk}"

    @property
    def kind_facts(self) -> IssueKind:
        return kinds()[self.kind]

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_to_know(self) -> bool:
        return self.asks == Asks.KNOW


class Receipt(models.Model):
    """How far one branch is with an issue. `issued_to` and `issued_name` never change; `branch` answers now."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="receipts")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="receipts")
    issued_to = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    issued_name = models.CharField(max_length=120, help_text="The branch's name when it was issued")
    state = models.CharField(max_length=10, choices=ReceiptState, default=ReceiptState.WAITING)
    due_date = models.DateField(
        null=True, blank=True, help_text="The issue's, unless this branch got more time"
    )
    was_late = models.BooleanField(
        default=False,
        help_text="Whether it was ever done after the due day that held then; more time cures nothing",
    )
    delivered_at = models.DateTimeField(null=True, blank=True)
    opened_by = _person()
    opened_at = models.DateTimeField(null=True, blank=True)
    assigned_to = _person()
    assigned_by = _person()
    assigned_at = models.DateTimeField(null=True, blank=True)
    done_by = _person()
    done_at = models.DateTimeField(null=True, blank=True)
    proof_text = UnmarkedChars(max_length=1000, blank=True)
    proof_file = models.FileField(max_length=120, blank=True)
    excused_by = _person()
    excused_at = models.DateTimeField(null=True, blank=True)
    reason = UnmarkedChars(max_length=300, blank=True, help_text="Why the branch is excused")
    means = models.CharField(max_length=8, choices=Means, blank=True)
    told_by = UnmarkedChars(max_length=120, blank=True, help_text="Who in the branch said so")
    recorded_by = _person()
    soon_reminded_at = models.DateTimeField(null=True, blank=True)
    late_reminded_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of proof, reason and told_by")

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc của một cơ sở")
        verbose_name_plural = _("việc của các cơ sở")
        ordering = ["pk"]
        indexes = [models.Index(fields=["branch", "state"], name="union_receipt_of_branch")]
        constraints = [
            models.UniqueConstraint(fields=["issue", "issued_to"], name="union_receipt_once"),
            models.CheckConstraint(
                condition=~Q(state=ReceiptState.DONE) | Q(done_at__isnull=False),
                name="union_receipt_done_at",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReceiptState.EXCUSED) | Q(excused_at__isnull=False) & ~Q(reason=""),
                name="union_receipt_excused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(told_by="") | ~Q(means=""), name="union_receipt_told_by_some_means"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id} {self.issued_name}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_unseen(self) -> bool:
        return self.state in UNSEEN

    @property
    def is_done(self) -> bool:
        return self.state == ReceiptState.DONE

    @property
    def has_moved(self) -> bool:
        """Return True if another branch answers now."""
        return self.branch_id != self.issued_to_id

    def is_late(self, today: dt.date) -> bool:
        """Return True if it is open after its due day, or was done after the one that held then."""
        if self.is_done:
            return self.was_late
        return self.is_open and self.due_date is not None and today > self.due_date


class Succession(models.Model):
    """A branch was merged into another one, which answers for it from then on. Never changed."""

    branch = models.OneToOneField(Branch, on_delete=models.PROTECT, related_name="succession")
    successor = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="predecessors")
    merged_date = models.DateField()
    at = models.DateTimeField()
    by = _person()

    class Meta:
        verbose_name = _("sáp nhập cơ sở")
        verbose_name_plural = _("sáp nhập cơ sở")
        constraints = [
            models.CheckConstraint(condition=~Q(branch=F("successor")), name="union_succession_of_another")
        ]

    def __str__(self) -> str:
        return f"{self.branch_id} → {self.successor_id}"
