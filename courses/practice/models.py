"""Practice tasks ("bài thực hành"): their state for a member, and what is handed in."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.learning.models import Enrolment
from courses.media.models import Asset
from courses.practice.enums import HandInState, OutcomeKind
from courses.practice.querysets import HandInQuerySet


class TaskState(models.Model):
    """The state of a practice task of an enrolment.

    It stores the result of courses.practice.outcomes for fast reading.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="task_states")
    lesson_key = models.CharField(max_length=40)
    step_key = models.CharField(max_length=40)
    done_at = models.DateTimeField(null=True, blank=True)
    subjects = models.JSONField(
        default=list, help_text="Results that count, such as product:12, earliest first"
    )
    reopened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bài thực hành của hội viên")
        verbose_name_plural = _("bài thực hành của hội viên")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "step_key"], name="courses_taskstate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.step_key}"


class HandIn(models.Model):
    """Work for a practice task that a trainer confirms: photos, a link, the times of a livestream.

    by: who typed it. It belongs to the enrolment's user, also if an officer acted on behalf (làm hộ).
    Accepted work becomes a milestone with `subject`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="hand_ins")
    lesson_key = models.CharField(max_length=40)
    step_key = models.CharField(max_length=40)
    kind = models.CharField(max_length=20, choices=OutcomeKind)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("chị muốn nói thêm"), max_length=1000, blank=True)
    link = models.URLField(_("đường dẫn"), max_length=300, blank=True)
    photos = models.ManyToManyField(Asset, blank=True, related_name="hand_ins")
    started_at = models.DateTimeField(_("bắt đầu lúc"), null=True, blank=True)
    ended_at = models.DateTimeField(_("kết thúc lúc"), null=True, blank=True)
    handed_in_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=HandInState, default=HandInState.WAITING)
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewed_at = models.DateTimeField(null=True, blank=True)
    review = models.TextField(_("lời giảng viên"), max_length=1000, blank=True)

    objects = HandInQuerySet.as_manager()

    class Meta:
        verbose_name = _("bài nộp")
        verbose_name_plural = _("bài nộp")
        ordering = ["-handed_in_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "lesson_key", "step_key"],
                condition=Q(state="waiting"),
                name="courses_handin_one_waiting",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gt=F("started_at")), name="courses_handin_times"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment} {self.kind}"

    @property
    def is_waiting(self) -> bool:
        return self.state == HandInState.WAITING

    @property
    def is_accepted(self) -> bool:
        return self.state == HandInState.ACCEPTED

    @property
    def is_returned(self) -> bool:
        return self.state == HandInState.RETURNED

    @property
    def is_livestream(self) -> bool:
        return self.kind == OutcomeKind.LIVESTREAM_HELD

    @property
    def is_fanpage(self) -> bool:
        return self.kind == OutcomeKind.FANPAGE_CONFIRMED

    @property
    def task_ref(self) -> str:
        """Return the prefix of the subjects that only this task counts.

        It is "task:<course>/<lesson>/<step>:".
        """
        return f"task:{self.enrolment.version.course.slug}/{self.lesson_key}/{self.step_key}:"

    @property
    def subject(self) -> str:
        """Return the subject of the milestone that acceptance creates.

        A livestream or a fanpage counts for every task that asks for it.
        """
        prefix = {OutcomeKind.LIVESTREAM_HELD: "livestream:", OutcomeKind.FANPAGE_CONFIRMED: "fanpage:"}
        return f"{prefix.get(OutcomeKind(self.kind), self.task_ref)}{self.pk}"

    @property
    def minutes(self) -> int:
        """Return the whole minutes of a livestream; 0 for everything else."""
        if self.started_at is None or self.ended_at is None:
            return 0
        return int((self.ended_at - self.started_at).total_seconds()) // 60
