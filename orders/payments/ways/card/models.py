import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from orders.keys import new_ref
from orders.payments.ways.card.enums import CardState, RefundState
from products.models import Producer


class CardAccount(models.Model):
    """A Stripe account that cards are paid into: a producer's own, or the Union's if `producer` is empty.

    The Union's keys are in the settings.
    """

    producer = models.OneToOneField(
        Producer, null=True, blank=True, on_delete=models.CASCADE, related_name="card_account"
    )
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    sealed_key = models.TextField(blank=True, editable=False, help_text="backend.common.sealing")
    sealed_signing = models.TextField(
        blank=True, editable=False, help_text="Sealed secret of its webhook (backend.common.sealing)"
    )
    created_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When its last message arrived")
    refused_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Accepts no new cards since then; its keys are deleted when nothing is open",
    )
    salt = SaltField(help_text="Of the pin of the keys")

    class Meta:
        verbose_name = _("tài khoản thẻ")
        verbose_name_plural = _("tài khoản thẻ")

    def __str__(self) -> str:
        return str(self.producer) if self.producer else "Hội"


class CardPayment(models.Model):
    """One try to pay an order by card: a Checkout Session at Stripe.

    `key` is its idempotency key at Stripe, and identifies it in Stripe's events.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="card_payments")
    account = models.ForeignKey(CardAccount, on_delete=models.PROTECT, related_name="payments")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    back = models.CharField(
        max_length=32,
        unique=True,
        default=new_ref,
        editable=False,
        help_text="Part of the URL to which Stripe redirects; grants no access by itself",
    )
    state = models.CharField(max_length=8, choices=CardState, default=CardState.OPENING)
    amount = models.PositiveBigIntegerField(help_text="đồng; Stripe uses VND without decimals")
    session = models.CharField(max_length=100, null=True, blank=True, unique=True)
    intent = models.CharField(max_length=100, blank=True)
    url = models.URLField(max_length=2000, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(help_text="Stripe accepts no card after this time")
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("lần trả bằng thẻ")
        verbose_name_plural = _("lần trả bằng thẻ")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="orders_cardpayment_amount_positive"),
            models.UniqueConstraint(
                fields=["order"],
                condition=Q(state__in=["opening", "open"]),
                name="orders_cardpayment_one_open",
            ),
        ]
        indexes = [models.Index(fields=["account", "intent"], name="orders_cardpayment_intent")]

    def __str__(self) -> str:
        return f"{self.order} {self.get_state_display()}"


class CardRefund(models.Model):
    """A refund to a card.

    Without `number` Stripe doesn't know of it yet; without `by` no person of Piêu requested it.
    """

    payment = models.ForeignKey(CardPayment, on_delete=models.PROTECT, related_name="refunds")
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(max_length=100, null=True, blank=True, unique=True)
    state = models.CharField(max_length=9, choices=RefundState, default=RefundState.ASKED)
    amount = models.PositiveBigIntegerField(help_text="đồng")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True, blank=True, help_text="Time of its state by Stripe's clock")
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("lần trả lại thẻ")
        verbose_name_plural = _("lần trả lại thẻ")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="orders_cardrefund_amount_positive")
        ]

    def __str__(self) -> str:
        return f"{self.payment.order} {self.get_state_display()}"

    @property
    def has_failed(self) -> bool:
        return self.state == RefundState.FAILED


class CardEvent(models.Model):
    """An event of Stripe, stored once per `number`.

    Only needed fields of its body are stored, no cardholder data.
    """

    account = models.ForeignKey(CardAccount, on_delete=models.CASCADE, related_name="events")
    number = models.CharField(max_length=100)
    kind = models.CharField(max_length=80)
    intent = models.CharField(max_length=100, blank=True)
    body = models.JSONField()
    made_at = models.DateTimeField(help_text="Time by Stripe's clock")
    received_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    salt = SaltField(help_text="Of the pin of number and body")

    class Meta:
        verbose_name = _("tin của Stripe")
        verbose_name_plural = _("tin của Stripe")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "number"], name="orders_cardevent_told_once")
        ]
        indexes = [models.Index(fields=["account", "intent"], name="orders_cardevent_intent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
