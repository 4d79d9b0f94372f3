from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models import Product
from traceability.labels import enums
from traceability.labels.querysets import LabelRunQuerySet
from traceability.lots.models import Lot

USER = settings.AUTH_USER_MODEL


class ProductCode(models.Model):
    """A code that was or may be printed for a product. Never deleted: a printed code is valid forever."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="codes")
    kind = models.CharField(max_length=4, choices=enums.CodeKind)
    value = models.CharField(max_length=20, unique=True, help_text="GTIN-14, or our own short code")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("mã sản phẩm")
        verbose_name_plural = _("mã sản phẩm")
        constraints = [
            models.UniqueConstraint(
                fields=["product"], condition=Q(kind="own"), name="traceability_code_one_own"
            ),
        ]

    def __str__(self) -> str:
        return self.value


class LabelRun(models.Model):
    """A run of labels: one row for any number of labels. Its id is the run number inside every serial."""

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="label_runs")
    code = models.ForeignKey(ProductCode, on_delete=models.PROTECT, related_name="label_runs")
    count = models.PositiveIntegerField()
    layout = models.CharField(max_length=20)
    key_version = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=120, help_text="Scheme and host printed on the labels")
    content = models.JSONField(default=dict, help_text="The printed text at the time of the run")
    content_salt = models.BinaryField(
        max_length=32,
        null=True,
        help_text="Salt of the text's pin in the run's entry; null once a name was erased from the text",
    )
    offset_x = models.DecimalField(max_digits=4, decimal_places=2, default=0, help_text="mm")
    offset_y = models.DecimalField(max_digits=4, decimal_places=2, default=0, help_text="mm")
    state = models.CharField(max_length=10, choices=enums.RunState, default=enums.RunState.QUEUED)
    done_count = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    claim = models.UUIDField(null=True, blank=True, help_text="ID of the process that is making the sheet")
    heartbeat_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When that process last reported progress, or when the run was last queued",
    )
    error = models.CharField(max_length=300, blank=True)
    pdf = models.CharField(
        max_length=160,
        blank=True,
        help_text="Path under MEDIA_ROOT; empty once deleted; made again on demand",
    )
    pdf_sha256 = models.CharField(max_length=64, blank=True)
    pdf_made_at = models.DateTimeField(null=True, blank=True)
    verified_count = models.PositiveIntegerField(
        default=0, help_text="Number of labels read back before release"
    )
    requested_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    requested_at = models.DateTimeField(default=timezone.now)
    ready_at = models.DateTimeField(null=True, blank=True)

    objects = LabelRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt tem")
        verbose_name_plural = _("đợt tem")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(count__gte=1, count__lte=100_000), name="traceability_run_count_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk} · {self.lot} · {self.count}"

    @property
    def is_queued(self) -> bool:
        return self.state == enums.RunState.QUEUED

    @property
    def is_ready(self) -> bool:
        return self.state == enums.RunState.READY

    @property
    def is_failed(self) -> bool:
        return self.state == enums.RunState.FAILED

    @property
    def is_cancelled(self) -> bool:
        return self.state == enums.RunState.CANCELLED


class LabelPrint(models.Model):
    """An entry of the print ledger: who printed which labels of a run, when, and the reason of a reprint."""

    run = models.ForeignKey(LabelRun, on_delete=models.PROTECT, related_name="prints")
    kind = models.CharField(max_length=10, choices=enums.PrintKind)
    first = models.PositiveIntegerField(help_text="First label, from 1")
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=200, blank=True)
    reason_salt = models.BinaryField(max_length=32, null=True, help_text="Salt of the entry's reasonPin")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    printed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lần in")
        verbose_name_plural = _("lần in")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=models.F("first")), name="traceability_print_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first}–{self.last}"

    @property
    def is_first(self) -> bool:
        return self.kind == enums.PrintKind.FIRST


class LabelVoid(models.Model):
    """Labels of a run that must not be trusted: spoiled, lost, or not used."""

    run = models.ForeignKey(LabelRun, on_delete=models.PROTECT, related_name="voids")
    first = models.PositiveIntegerField(help_text="First label, from 1")
    last = models.PositiveIntegerField()
    reason = models.CharField(max_length=200)
    reason_salt = models.BinaryField(max_length=32, null=True, help_text="Salt of the entry's reasonPin")
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    voided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("tem huỷ")
        verbose_name_plural = _("tem huỷ")
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=1, last__gte=models.F("first")), name="traceability_void_range"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.first}–{self.last}"
