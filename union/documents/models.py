from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.models import Branch
from union.documents.enums import Urgency
from union.documents.querysets import UnionDocumentQuerySet
from union.issues.models import Issue
from union.issues.unmarked import UnmarkedChars


class Document(models.Model):
    """The official document of an issue; its extract (trích yếu) is the issue's title. Never changed, only replaced."""

    issue = models.OneToOneField(Issue, on_delete=models.PROTECT, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="+")
    number = UnmarkedChars(max_length=60, help_text="As on the paper: 12/KH-BTV")
    signed_date = models.DateField()
    urgency = models.CharField(max_length=12, choices=Urgency, default=Urgency.ORDINARY)
    file = models.FileField(max_length=120, blank=True)
    file_name = UnmarkedChars(max_length=120, blank=True)
    has_text = models.BooleanField(default=True, help_text="Whether Piêu could read the file and saw no mark")
    is_said_unmarked = models.BooleanField(
        default=False, help_text="Whether the officer looked at a file without text and saw no mark"
    )
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )

    objects = UnionDocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("văn bản của Hội")
        verbose_name_plural = _("văn bản của Hội")
        ordering = ["-signed_date", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["branch", "number"], name="union_document_number_of_branch"),
            models.CheckConstraint(
                condition=Q(has_text=True) | Q(is_said_unmarked=True), name="union_document_looked_at"
            ),
            models.CheckConstraint(condition=~Q(replaces=F("id")), name="union_document_replaces_another"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_urgent(self) -> bool:
        return self.urgency != Urgency.ORDINARY
