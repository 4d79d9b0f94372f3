from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from orders.bank.enums import TO_LOOK_AT, FeedForm, TransferState
from orders.bank.querysets import TransferQuerySet
from orders.keys import new_ref
from orders.orders.models.orders import Order
from products.models import Producer


class BankFeed(models.Model):
    """A producer's connection to a service that reports money in the producer's bank account.

    The service sends to an address with `ref`.
    """

    producer = models.OneToOneField(Producer, on_delete=models.CASCADE, related_name="bank_feed")
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    form = models.CharField(max_length=8, choices=FeedForm, default=FeedForm.HMAC)
    sealed_secret = models.TextField(blank=True, editable=False, help_text="backend.common.sealing")
    created_at = models.DateTimeField(default=timezone.now)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When its last message arrived")
    refused_at = models.DateTimeField(
        null=True, blank=True, help_text="When a message with a wrong key last arrived"
    )
    salt = SaltField(help_text="Of the pin of `ref` and the secret")

    class Meta:
        verbose_name = _("nơi báo tiền về")
        verbose_name_plural = _("nơi báo tiền về")

    def __str__(self) -> str:
        return str(self.producer)


class Transfer(models.Model):
    """Money that came into a producer's account, as the bank feed reported it.

    One row per `number` of the feed.
    `state` is computed from all transfers of the order whenever one of them or the order changes.
    The transfer note can be erased.
    """

    feed = models.ForeignKey(BankFeed, on_delete=models.CASCADE, related_name="transfers")
    number = models.CharField(max_length=40, help_text="The feed's ID of the transfer")
    order = models.ForeignKey(
        Order, null=True, blank=True, on_delete=models.PROTECT, related_name="transfers"
    )
    state = models.CharField(max_length=10, choices=TransferState, default=TransferState.UNMATCHED)
    amount = models.PositiveBigIntegerField(_("số tiền"), help_text="đồng")
    back = models.PositiveBigIntegerField(default=0, help_text="đồng to refund")
    returned = models.PositiveBigIntegerField(default=0, help_text="đồng that the seller refunded")
    made_at = models.DateTimeField(help_text="Time of the transfer by the bank's clock")
    received_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the seller closed it without an order"
    )
    is_by_hand = models.BooleanField(default=False, help_text="The seller assigned it to an order")
    content = models.CharField(_("nội dung"), max_length=500, blank=True)
    code = models.CharField(max_length=60, blank=True)
    reference = models.CharField(_("mã của ngân hàng"), max_length=60, blank=True)
    bank = models.CharField(max_length=40, blank=True)
    account = models.CharField(max_length=40, blank=True)
    salt = SaltField(help_text="Of the pin of the payer's words")

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = _("khoản tiền về")
        verbose_name_plural = _("khoản tiền về")
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["feed", "number"], name="orders_transfer_told_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="orders_transfer_amount_positive"),
            models.CheckConstraint(
                condition=Q(returned__lte=F("amount")), name="orders_transfer_returned_within"
            ),
        ]
        indexes = [models.Index(fields=["feed", "-made_at"], name="orders_transfer_of_feed")]

    def __str__(self) -> str:
        return f"{self.number} · {self.amount}"

    @property
    def net_amount(self) -> int:
        """Return the đồng received, less what the seller returned."""
        return self.amount - self.returned

    @property
    def is_settled(self) -> bool:
        """Return True if the transfer paid one order, or several."""
        return self.state in (TransferState.MATCHED, TransferState.SEVERAL)

    @property
    def is_waiting(self) -> bool:
        """Return True if the seller has to act on the transfer."""
        return self.state in TO_LOOK_AT and self.closed_at is None
