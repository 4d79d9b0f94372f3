import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger.fields import SaltField
from members.models import Branch, Unit
from products.producers import enums
from products.producers.querysets import InvitationQuerySet, ProducerQuerySet

USER = settings.AUTH_USER_MODEL


class Producer(models.Model):
    """A household, cooperative or company that answers for its products.

    Several members may run it together.
    """

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("loại"), max_length=12, choices=enums.ProducerKind)
    name = models.CharField(_("tên"), max_length=120)
    slug = models.SlugField(max_length=140, unique=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("xã, phường"), on_delete=models.PROTECT, related_name="producers"
    )
    address = models.CharField(_("thôn, bản, đường"), max_length=160, blank=True)
    phone = models.CharField(_("điện thoại cho người mua"), max_length=16, blank=True)
    identity_code = models.CharField(_("mã số thuế hoặc mã hộ"), max_length=20, blank=True)
    about = models.TextField(_("giới thiệu"), max_length=1000, blank=True)
    portrait = models.ForeignKey("Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    branch = models.ForeignKey(
        Branch,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="producers",
        help_text="The branch whose officers verify and help the producer",
    )
    created_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    verified_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    verified_at = models.DateTimeField(null=True, blank=True)
    verified_how = models.CharField(max_length=10, choices=enums.VerifiedHow, blank=True)
    # That the officer saw them, of the person who sells. The values are not stored.
    saw_birth_date = models.BooleanField(default=False)
    saw_personal_id = models.BooleanField(default=False)
    verification_asked_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when the producer waits for an officer to verify it"
    )
    verification_returned_at = models.DateTimeField(null=True, blank=True)
    verification_needs = models.TextField(
        max_length=1000, blank=True, help_text="What an officer asked for before verifying the producer"
    )
    grace_until_date = models.DateField(
        null=True,
        blank=True,
        help_text="Last day on which the listed goods of an unverified producer are public",
    )
    is_active = models.BooleanField(default=True)
    salt = SaltField(help_text="Of the pin of `verification_needs`")

    objects = ProducerQuerySet.as_manager()

    class Meta:
        verbose_name = _("nơi sản xuất")
        verbose_name_plural = _("nơi sản xuất")
        constraints = [
            models.CheckConstraint(
                condition=Q(verification_asked_at=None) | Q(verification_returned_at=None),
                name="products_producer_asked_or_returned",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_household(self) -> bool:
        return self.kind == enums.ProducerKind.HOUSEHOLD

    @property
    def is_cooperative(self) -> bool:
        return self.kind == enums.ProducerKind.COOPERATIVE

    @property
    def verification_state(self) -> enums.VerificationState:
        if self.verified_at is not None:
            return enums.VerificationState.VERIFIED
        if self.verification_asked_at is not None:
            return enums.VerificationState.WAITING
        if self.verification_returned_at is not None:
            return enums.VerificationState.RETURNED
        return enums.VerificationState.NONE

    @property
    def shows_goods(self) -> bool:
        """Return True if listed products are public (products.producers.querysets.goods_shown)."""
        if self.verified_at is not None:
            return True
        return self.grace_until_date is not None and self.grace_until_date >= timezone.localdate()


class ProducerPerson(models.Model):
    """Person who runs a producer, with a role, from `since` to `until`; `until` is None for a current one."""

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="people")
    user = models.ForeignKey(USER, on_delete=models.CASCADE, related_name="producer_roles")
    role = models.CharField(max_length=10, choices=enums.ProducerRole, default=enums.ProducerRole.OWNER)
    added_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("người của nơi sản xuất")
        verbose_name_plural = _("người của nơi sản xuất")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "user"], condition=Q(until=None), name="products_producerperson_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.producer}"

    @property
    def is_owner(self) -> bool:
        return self.role == enums.ProducerRole.OWNER


class ProducerInvitation(models.Model):
    """An offer to run a producer together, to the holder of a phone number or member card.

    Stored by number and not by account, so that the inviting person can't learn whether the number has an
    account.
    """

    producer = models.ForeignKey(Producer, on_delete=models.CASCADE, related_name="invitations")
    contact = models.CharField(max_length=16, help_text="E.164 phone or eight digits of a member card")
    role = models.CharField(max_length=10, choices=enums.ProducerRole, default=enums.ProducerRole.HELPER)
    state = models.CharField(
        max_length=10, choices=enums.InvitationState, default=enums.InvitationState.WAITING
    )
    invited_by = models.ForeignKey(USER, null=True, on_delete=models.SET_NULL, related_name="+")
    on_behalf_of = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    answered_by = models.ForeignKey(USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of `contact`")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("lời mời cùng làm")
        verbose_name_plural = _("lời mời cùng làm")
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "contact"],
                condition=Q(state="waiting"),
                name="products_invitation_one_open",
            ),
        ]
        indexes = [models.Index(fields=["contact", "state"], name="products_invitation_contact")]

    def __str__(self) -> str:
        return f"{self.producer} → {self.contact}"

    @property
    def is_for_owner(self) -> bool:
        return self.role == enums.ProducerRole.OWNER
