from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.authoring.enums import AssetKind, AssetState
from courses.media.querysets import AssetQuerySet


class Asset(models.Model):
    """A picture, recording, film, PDF or captions file of lessons, as files for download.

    The upload itself is deleted.
    `variants`: the files, the smallest first:
    [{"label": "240p", "name": "courses/ab/cd….mp4", "content_type": "video/mp4", "bytes": 1, "sha256": "…",
    "width": 426, "height": 240, "seconds": 60.0}].
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=10, choices=AssetKind)
    state = models.CharField(max_length=10, choices=AssetState, default=AssetState.UPLOADING)
    original_name = models.CharField(max_length=200, blank=True)
    upload_name = models.CharField(
        max_length=200, blank=True, help_text="In private storage, until processed"
    )
    goes_to = models.JSONField(
        default=dict,
        blank=True,
        help_text="Where it is placed after processing (courses/media/placing.py)",
    )
    upload_length = models.PositiveBigIntegerField(
        default=0, help_text="Number of bytes that the uploader declared"
    )
    upload_offset = models.PositiveBigIntegerField(default=0, help_text="Number of bytes received")
    progress = models.PositiveSmallIntegerField(default=0, help_text="Per cent")
    error = models.CharField(max_length=200, blank=True)
    variants = models.JSONField(default=list, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    is_public = models.BooleanField(default=False, help_text="A published version uses it")

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("tệp của bài học")
        verbose_name_plural = _("tệp của bài học")
        constraints = [
            models.CheckConstraint(
                condition=Q(upload_offset__lte=models.F("upload_length")), name="courses_asset_offset"
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="courses_asset_progress"),
        ]

    def __str__(self) -> str:
        return self.original_name or str(self.pk)

    @property
    def is_ready(self) -> bool:
        return self.state == AssetState.READY

    @property
    def is_failed(self) -> bool:
        return self.state == AssetState.FAILED

    @property
    def is_uploading(self) -> bool:
        return self.state == AssetState.UPLOADING
