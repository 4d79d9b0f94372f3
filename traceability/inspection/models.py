from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from products.models import Producer
from traceability.inspection.enums import InspectedPart
from traceability.inspection.querysets import InspectionQuerySet
from traceability.lots.models import Lot

USER = settings.AUTH_USER_MODEL


class Inspection(models.Model):
    """The right of an inspector to read everything of one producer until `until`.

    Staff grant it, and the producer is notified.
    """

    inspector = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="inspections")
    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="inspections")
    reason = models.CharField(
        max_length=300, help_text="The decision or letter that authorises it; shown to the producer"
    )
    granted_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it was ended early")
    salt = SaltField(help_text="Of the pin of `reason`")

    objects = InspectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("đợt kiểm tra")
        verbose_name_plural = _("đợt kiểm tra")
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("granted_at")), name="traceability_inspection_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer_id} {self.until:%d/%m/%Y}"

    @property
    def is_over(self) -> bool:
        """Return True if its time has passed or it was ended before."""
        return self.ended_at is not None or self.until < timezone.now()


class InspectionLook(models.Model):
    """A record of what an inspector viewed, and when. Never changed."""

    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="looks")
    lot = models.ForeignKey(
        Lot, null=True, on_delete=models.PROTECT, related_name="+", help_text="Null: the list of lots"
    )
    part = models.CharField(
        max_length=10,
        blank=True,
        choices=InspectedPart,
        help_text="Viewed part of the lot; empty: its diary, or the bundle",
    )
    took_bundle = models.BooleanField(default=False)
    looked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lần xem của thanh tra")
        verbose_name_plural = _("lần xem của thanh tra")
        ordering = ["-looked_at", "-id"]

    def __str__(self) -> str:
        return f"{self.inspection_id} {self.looked_at:%d/%m/%Y}"
