from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from backend.law.library.models import Provision


class PlainWords(models.Model):
    """What a provision says, in plain words. New words replace older ones, which stay."""

    provision = models.ForeignKey(Provision, on_delete=models.PROTECT, related_name="plain_words")
    text = models.CharField(max_length=400)
    explains_sha256 = models.CharField(
        max_length=64, blank=True, help_text="Hash of the text that they explain; empty if none was imported"
    )
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lời dễ hiểu")
        verbose_name_plural = _("lời dễ hiểu")
        ordering = ["provision", "-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["provision"], condition=Q(replaced_at=None), name="law_plainwords_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.text[:60]
