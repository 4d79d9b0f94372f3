from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from traceability.labels.models import LabelRun
from traceability.lots.models import Lot
from traceability.recalls.enums import RecallWord
from traceability.recalls.querysets import RecallQuerySet

USER = settings.AUTH_USER_MODEL


class Recall(models.Model):
    """A recalled lot, or with `run` only its labels `first` to `last`.

    It ends by decision or after its last day, and stays in the history. Its RecallReach rows are the lots
    that it reaches, including those made from this one.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="recalls")
    run = models.ForeignKey(LabelRun, null=True, blank=True, on_delete=models.PROTECT, related_name="recalls")
    first = models.PositiveIntegerField(null=True, blank=True, help_text="First label, from 1")
    last = models.PositiveIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    advice = models.CharField(max_length=300, blank=True)
    contact = models.CharField(max_length=120, blank=True, help_text="Whom a buyer can call or visit; public")
    started_at = models.DateTimeField(default=timezone.now)
    until_date = models.DateField(
        null=True,
        blank=True,
        help_text="The last day, in Vietnam's time zone; null: until an officer ends it",
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    end_reason = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    ended_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = RecallQuerySet.as_manager()

    class Meta:
        verbose_name = _("thu hồi")
        verbose_name_plural = _("thu hồi")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["lot"], condition=Q(ended_at=None, run=None), name="traceability_recall_one_open"
            ),
            models.CheckConstraint(
                condition=Q(run=None, first=None, last=None)
                | Q(run__isnull=False, first__gte=1, last__gte=models.F("first")),
                name="traceability_recall_range",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lot}: {self.reason}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None


class RecallPin(models.Model):
    """The proof of one text field of a recall: `pin` is in the ledger, `salt` opens it.

    A contact is personal: its text and salt are erased with the person, but not before the recall ends. Then
    `goes_when_over` marks a contact that has to be erased at the end.
    """

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="pins")
    what = models.CharField(max_length=10, choices=RecallWord)
    salt = models.BinaryField(max_length=32, null=True)
    pin = models.CharField(max_length=64)
    goes_when_over = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("dấu niêm phong lời thu hồi")
        verbose_name_plural = _("dấu niêm phong lời thu hồi")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["recall", "what"], name="traceability_recallpin_once"),
            models.CheckConstraint(
                condition=Q(salt=None, erased_at__isnull=False) | Q(salt__isnull=False, erased_at=None),
                name="traceability_recallpin_opens_or_erased",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id} {self.what}"


class RecallReach(models.Model):
    """A lot whose labels show a recall: the recalled lot, or a lot made from it.

    With `run`, only labels `first` to `last` of it. Stored so that a scan needs one index. `ended_at` is the
    recall's own, or earlier if the lot turned out not to be made from the recalled lot.
    """

    recall = models.ForeignKey(Recall, on_delete=models.PROTECT, related_name="reach")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="recall_reach")
    run = models.ForeignKey(LabelRun, null=True, on_delete=models.PROTECT, related_name="+")
    first = models.PositiveIntegerField(null=True)
    last = models.PositiveIntegerField(null=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lô bị thu hồi tới")
        verbose_name_plural = _("lô bị thu hồi tới")
        constraints = [
            models.UniqueConstraint(
                fields=["recall", "lot"], condition=Q(ended_at=None), name="traceability_reach_once"
            ),
        ]
        indexes = [
            models.Index(fields=["lot"], condition=Q(ended_at=None), name="traceability_reach_open"),
        ]

    def __str__(self) -> str:
        return f"{self.recall_id}: {self.lot_id}"

    @property
    def is_of_labels(self) -> bool:
        """Return True if only some labels of the lot show the recall."""
        return self.run_id is not None
