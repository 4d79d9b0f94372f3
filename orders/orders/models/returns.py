"""Part returns: goods or money of an order that went back while the rest of it continues."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from orders.orders.models.orders import Order, OrderLine

USER = settings.AUTH_USER_MODEL


class PartReturn(models.Model):
    """Part of an order that the buyer no longer pays: some pieces, the delivery fee, or both.

    amount: the value in đồng.
    fee: the đồng of `amount` that are delivery fee.
    """

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="part_returns")
    amount = models.PositiveBigIntegerField(help_text="đồng")
    fee = models.PositiveBigIntegerField(
        default=0, help_text="The part of `amount` that is delivery fee, in đồng"
    )
    came_back = models.BooleanField(
        default=True, help_text="The goods were returned; otherwise only money was refunded"
    )
    reason = models.CharField(_("vì sao"), max_length=200)
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    salt = SaltField(help_text="Of the pin of `reason`")

    class Meta:
        verbose_name = _("trả lại một phần")
        verbose_name_plural = _("các lần trả lại một phần")
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=0, amount__gte=F("fee")), name="orders_partreturn_amount"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order} {self.amount}"


class ReturnedLine(models.Model):
    """Pieces of an order line in a part return, and their price."""

    part = models.ForeignKey(PartReturn, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.CASCADE, related_name="returned")
    count = models.PositiveIntegerField(help_text="Pieces")
    amount = models.PositiveBigIntegerField(help_text="đồng")

    class Meta:
        verbose_name = _("dòng trả lại")
        verbose_name_plural = _("các dòng trả lại")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["part", "line"], name="orders_returnedline_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="orders_returnedline_positive"),
        ]

    def __str__(self) -> str:
        return self.line.words_for(self.count)
