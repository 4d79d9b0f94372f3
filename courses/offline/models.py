"""Records of members' phones, and the keys of data stored on phones."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from courses.offline.enums import RecordKind, RecordState
from members.branches.querysets import OwnedQuerySet


class DeviceRecord(models.Model):
    """One act that a phone recorded, with the phone's own ID and number.

    Sent repeatedly if needed, processed once.
    device_at: the phone's clock at the act.
    clock_offset_ms: how far the server's clock was ahead of the phone's when the record first arrived.
    happened_at: `device_at` plus the offset, the moment by the server's clock. Never in the future.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="device_records"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    device = models.CharField(max_length=64, help_text="Random ID that the phone generated")
    sequence = models.PositiveBigIntegerField(help_text="Counter of the phone")
    kind = models.CharField(max_length=20, choices=RecordKind)
    data = models.JSONField(help_text="Content by kind (courses/offline/records.py)")
    device_at = models.DateTimeField()
    clock_offset_ms = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=RecordState, default=RecordState.WAITING)
    reason = models.CharField(
        max_length=300, blank=True, help_text="Why it waits or doesn't count, shown to the member"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("bản ghi từ máy")
        verbose_name_plural = _("bản ghi từ máy")
        ordering = ["device", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "device", "sequence"], name="courses_record_once_a_device"
            )
        ]
        indexes = [
            models.Index(
                fields=["user"], condition=Q(state=RecordState.WAITING), name="courses_record_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.device} {self.sequence}"


class DeviceKey(models.Model):
    """Key that encrypts a member's data on a phone, stored so that a forgotten PIN loses no data.

    sealed: the key, encrypted with the server's own key (courses/offline/escrow.py). Whoever has only the
        table can't decrypt anything.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="device_keys")
    device = models.CharField(max_length=64)
    sealed = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("chìa của máy")
        verbose_name_plural = _("chìa của máy")
        constraints = [
            models.UniqueConstraint(fields=["user", "device"], name="courses_devicekey_once_a_device")
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.device}"
