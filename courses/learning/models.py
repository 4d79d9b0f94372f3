"""A member's progress in a course."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from courses.authoring.models.courses import Course, CourseVersion
from courses.media.models import Asset
from members.branches.querysets import OwnedQuerySet


class Enrolment(models.Model):
    """A member takes one version of a course.

    A finished enrolment stays finished when new versions are published.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments")
    version = models.ForeignKey(CourseVersion, on_delete=models.PROTECT, related_name="enrolments")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc học của hội viên")
        verbose_name_plural = _("việc học của hội viên")
        constraints = [models.UniqueConstraint(fields=["user", "version"], name="courses_enrolment_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.version}"


class StepDone(models.Model):
    """A finished step; the earliest moment counts, however often a phone reports it."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="steps_done")
    lesson_key = models.CharField(max_length=40)
    step_key = models.CharField(max_length=40)
    done_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bước đã học")
        verbose_name_plural = _("bước đã học")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "step_key"], name="courses_stepdone_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.step_key}"


class Asked(models.Model):
    """A member's question to the trainer at a step; the answer can be shared under the lesson."""

    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="asked")
    lesson_key = models.CharField(max_length=40)
    step_key = models.CharField(max_length=40, blank=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("câu hỏi"), max_length=1000, blank=True)
    voice = models.ForeignKey(Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(_("trả lời"), max_length=2000, blank=True)
    answer_voice = models.ForeignKey(
        Asset, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    is_shared = models.BooleanField(
        _("cho mọi người học xem"),
        default=False,
        help_text="Shown to every learner, without the name of the person who asked",
    )
    salt = SaltField(help_text="Of the pin of question and answer")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("câu hỏi của người học")
        verbose_name_plural = _("câu hỏi của người học")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.text[:60] or str(self.pk)
