from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LawProvision(models.Model):
    """One article of a law during a period. When it changes, its row gets a last day and a new row is added.

    A step or question cites document, article and the day of the check. A citation is outdated on a day if
    the row valid then differs from the row valid on the day of the check (courses/law/stale.py).
    """

    document = models.CharField(max_length=60, help_text="Such as 37/2026/NĐ-CP")
    document_title = models.CharField(max_length=200, blank=True)
    article = models.CharField(
        max_length=40, help_text="Such as 23(7); empty for the document as a whole", blank=True
    )
    summary = models.CharField(max_length=400, blank=True, help_text="Summary in our own words")
    valid_from_date = models.DateField()
    valid_to_date = models.DateField(null=True, blank=True, help_text="The last day on which it is in force")
    is_confirmed = models.BooleanField(default=False, help_text="A lawyer has read it")

    class Meta:
        verbose_name = _("điều luật")
        verbose_name_plural = _("điều luật")
        ordering = ["document", "article", "valid_from_date"]
        constraints = [
            models.UniqueConstraint(
                fields=["document", "article", "valid_from_date"], name="courses_lawprovision_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to_date=None) | Q(valid_to_date__gte=F("valid_from_date")),
                name="courses_lawprovision_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.article}".strip()
