from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from members.models import Branch


class HandbookQuerySet(models.QuerySet["Handbook"]):
    def visible_to(self, user: Any) -> HandbookQuerySet:
        """Return the handbooks of all active branches: they are public, as the situations are."""
        return self.filter(branch__is_active=True)


class Handbook(models.Model):
    """The situations that a commune chose for the phones of its women. Without a row: all urgent ones."""

    branch = models.OneToOneField(Branch, on_delete=models.PROTECT, related_name="law_handbook")
    situations = models.JSONField(default=list, help_text="Slugs, in the order of the topics")
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    chosen_at = models.DateTimeField()

    objects = HandbookQuerySet.as_manager()

    class Meta:
        verbose_name = _("tình huống của xã")
        verbose_name_plural = _("tình huống của xã")

    def __str__(self) -> str:
        return f"{self.branch_id}: {len(self.situations)}"
