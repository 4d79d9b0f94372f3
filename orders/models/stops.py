"""That a seller's sales were stopped by those who run the market."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models import Producer

USER = settings.AUTH_USER_MODEL


class SalesStop(models.Model):
    """Nothing of a producer can be ordered from `stops_at` on: days after the notice, or at once where an authority demands it."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="sales_stops")
    reason = models.CharField(_("vì sao dừng bán"), max_length=300)
    authority = models.CharField(_("cơ quan yêu cầu, số văn bản"), max_length=160, blank=True)
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    told_at = models.DateTimeField(default=timezone.now)
    stops_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    lift_reason = models.CharField(_("vì sao bán lại"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("lệnh dừng bán")
        verbose_name_plural = _("các lệnh dừng bán")
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["producer"], condition=Q(lifted_at=None), name="orders_salesstop_one_open"
            ),
            models.CheckConstraint(
                condition=Q(stops_at__gte=F("told_at")), name="orders_salesstop_after_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer} {self.stops_at:%d/%m/%Y}"
