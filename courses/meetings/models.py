"""Branch meetings: a lesson shown to the participants, on the leader's phone."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from courses.authoring.models.courses import CourseVersion
from courses.classes.querysets import MeetingQuerySet
from members.branches.querysets import OwnedQuerySet
from members.models import Branch


class Meeting(models.Model):
    """Meeting of a branch with one lesson of one version. After its end it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="meetings")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="meetings")
    lesson_key = models.CharField(max_length=40)
    led_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="led_meetings"
    )
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    shown = models.JSONField(default=list, blank=True, help_text="Keys of the steps that were shown")
    note = models.CharField(_("ghi chú"), max_length=500, blank=True)
    salt = SaltField(help_text="Of the pin of `note`")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("buổi sinh hoạt")
        verbose_name_plural = _("buổi sinh hoạt")
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                name="courses_meeting_times",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch} {self.started_at:%d/%m/%Y}"


class MeetingPresence(models.Model):
    """A member was at the meeting; this proves no learning."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="presences")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="meeting_presences"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dự sinh hoạt")
        verbose_name_plural = _("dự sinh hoạt")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="courses_meetingpresence_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.meeting}"


class MeetingHands(models.Model):
    """How many hands went up for each choice of a question, for the meeting as a whole.

    `counts`: {choice key: hands}; true or false under "true" and "false".
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="hands")
    step_key = models.CharField(max_length=40)
    question_key = models.CharField(max_length=40)
    counts = models.JSONField()
    counted_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("giơ tay")
        verbose_name_plural = _("giơ tay")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "step_key", "question_key"], name="courses_meetinghands_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.question_key}"
