import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.common.codes import grouped
from backend.ledger.fields import SaltField
from products.models import Producer
from traceability.inquiries import enums
from traceability.inquiries.querysets import InquiryQuerySet
from traceability.lots.models import Lot

USER = settings.AUTH_USER_MODEL


class Inquiry(models.Model):
    """A buyer's report of a problem or question to the producer; it waits until somebody answers."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=enums.InquiryKind)
    state = models.CharField(max_length=10, choices=enums.InquiryState, default=enums.InquiryState.OPEN)
    producer = models.ForeignKey(Producer, null=True, on_delete=models.CASCADE, related_name="inquiries")
    lot = models.ForeignKey(Lot, null=True, blank=True, on_delete=models.SET_NULL, related_name="inquiries")
    serial_text = models.CharField(max_length=24, blank=True)
    text = models.TextField(max_length=1000)
    contact_phone = models.CharField(
        max_length=16, blank=True, help_text="Only if the buyer wants to be called back"
    )
    answer = models.TextField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    # Salt of the pins of both texts in the ledger.
    text_salt = models.BinaryField(max_length=32, null=True, editable=False)
    answer_salt = models.BinaryField(max_length=32, null=True, editable=False)
    salt = SaltField(help_text="Of the pin of `contact_phone`")

    objects = InquiryQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời nhắn của người mua")
        verbose_name_plural = _("lời nhắn của người mua")
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.created_at:%d/%m/%Y}"

    @property
    def is_problem(self) -> bool:
        return self.kind == enums.InquiryKind.PROBLEM

    @property
    def is_open(self) -> bool:
        return self.state == enums.InquiryState.OPEN

    @property
    def is_closed(self) -> bool:
        """Return whether the recipient closed the inquiry, with or without an answer."""
        return self.state == enums.InquiryState.CLOSED

    @property
    def label(self) -> str:
        """Return the serial of the label in groups, as printed.

        Without a lot, return the text as the buyer typed it.
        """
        return grouped(self.serial_text) if self.lot_id else self.serial_text

    def facts(self) -> dict[str, Any]:
        """Return kind, lot, producer and label of the inquiry as JSON values, without any personal text."""
        producer = self.producer
        return {
            "kind": str(self.kind),
            "lot": self.lot_id,
            "producer": str(producer.ref) if producer else None,
            "label": self.serial_text,
        }
