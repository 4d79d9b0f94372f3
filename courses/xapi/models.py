from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.xapi.enums import StatementState


class XapiStatement(models.Model):
    """One statement for the Learning Record Store; its ID makes repeated sending harmless."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    body = models.JSONField()
    voids = models.UUIDField(
        null=True, blank=True, db_index=True, help_text="The statement that this one voids"
    )
    state = models.CharField(max_length=10, choices=StatementState, default=StatementState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("câu xAPI")
        verbose_name_plural = _("câu xAPI")
        indexes = [
            models.Index(fields=["next_at"], condition=models.Q(state="waiting"), name="courses_xapi_waiting")
        ]

    def __str__(self) -> str:
        return str(self.pk)
