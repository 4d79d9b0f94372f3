from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from traceability.lots.models import Lot


class OriginVersion(models.Model):
    """One published version of the content of a lot's origin page.

    Its text can be erased (it has a household's name); `pin`, its salted hash, is in the ledger.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="origin_versions")
    number = models.PositiveIntegerField()
    facts = models.JSONField(null=True)
    salt = models.BinaryField(max_length=32, null=True)
    pin = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bản công bố của trang nguồn gốc")
        verbose_name_plural = _("bản công bố của trang nguồn gốc")
        constraints = [
            models.UniqueConstraint(fields=["lot", "number"], name="traceability_originversion_number"),
        ]

    def __str__(self) -> str:
        return f"{self.lot} v{self.number}"
