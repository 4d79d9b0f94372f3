import unicodedata
import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import PermissionsMixin
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.ledger import row_states
from backend.ledger.fields import SaltField
from members.keys import new_card_number
from members.people.querysets import UserManager


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, found by phone or by the number of the member card."""

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
        help_text="When it was verified by an SMS code",
    )
    phone_verified_at = models.DateTimeField(null=True, blank=True)
    phone_to_verify = models.CharField(
        max_length=16,
        blank=True,
        help_text="A number that the member entered and hasn't verified yet; it can't be used to log in",
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
    erase_due_at = models.DateTimeField(null=True, blank=True, help_text="When the member requested erasure")
    erased_at = models.DateTimeField(null=True, blank=True)
    salt = SaltField(help_text="Of the pin of the personal data")

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
        """Set the secret (PIN or password) in composed form (NFC).

        Keyboards encode Vietnamese letters differently.
        """
        super().set_password(
            raw_password if raw_password is None else unicodedata.normalize("NFC", raw_password)
        )

    def check_password(self, raw_password: str | None) -> bool:
        if raw_password is None:
            return False
        return check_password(unicodedata.normalize("NFC", raw_password), self.password, self._rehash)

    @transaction.atomic
    def _rehash(self, raw_password: str) -> None:
        """Store the same secret under newer settings of the hasher, as Django does when somebody signs in.

        The ledger states the new hash only if it stated the old one, so that an audit still names a hash that
        somebody put there.
        """
        stated = type(self).objects.select_for_update(no_key=True).get(pk=self.pk)
        if stated.password != self.password:  # another secret was set meanwhile
            return
        is_known = row_states.agrees(stated)
        self.set_password(raw_password)
        self._password = None
        self.save(update_fields=["password"])
        if is_known:
            stated.password = self.password
            row_states.state_rows(stated)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        """Return the given name, which comes last in Vietnamese."""
        return self.full_name.split()[-1] if self.full_name else str(self)
