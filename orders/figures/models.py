from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class TaxConfirmation(models.Model):
    """The operator's confirmation of a claim of tax law (orders/figures/tax/).

    It records which text was confirmed, where it was read, and when.
    """

    claim = models.CharField(max_length=60, unique=True, help_text="ID of the claim's file")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the file at that time")
    seen_in = models.CharField(_("đã xem ở đâu"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("xác nhận mức thuế")
        verbose_name_plural = _("xác nhận mức thuế")

    def __str__(self) -> str:
        return self.claim
