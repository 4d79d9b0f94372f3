from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models import Producer, Product
from traceability.partners.querysets import EpcisGrantQuerySet

USER = settings.AUTH_USER_MODEL


class EpcisGrant(models.Model):
    """The right of a partner's token to send or query events of a producer's lots.

    It can end; it is never deleted.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="epcis_grants")
    partner = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="epcis_grants")
    product = models.ForeignKey(
        Product,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="+",
        help_text="Null: all products of the producer",
    )
    may_capture = models.BooleanField(default=False)
    may_query = models.BooleanField(default=False)
    by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = EpcisGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("quyền của đối tác")
        verbose_name_plural = _("quyền của đối tác")
        ordering = ["-granted_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(may_capture=True) | Q(may_query=True), name="traceability_grant_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.producer} → {self.partner_id}"
