import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.branches.querysets import OwnedQuerySet
from members.notices import enums
from members.people.models import User


class Milestone(models.Model):
    """An event that really happened to a member. The action that caused it stores it, once per subject."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=30, choices=enums.MilestoneKind)
    subject = models.CharField(max_length=120, help_text="Such as product:12 or run:7")
    happened_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)
    salt = SaltField(help_text="Of the pin of `data`")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dấu mốc")
        verbose_name_plural = _("dấu mốc")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "subject"], name="members_milestone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.subject}"


class MilestoneEvent(models.Model):
    """A milestone was reached or undone. Append-only history; Milestone is the current state.

    Courses compute results from these events (courses/practice/outcomes.py), in any order with the same
    result.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="milestone_events")
    kind = models.CharField(max_length=30, choices=enums.MilestoneKind)
    subject = models.CharField(max_length=120)
    type = models.CharField(max_length=10, choices=enums.MilestoneEventType)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("việc đã xảy ra của dấu mốc")
        verbose_name_plural = _("việc đã xảy ra của dấu mốc")
        ordering = ["recorded_at", "id"]
        indexes = [models.Index(fields=["user", "kind"], name="members_milestoneevent_of")]

    def __str__(self) -> str:
        return f"{self.type} {self.kind} {self.subject}"


class Notice(models.Model):
    """Message to one person, read on the person's notices page.

    Notices about the person's own account, products, certificates, orders and recalls also go to the verified
    number, without consent. Messages to the number about classes need the consent SMS_NEWS. A browser gets
    notices only if the person turned that on (members.notices.actions.notices.notify).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(
        max_length=120, null=True, blank=True, help_text="A user gets at most one notice per key"
    )
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="members_notice_once")]
        indexes = [models.Index(fields=["user", "read_at"], name="members_notice_unread")]

    def __str__(self) -> str:
        return self.title


class NoticeDelivery(models.Model):
    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=enums.NoticeChannel)
    state = models.CharField(max_length=10, choices=enums.DeliveryState, default=enums.DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần gửi thông báo")
        verbose_name_plural = _("lần gửi thông báo")
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="members_delivery_once")]

    def __str__(self) -> str:
        return f"{self.notice} {self.channel} {self.state}"


class PushSubscription(models.Model):
    """Browser that gets push notices for a member.

    It has the URL of its push service, and its keys for encryption (RFC 8291).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=500, unique=True)
    p256dh = models.CharField(max_length=100)
    auth = models.CharField(max_length=40)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("trình duyệt nhận thông báo")
        verbose_name_plural = _("trình duyệt nhận thông báo")

    def __str__(self) -> str:
        return f"{self.user} {self.created_at:%d/%m/%Y}"


class ZaloAccess(models.Model):
    """The encrypted tokens of the Union's Zalo account (members.notices.zalo); one row at most."""

    refresh_token = models.TextField()
    access_token = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    renewing_until = models.DateTimeField(
        null=True, blank=True, help_text="A process is renewing the tokens until then"
    )

    class Meta:
        verbose_name = _("kết nối Zalo")
        verbose_name_plural = _("kết nối Zalo")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="members_zaloaccess_one_row")]

    def __str__(self) -> str:
        return f"Zalo {self.expires_at:%d/%m/%Y}"
