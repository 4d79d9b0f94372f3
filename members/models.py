import unicodedata
import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from members import enums
from members.cards import new_card_number
from members.querysets import (
    BranchQuerySet,
    MembershipQuerySet,
    OwnedQuerySet,
    RoleGrantQuerySet,
    UserManager,
)


class Unit(models.Model):
    """A province, commune or ward, by the state's code (two levels since 2025-07-01)."""

    code = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=enums.UnitKind)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    name_folded = models.CharField(max_length=80, db_index=True)

    class Meta:
        verbose_name = _("đơn vị hành chính")
        verbose_name_plural = _("đơn vị hành chính")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: found by phone, or by the number on her member card."""

    ref = models.UUIDField(
        default=uuid.uuid4, unique=True, editable=False, help_text="Pseudonym in the ledger"
    )
    full_name = models.CharField(_("họ và tên"), max_length=80, blank=True)
    phone = models.CharField(
        _("số điện thoại"),
        max_length=16,
        unique=True,
        null=True,
        blank=True,
        help_text="Proven by an SMS code",
    )
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    phone_to_verify = models.CharField(
        max_length=16, blank=True, help_text="A number she named and has not proven yet: nobody's log-in"
    )
    card_number = models.CharField(_("số thẻ hội viên"), max_length=8, unique=True, default=new_card_number)
    birth_year = models.PositiveSmallIntegerField(_("năm sinh"), null=True, blank=True)
    language = models.CharField(max_length=5, default="vi")
    opened_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="opened_accounts"
    )
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    erase_due_at = models.DateTimeField(
        null=True, blank=True, help_text="She asked to be erased at this moment"
    )
    erased_at = models.DateTimeField(null=True, blank=True)

    USERNAME_FIELD = "card_number"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        verbose_name = _("người dùng")
        verbose_name_plural = _("người dùng")
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None)
                | Q(phone=None, phone_to_verify="", full_name="", birth_year=None, is_active=False),
                name="members_user_erased_is_empty",
            ),
            models.CheckConstraint(
                condition=Q(phone=None) | Q(phone_verified_at__isnull=False),
                name="members_user_phone_is_verified",
            ),
        ]

    def __str__(self) -> str:
        return self.full_name or _("Hội viên %(card)s") % {"card": self.card_number}

    def set_password(self, raw_password: str | None) -> None:
        """Set the secret (PIN or password), composed: keyboards spell the same Vietnamese letters differently."""
        super().set_password(
            raw_password if raw_password is None else unicodedata.normalize("NFC", raw_password)
        )

    def check_password(self, raw_password: str | None) -> bool:
        return raw_password is not None and super().check_password(unicodedata.normalize("NFC", raw_password))

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        """The given name, which Vietnamese put last."""
        return self.full_name.split()[-1] if self.full_name else str(self)


class Branch(models.Model):
    """One branch of the Union; the tree is province, commune, village chapter."""

    name = models.CharField(max_length=120)
    name_folded = models.CharField(max_length=120, blank=True, editable=False, help_text="For the search")
    level = models.CharField(max_length=10, choices=enums.BranchLevel)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.PROTECT, related_name="branches")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(
        max_length=80, unique=True, help_text="Ids from the root, such as /1/23/; begins all below it"
    )
    is_active = models.BooleanField(default=True)

    objects = BranchQuerySet.as_manager()

    class Meta:
        verbose_name = _("cơ sở Hội")
        verbose_name_plural = _("cơ sở Hội")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(fields=["parent", "name"], name="members_branch_name_in_parent"),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="memberships")
    state = models.CharField(
        max_length=10, choices=enums.MembershipState, default=enums.MembershipState.REQUESTED
    )
    requested_at = models.DateTimeField(default=timezone.now)
    decided_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("hội viên của cơ sở")
        verbose_name_plural = _("hội viên của cơ sở")
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(state__in=["requested", "confirmed"]),
                name="members_membership_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.branch}"


class RoleGrant(models.Model):
    """A trainer's or officer's role; an officer's reaches her branch and all below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=10, choices=enums.Role)
    branch = models.ForeignKey(Branch, on_delete=models.PROTECT, related_name="role_grants")
    granted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    granted_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = RoleGrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("vai trò")
        verbose_name_plural = _("vai trò")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "branch"], condition=Q(ended_at=None), name="members_rolegrant_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} {self.branch}"


class Consent(models.Model):
    """One consent for one purpose, with the moments it was given and withdrawn; a new giving is a new row."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=enums.ConsentPurpose)
    wording = models.CharField(max_length=200, help_text="The sentence she agreed to")
    channel = models.CharField(max_length=10, choices=enums.ConsentChannel)
    given_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("đồng ý")
        verbose_name_plural = _("đồng ý")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "purpose"], condition=Q(withdrawn_at=None), name="members_consent_one_open"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
                name="members_consent_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_purpose_display()}"


class Milestone(models.Model):
    """Something that really happened to a member; written by the action that made it happen, once a subject."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="milestones")
    kind = models.CharField(max_length=30, choices=enums.MilestoneKind)
    subject = models.CharField(max_length=120, help_text="Such as product:12 or run:7")
    happened_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True, blank=True)
    data = models.JSONField(default=dict, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("dấu mốc")
        verbose_name_plural = _("dấu mốc")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "subject"], name="members_milestone_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.subject}"


class Notice(models.Model):
    """A message to one person, read on her notices page and, where she agreed, sent to her phone."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=200, blank=True)
    key = models.CharField(
        max_length=120, null=True, blank=True, help_text="The same news is told once a key"
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


class AssistSession(models.Model):
    """Làm hộ: while it is open, what the officer does is the member's, done by the officer on her behalf."""

    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assist_sessions")
    member = models.ForeignKey(User, on_delete=models.CASCADE, related_name="assisted_in")
    started_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("phiên làm hộ")
        verbose_name_plural = _("phiên làm hộ")
        constraints = [
            models.UniqueConstraint(
                fields=["officer"], condition=Q(ended_at=None), name="members_assist_one_open"
            ),
            models.CheckConstraint(condition=~Q(officer=F("member")), name="members_assist_other"),
        ]

    def __str__(self) -> str:
        return f"{self.officer} → {self.member}"


class RecoveryTicket(models.Model):
    """A one-time code printed on paper by an officer, with which the member herself sets a new secret.

    The officer starts it and never learns the secret: the code opens one page once, within its hours, on the member's word.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_tickets")
    kind = models.CharField(max_length=10, choices=enums.RecoveryKind)
    code_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("phiếu lấy lại tài khoản")
        verbose_name_plural = _("phiếu lấy lại tài khoản")

    def __str__(self) -> str:
        return f"{self.user} {self.kind}"


class AccountChange(models.Model):
    """What changed about how she gets in (phone, card, secret, passkey): shown to her, never the value itself."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="account_changes")
    kind = models.CharField(max_length=30, choices=enums.AccountChangeKind)
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

    purpose = models.CharField(max_length=10, choices=enums.SmsPurpose)
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
    """How often a secret was guessed wrongly under `key` (members.actions.guesses), and until when nobody may try."""

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
