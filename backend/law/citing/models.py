from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ToldChange(models.Model):
    """A change of the law that the owners of a citing place were notified of, so that they are notified once."""

    subject = models.CharField(
        max_length=300,
        unique=True,
        help_text="Place, citation, fault and its first day, a space between them",
    )
    told_at = models.DateTimeField()

    class Meta:
        verbose_name = _("đã báo luật đổi")
        verbose_name_plural = _("đã báo luật đổi")

    def __str__(self) -> str:
        return self.subject
