from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Edition(models.Model):
    """One import that changed something: which file, what it held, what it wrote and what it ended.

    scope: what the file is an edition of, "phap-dien 44.8" or a document's number. A later edition of the same
        scope ends what it no longer holds.
    written_sha256: over the texts that it wrote; the audit computes it again.
    """

    scope = models.CharField(max_length=80)
    title = models.CharField(max_length=600, blank=True)
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    layout = models.CharField(max_length=20, help_text="The reader that understood it")
    from_date = models.DateField(help_text="The day from which changed texts hold")
    figures = models.JSONField(default=dict)
    ended = models.JSONField(default=list, help_text="The citations that it no longer holds")
    written_sha256 = models.CharField(max_length=64)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bản nhập luật")
        verbose_name_plural = _("bản nhập luật")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.scope} {self.from_date}"
