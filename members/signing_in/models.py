from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members.branches.querysets import OwnedQuerySet
from members.people import enums as people_enums
from members.people.models import User
from members.signing_in import enums as signing_in_enums
from members.signing_in.querysets import TicketQuerySet


class RecoveryTicket(models.Model):
    """A one-time code printed on paper by an officer, with which the member herself sets a new secret.

    The officer starts it and never learns the secret: the code opens one page once, within its hours, on the member's word.
    She does hold the code; what keeps her from using it is told in members.signing_in.actions.tickets.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_tickets")
    kind = models.CharField(max_length=10, choices=signing_in_enums.RecoveryKind)
    code_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu lấy lại tài khoản")
        verbose_name_plural = _("phiếu lấy lại tài khoản")

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"


class AccountChange(models.Model):
    """What changed about how she gets in (phone, card, secret, passkey): shown to her, never the value itself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="account_changes")
    kind = models.CharField(max_length=30, choices=people_enums.AccountChangeKind)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    happened_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("thay đổi tài khoản")
        verbose_name_plural = _("thay đổi tài khoản")
        ordering = ["-happened_at", "-id"]

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"


class SmsCode(models.Model):
    """A code sent by SMS, kept as a keyed hash. Asked for under `address`, also when nobody has that number.

    `address` is what was typed, normalised (E.164 or a card number): the same limits hold for those who have an
    account and those who have none. Rows go after a day.
    """

    purpose = models.CharField(max_length=10, choices=signing_in_enums.SmsPurpose)
    address = models.CharField(max_length=16)
    user = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    code_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("mã tin nhắn")
        verbose_name_plural = _("mã tin nhắn")
        indexes = [
            models.Index(fields=["purpose", "address", "created_at"], name="members_smscode_address"),
            models.Index(fields=["created_at"], name="members_smscode_age"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.created_at:%d/%m/%Y}"


class GuessLimit(models.Model):
    """How often a secret was guessed wrongly under `key` (members.signing_in.actions.guesses), and until when nobody may try."""

    key = models.CharField(max_length=120, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_failed_at = models.DateTimeField(default=timezone.now, db_index=True)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("giới hạn đoán mã")
        verbose_name_plural = _("giới hạn đoán mã")

    def __str__(self) -> str:
        return f"{self.key}: {self.failures}"


class KnownDevice(models.Model):
    """A browser she has signed in from. Strangers' guesses don't lock her out there.

    The browser holds a random number that says nothing; here is its hash.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="known_devices")
    device_hash = models.CharField(max_length=64)
    added_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("máy đã dùng")
        verbose_name_plural = _("máy đã dùng")
        constraints = [
            models.UniqueConstraint(fields=["user", "device_hash"], name="members_knowndevice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.added_at:%d/%m/%Y}"
