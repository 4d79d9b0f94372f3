from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from backend.webhooks import enums
from backend.webhooks.keys import new_uid
from backend.webhooks.querysets import EndpointQuerySet
from products.models import Producer

USER = settings.AUTH_USER_MODEL


class Endpoint(models.Model):
    """URL that receives the messages of a producer.

    Without `producer` it is an endpoint of the Union, and receives all producers' messages.
    """

    producer = models.ForeignKey(
        Producer, null=True, blank=True, on_delete=models.CASCADE, related_name="webhook_endpoints"
    )
    url = models.CharField(_("địa chỉ"), max_length=500)
    kinds = models.JSONField(_("việc được báo"), help_text="Event types, such as order.placed")
    sealed_secret = models.TextField(editable=False, help_text="backend.common.sealing")
    sealed_old = models.TextField(
        blank=True, editable=False, help_text="The previous secret, which signs too until old_until"
    )
    old_until = models.DateTimeField(null=True, blank=True)
    is_on = models.BooleanField(default=True)
    off_reason = models.CharField(max_length=8, choices=enums.OffReason, blank=True)
    off_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When it last accepted a message")
    created_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    salt = SaltField(help_text="Of the pins of address and secrets")

    objects = EndpointQuerySet.as_manager()

    class Meta:
        verbose_name = _("nơi nhận tin")
        verbose_name_plural = _("nơi nhận tin")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=True, off_reason="") | Q(is_on=False) & ~Q(off_reason=""),
                name="webhooks_endpoint_off_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class Message(models.Model):
    """An event, as the bytes that are signed and sent. They are equal for every endpoint and attempt."""

    uid = models.CharField(max_length=40, unique=True, default=new_uid, editable=False)
    kind = models.CharField(max_length=40)
    producer = models.ForeignKey(Producer, null=True, on_delete=models.CASCADE, related_name="+")
    body = models.TextField(help_text="JSON with type, timestamp and data; no personal data")
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    salt = SaltField(help_text="Of the pin of the body")

    class Meta:
        verbose_name = _("tin cho phần mềm")
        verbose_name_plural = _("tin cho phần mềm")

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"


class Delivery(models.Model):
    """Message to one endpoint, with its attempts. Written in the transaction of the event.

    next_at: time of the next attempt. A worker claims the delivery by changing it, so that only one worker
        sends.
    """

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=8, choices=enums.DeliveryState, default=enums.DeliveryState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(
        default=timezone.now, help_text="When the first attempt was due; reset when the message is replayed"
    )
    next_at = models.DateTimeField(default=timezone.now)
    tried_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="HTTP status of the last response"
    )
    answer = models.CharField(
        max_length=enums.MOST_ANSWER, blank=True, help_text="The beginning of the last response's body"
    )
    error = models.CharField(max_length=200, blank=True, help_text="Why there was no response")

    class Meta:
        verbose_name = _("lần báo")
        verbose_name_plural = _("lần báo")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["message", "endpoint"], name="webhooks_delivery_once"),
        ]
        indexes = [
            models.Index(fields=["endpoint", "-id"], name="webhooks_delivery_newest"),
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="webhooks_delivery_due"),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} → {self.endpoint_id}"

    @property
    def is_waiting(self) -> bool:
        return self.state == enums.DeliveryState.WAITING

    @property
    def data(self) -> Any:
        return self.message.body
