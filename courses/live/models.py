from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from products.models import Product


class LiveSheet(models.Model):
    """Checked sentences of the seller for a livestream of a product.

    own: {part of courses.live.script: text with one sentence per line}.
    """

    product = models.OneToOneField(
        Product, primary_key=True, on_delete=models.CASCADE, related_name="live_sheet"
    )
    own = models.JSONField(default=dict, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(default=timezone.now)
    salt = SaltField(help_text="Of the pin of `own`")

    class Meta:
        verbose_name = _("lời buổi livestream")
        verbose_name_plural = _("lời buổi livestream")

    def __str__(self) -> str:
        return str(self.product)
