from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.branches.querysets import OwnedQuerySet
from members.people import enums as people_enums
from members.people.models import User
from members.signing_in import enums as signing_in_enums
from members.signing_in.querysets import ApiTokenQuerySet, TicketQuerySet


class RecoveryTicket(models.Model):
    """One-time code that an officer prints, so that the member can set a new secret.

    The code works once, within 48 hours. The officer knows the code but never the new secret.
    members.signing_in.actions.tickets explains why an officer can't use the code unnoticed.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_tickets")
    kind = models.CharField(max_length=10, choices=signing_in_enums.RecoveryKind)
    code_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    salt = SaltField(help_text="Of the pin of the code")

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("phiếu lấy lại tài khoản")
        verbose_name_plural = _("phiếu lấy lại tài khoản")

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"

    @property
    def is_for_phone(self) -> bool:
        """Return whether using the ticket removes the phone number from the account."""
        return self.kind == signing_in_enums.RecoveryKind.PHONE


class AccountChange(models.Model):
    """A change of the member's log-in data (phone, card, secret, passkey), shown to the member.

    Contains no values.
    """

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
    """Code sent by SMS, stored as a keyed hash. A row also exists for numbers without an account.

    address: the normalised input (E.164 or a card number). So the limits apply equally with and without
        account.
    Rows are deleted after a day.
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
    """Number of wrong guesses under `key`, and the end of the lock.

    See members.signing_in.actions.guesses.
    """

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
    """Browser from which a member has signed in. Guesses from other browsers don't lock this browser.

    The browser stores a random number, and this row its hash.
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


class ApiToken(models.Model):
    """Token by which a member's software uses the API. The token itself is shown once and not stored.

    name: the software that uses it, in the member's words.
    key_hash: SHA-256 of the token, in hex. The token has 160 random bits, so it needs no salt.
    scopes: values of Scope, separated by spaces.
    last_used_at: the last use, up to some minutes late (members.signing_in.token_authentication).
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(_("phần mềm"), max_length=60, blank=True)
    key_hash = models.CharField(max_length=64)
    scopes = models.CharField(max_length=100)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("mã cho phần mềm")
        verbose_name_plural = _("mã cho phần mềm")
        constraints = [
            models.UniqueConstraint(fields=["key_hash"], name="members_apitoken_key_hash"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.scopes}"

    @property
    def is_live(self) -> bool:
        return self.expires_at > timezone.now()

    @property
    def scope_labels(self) -> list[str]:
        """Return what the token opens, readable, in the order of Scope."""
        scopes = self.scopes.split()
        return [str(scope.label) for scope in signing_in_enums.Scope if scope in scopes]
