from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from traceability.labels.models import LabelRun
from traceability.lots.models import Lot
from traceability.scans import enums
from traceability.scans.querysets import LabelFlagQuerySet


class LabelFlag(models.Model):
    """A label that may have been copied, with the sign that led to this flag.

    It waits until somebody records a finding. Worse signs after that get a row of their own, so one row of a
    label waits at a time.
    """

    run = models.ForeignKey(LabelRun, on_delete=models.CASCADE, related_name="flags")
    number = models.PositiveIntegerField(help_text="Number of the label in the run, from 1")
    lot = models.ForeignKey(Lot, on_delete=models.CASCADE, related_name="flags")
    sign = models.CharField(max_length=10, choices=enums.CopySign)
    flagged_at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(null=True, blank=True)
    looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    finding = models.CharField(
        max_length=300, blank=True, help_text="The finding, in the words of the person who checked"
    )
    known = models.JSONField(
        default=dict,
        editable=False,
        help_text="Signs and counts when the label was checked",
    )
    salt = models.BinaryField(
        max_length=32, null=True, editable=False
    )  # of its pin in the ledger; erased with the words

    objects = LabelFlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("tem đáng ngờ")
        verbose_name_plural = _("tem đáng ngờ")
        ordering = ["-flagged_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "number"], condition=Q(looked_at=None), name="traceability_flag_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(looked_at__isnull=False) | Q(finding=""),
                name="traceability_flag_finding_when_looked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.number}"

    def nth(self) -> int:
        """Return the number of this listing of the label, from 1."""
        return LabelFlag.objects.filter(run=self.run_id, number=self.number, pk__lte=self.pk).count()
