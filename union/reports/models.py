from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.branches.enums import BranchLevel
from members.models import Branch
from union.issues.models import Issue
from union.issues.unmarked import UnmarkedChars, UnmarkedJSON
from union.reports.definition import Definition
from union.reports.enums import OPEN, RECEIVED, FormState, PeriodKind, ReportState
from union.reports.periods import period_words
from union.reports.querysets import FormQuerySet, PeriodQuerySet, ReportQuerySet

USER = settings.AUTH_USER_MODEL
LEVELS = [
    (BranchLevel.COMMUNE, _("Hội cấp xã")),
    (BranchLevel.CHAPTER, _("Chi hội")),
]


class ReportForm(models.Model):
    """What the branches of `level` below `branch` report each period. Frozen once it is published.

    due_days, closing_days: after the period's last day. After the closing day nothing can be written.
    replaces: the published form that this one follows; publishing it retires that one.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    title = UnmarkedChars(max_length=160)
    about = UnmarkedChars(max_length=400, blank=True)
    period_kind = models.CharField(max_length=8, choices=PeriodKind, default=PeriodKind.MONTH)
    level = models.CharField(max_length=10, choices=LEVELS, default=BranchLevel.COMMUNE)
    due_days = models.PositiveSmallIntegerField(default=5)
    closing_days = models.PositiveSmallIntegerField(default=15)
    definition = UnmarkedJSON(default=dict, help_text="As union.reports.definition.Definition")
    state = models.CharField(max_length=10, choices=FormState, default=FormState.DRAFT)
    replaces = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    written_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = FormQuerySet.as_manager()

    class Meta:
        verbose_name = _("mẫu báo cáo")
        verbose_name_plural = _("mẫu báo cáo")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closing_days__gte=F("due_days")), name="union_reportform_closes_after_due"
            ),
            models.CheckConstraint(
                condition=Q(state=FormState.DRAFT, published_at=None)
                | ~Q(state=FormState.DRAFT) & Q(published_at__isnull=False),
                name="union_reportform_published_at",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @cached_property
    def content(self) -> Definition:
        return Definition.of(self.definition)

    @property
    def is_draft(self) -> bool:
        return self.state == FormState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == FormState.PUBLISHED


class ReportPeriod(models.Model):
    """A month, quarter, half year or year of a form. code: as DHIS2 writes it. A locked period never changes.

    issue: what asks the branches for their reports; its receipts follow them.
    """

    form = models.ForeignKey(ReportForm, on_delete=models.PROTECT, related_name="periods")
    code = models.CharField(max_length=8)
    start_date = models.DateField()
    end_date = models.DateField()
    due_date = models.DateField()
    closing_date = models.DateField()
    opened_at = models.DateTimeField(default=timezone.now)
    issue = models.OneToOneField(Issue, null=True, on_delete=models.PROTECT, related_name="report_period")
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = _("kỳ báo cáo")
        verbose_name_plural = _("kỳ báo cáo")
        ordering = ["-start_date", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["form", "start_date"], name="union_reportperiod_once"),
            models.CheckConstraint(
                condition=Q(
                    end_date__gte=F("start_date"),
                    due_date__gte=F("end_date"),
                    closing_date__gte=F("due_date"),
                ),
                name="union_reportperiod_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        return period_words(self.form.period_kind, self.start_date)

    @property
    def is_locked(self) -> bool:
        return self.locked_at is not None


class Report(models.Model):
    """The report of one branch for one period. The row exists from the day the period opens: it is expected.

    counts_for: the branch under which it is added up; another one than `branch` only after a merger.
    due_date, closing_date: those of the period, unless an exception was made for this branch.
    was_late: whether it was ever sent after the due day that held then. A return moves the due day of the correction, so
    it doesn't make a late report timely.
    reason: why it was returned, excused or given more time; the last of these.
    version: counts the saves, so that nobody overwrites what she has not seen.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    period = models.ForeignKey(ReportPeriod, on_delete=models.PROTECT, related_name="reports")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="reports")
    counts_for = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="counted_reports")
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.WAITING)
    version = models.PositiveIntegerField(default=0)
    due_date = models.DateField()
    closing_date = models.DateField()
    was_late = models.BooleanField(default=False)
    is_from_paper = models.BooleanField(default=False)
    note = UnmarkedChars(max_length=500, blank=True)
    reason = UnmarkedChars(max_length=400, blank=True)
    saved_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of `note` and `reason`")

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("báo cáo")
        verbose_name_plural = _("báo cáo")
        ordering = ["due_date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["period", "branch"], name="union_report_once"),
            models.CheckConstraint(
                condition=~Q(state__in=RECEIVED) | Q(sent_at__isnull=False), name="union_report_sent_at"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[ReportState.RETURNED, ReportState.EXCUSED]) | ~Q(reason=""),
                name="union_report_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(closing_date__gte=F("due_date")), name="union_report_closes_after_due"
            ),
        ]
        indexes = [models.Index(fields=["state", "due_date"], name="union_report_due")]

    def __str__(self) -> str:
        return f"{self.branch} {self.period_id}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_received(self) -> bool:
        return self.state in RECEIVED

    @property
    def is_sent(self) -> bool:
        return self.state == ReportState.SENT

    @property
    def is_accepted(self) -> bool:
        return self.state == ReportState.ACCEPTED

    @property
    def is_returned(self) -> bool:
        return self.state == ReportState.RETURNED

    @property
    def is_excused(self) -> bool:
        return self.state == ReportState.EXCUSED

    @property
    def is_merged(self) -> bool:
        """Return True if another branch took this one over in or before the period."""
        return self.branch_id != self.counts_for_id

    @property
    def is_late(self) -> bool:
        """Return True if it is missing after its due day, or was sent after the one that held then."""
        if self.is_received:
            return self.was_late
        return self.is_open and timezone.localdate() > self.due_date


class ReportValue(models.Model):
    """One figure of a report.

    number: in units of 10^-places of its field; of a choice None. text: words, or the key of a choice.
    known: what Piêu counted itself when the report was saved; `reason` is why `number` differs from it.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    code = models.CharField(max_length=40)
    number = models.BigIntegerField(null=True, blank=True)
    text = UnmarkedChars(max_length=500, blank=True)
    known = models.BigIntegerField(null=True, blank=True)
    reason = UnmarkedChars(max_length=300, blank=True)
    salt = SaltField(help_text="Of the pin of `text` and `reason`")

    class Meta:
        verbose_name = _("số liệu của báo cáo")
        verbose_name_plural = _("số liệu của báo cáo")
        ordering = ["report", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="union_reportvalue_once"),
            models.CheckConstraint(
                condition=Q(known=None) | Q(number=F("known")) | ~Q(reason=""),
                name="union_reportvalue_differs_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["code", "report"], name="union_reportvalue_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.number if self.text == '' else self.text}"
