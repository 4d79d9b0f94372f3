from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from products.models.products import Product


class FormerVoice(models.Model):
    """A voice note that buyers heard, and that gave way to another or was taken off: played to nobody, kept as long as a listing's data."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="former_voices")
    file = models.FileField(max_length=120)
    content_type = models.CharField(max_length=40, blank=True)
    removed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("lời kể trước đây")
        verbose_name_plural = _("lời kể trước đây")

    def __str__(self) -> str:
        return str(self.file)
