"""Complaints about goods, orders and sellers, and requests to take listings down, each with a deadline."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from orders.complaints.enums import ComplaintKind, ComplaintState
from orders.complaints.querysets import ComplaintQuerySet
from orders.orders.models.orders import Order
from products.models import Producer, Product

USER = settings.AUTH_USER_MODEL


class Complaint(models.Model):
    """A complaint about a product, an order or a seller, or a request to take a product down.

    `answer_by` is the deadline of the answer or decision.
    After it the complaint goes to officers, a take-down request to staff (`escalated_at`). The seller may
    object once to a take-down; the reply is due by `reply_by`. Anyone with the address `ref` counts as the
    writer.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=ComplaintKind)
    state = models.CharField(max_length=10, choices=ComplaintState, default=ComplaintState.OPEN)
    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="complaints")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.CASCADE, related_name="complaints"
    )
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.SET_NULL, related_name="complaints"
    )
    text = models.TextField(_("lời khiếu nại"), max_length=1000)
    authority = models.CharField(
        _("cơ quan yêu cầu"),
        max_length=160,
        blank=True,
        help_text="For a take-down: the authority and the number of its request",
    )
    contact_phone = models.CharField(max_length=16, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField(help_text="The deadline for an answer")
    escalated_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("câu trả lời"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    objection = models.TextField(_("ý kiến của người bán"), max_length=1000, blank=True)
    objected_at = models.DateTimeField(null=True, blank=True)
    reply_by = models.DateTimeField(
        null=True, blank=True, help_text="The deadline for an answer to the objection"
    )
    reply = models.TextField(_("trả lời người bán"), max_length=1000, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of the texts")

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("khiếu nại")
        verbose_name_plural = _("khiếu nại")
        ordering = ["answer_by", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", answered_at=None) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="orders_complaint_answered_or_open",
            ),
            models.CheckConstraint(
                condition=~Q(kind="take_down") | Q(product__isnull=False), name="orders_takedown_of_a_product"
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=models.F("created_at")), name="orders_complaint_has_time"
            ),
        ]
        indexes = [models.Index(fields=["state", "answer_by"], name="orders_complaint_due")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%d/%m/%Y}"

    @property
    def is_open(self) -> bool:
        return self.state == ComplaintState.OPEN

    @property
    def waits_for_reply(self) -> bool:
        """Return True if the seller objected and got no reply yet."""
        return self.objected_at is not None and self.replied_at is None

    @property
    def is_reply_late(self) -> bool:
        return self.waits_for_reply and self.reply_by is not None and timezone.now() > self.reply_by

    @property
    def is_late(self) -> bool:
        return (self.answered_at or timezone.now()) > self.answer_by
