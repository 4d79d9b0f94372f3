"""Validate and change PINs and passwords, and count tries at codes that reset them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from members.acting import Actor
from members.models import ApiToken, RecoveryTicket, User
from members.people.actions.changes import note_account_change
from members.people.enums import AccountChangeKind
from members.rules import require
from members.signing_in.actions.guesses import forget_guesses, give_back, key_for, take_try


class RecoveryError(DomainError):
    """The code, number or secret can't be used."""


class WrongCode(RecoveryError):
    """The code is wrong, used, expired or unknown. The message doesn't reveal which."""


def check_secret(secret: str, *, user: User | None, field: str = "secret") -> None:
    """Raise RecoveryError, with a readable message, for a PIN or password that the validators reject."""
    try:
        validate_password(secret, user)
    except ValidationError as error:
        raise RecoveryError(" ".join(error.messages), field=field, code="weak_secret") from error


@transaction.atomic
def change_secret(*, actor: Actor, secret: str) -> None:
    """Set a new PIN or password, and end all other sessions and the API tokens of the account.

    Raises NotAllowed while acting on behalf (làm hộ), and RecoveryError for a weak secret.
    """
    require(not actor.is_helping, _("Mã PIN chỉ chính chị ấy được đặt."))
    check_secret(secret, user=actor.member)
    set_secret(actor, secret)


@contextmanager
def tried(secret: str, user: User | None, login: str) -> Iterator[None]:
    """Count a try at a secret, and reset the count if the block succeeds. Raises TooManyGuesses.

    Outside a transaction, the count is committed before the block begins, so an error in the block keeps it.
    """
    key = key_for(secret, user=user, login=login)
    take_try(key)
    yield
    give_back(key)


@contextmanager
def counted(rows: QuerySet) -> Iterator[None]:
    """Add one try to each of the open codes or tickets `rows`, before the block begins."""
    rows.update(attempts=F("attempts") + 1)
    yield


def set_secret(actor: Actor, secret: str, *, used: Iterable[RecoveryTicket] = ()) -> None:
    """Set a new secret, which ends tokens and open tickets. used: a ticket that was used for it just now."""
    user = actor.member
    user.set_password(secret)
    user.save(update_fields=["password"])
    ApiToken.objects.filter(user=user).delete()
    ended = RecoveryTicket.objects.filter(user=user).end()
    forget_guesses(user)
    note_account_change(actor=actor, kind=AccountChangeKind.SECRET, rows=[*used, *ended])
