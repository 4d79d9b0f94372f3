from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.branches.models import Branch
from union.alarms.querysets import AlarmQuerySet

USER = settings.AUTH_USER_MODEL


class Alarm(models.Model):
    """Somebody may be in danger: duty officers are rung until one takes the alarm.

    text: what was typed; "" if the woman only asked for a call, or after the term of data/alarms.toml.
    kinds: names of dangers, such as "violence" (union.questions.triage).
    branch: where the woman is, if she or an officer named it. phone: E.164, only if she left it.
    call_when: her own words on when a call is safe. asker: her account, if she has one and is signed in.
    by: the officer who typed it on her behalf.
    due_at: when the next officers are rung; None once it was taken or erased.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(max_length=64, unique=True, help_text="Of the request that raised it")
    text = models.TextField(blank=True)
    kinds = models.JSONField(default=list)
    branch = models.ForeignKey(Branch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    phone = models.CharField(max_length=16, blank=True)
    call_when = models.CharField(max_length=120, blank=True)
    asker = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    raised_at = models.DateTimeField(default=timezone.now)
    round = models.PositiveSmallIntegerField(default=0, help_text="How often officers were rung so far")
    due_at = models.DateTimeField(null=True, blank=True, default=timezone.now)
    taken_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    taken_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of `text`, `kinds`, `phone` and `call_when`")

    objects = AlarmQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc khẩn")
        verbose_name_plural = _("việc khẩn")
        ordering = ["-raised_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(due_at=None), name="union_alarm_taken_is_quiet"
            ),
            models.CheckConstraint(
                condition=Q(taken_at=None) | Q(taken_at__gte=F("raised_at")), name="union_alarm_taken_after"
            ),
        ]
        indexes = [models.Index(fields=["due_at"], name="union_alarm_due")]

    def __str__(self) -> str:
        """Return a name that gives nothing away."""
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def is_taken(self) -> bool:
        return self.taken_at is not None

    @property
    def is_waiting(self) -> bool:
        """Return True if an officer may take it. Nobody can help with one that was erased."""
        return not self.is_taken and self.erased_at is None


class AlarmRing(models.Model):
    """One duty officer was rung for an alarm, in a round; `seen_at` when the officer opened it."""

    alarm = models.ForeignKey(Alarm, on_delete=models.CASCADE, related_name="rings")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="+")
    branch = models.ForeignKey(
        Branch, on_delete=models.PROTECT, related_name="+", help_text="For which the officer is on duty"
    )
    round = models.PositiveSmallIntegerField()
    rung_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lần gọi cán bộ trực")
        verbose_name_plural = _("lần gọi cán bộ trực")
        ordering = ["rung_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["alarm", "user", "round"], name="union_alarmring_once")
        ]

    def __str__(self) -> str:
        return f"{self.alarm_id}: {self.user} {self.rung_at:%H:%M}"
