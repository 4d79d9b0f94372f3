"""Erase accounts: requested with the PIN, carried out after three days, cancelled by signing in until then.

The delay protects members whose phone others use: all their numbers get an SMS at once, and there is time to cancel.
Until then nothing is hidden; afterwards nothing can be restored.
"""

from __future__ import annotations

import datetime as dt
import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Model, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from backend.common.idempotency import forget_owner
from backend.ledger import page_pins
from backend.ledger.actions import append_entry
from backend.ledger.row_states import erase_words, states
from members.acting import Actor
from members.branches.enums import MembershipState
from members.keys import new_card_number
from members.models import (
    ApiToken,
    AssistSession,
    Consent,
    KnownDevice,
    Membership,
    Milestone,
    Notice,
    PushSubscription,
    RecoveryTicket,
    RoleGrant,
    SmsCode,
    User,
)
from members.notices.tasks import forget_sms_to
from members.own_data import erased_list
from members.own_data.erasing import erase_everywhere
from members.people.actions.changes import note_account_change, subject_of
from members.people.enums import AccountChangeKind
from members.rules import may_help, require
from members.signing_in.actions.guesses import forget_guesses, prove_secret

logger = logging.getLogger(__name__)

WAITS = timedelta(days=3)


class ErasureError(DomainError):
    """The account can't be erased this way."""


def request_erasure(*, actor: Actor, secret: str, device: str = "") -> User:
    """Schedule the erasure of `actor.member` after WAITS; `secret` is the member's PIN.

    Raises NotAllowed (in làm hộ), WrongSecret, TooManyGuesses.
    """
    require(not actor.is_helping, _("Xoá tài khoản chỉ chính chị ấy yêu cầu được."))
    prove_secret(user=actor.member, secret=secret, device=device)
    with transaction.atomic():
        member = User.objects.select_for_update().get(pk=actor.member.pk)
        if member.erase_due_at is None:
            member.erase_due_at = timezone.now() + WAITS
            member.save(update_fields=["erase_due_at"])
            note_account_change(actor=actor, kind=AccountChangeKind.ERASURE_ASKED)
    return member


@transaction.atomic
def cancel_erasure(*, actor: Actor) -> None:
    """Cancel a scheduled erasure."""
    member = User.objects.select_for_update().get(pk=actor.member.pk)
    if member.erase_due_at is not None:
        member.erase_due_at = None
        member.save(update_fields=["erase_due_at"])
        note_account_change(actor=actor, kind=AccountChangeKind.ERASURE_CANCELLED)


def erase_due_members() -> int:
    """Erase accounts whose waiting time (three days) is over, and return their number. Run by the clock.

    Also erases accounts again that a restored backup brought back (members.own_data.erased_list).
    """
    listed = erased_list.known()
    back = User.objects.filter(erased_at=None, ref__in=listed) if listed else User.objects.none()
    if count := back.update(erase_due_at=timezone.now()):
        logger.warning("%d erased members were back from a backup", count)
    due = User.objects.filter(erase_due_at__lte=timezone.now(), erased_at=None)
    erased = 0
    for user_id in list(due.values_list("pk", flat=True)):
        try:
            erase_member(user_id=user_id)
            erased += 1
        except Exception:
            logger.exception("Erasing user %s failed; it is tried again", user_id)
    # From the rows: if the list couldn't be written after an erasure, the next run adds the account.
    gone = User.objects.exclude(erased_at=None).order_by("erased_at").values_list("ref", flat=True)
    erased_list.add([ref for ref in gone if ref not in listed])
    return erased


@transaction.atomic
def erase_member(*, user_id: int) -> User:
    """Erase all personal data of this user in every app, and end memberships, roles and sessions.

    The user's ledger entries stay and can still be verified. They contain only `ref`, which identifies nobody
    after the erasure. The user's row stays for that reference. Raises ErasureError before the scheduled time.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.erased_at:
        return user
    now = timezone.now()
    if user.erase_due_at is None or user.erase_due_at > now:
        raise ErasureError(_("Chưa đến lúc xoá."), code="not_due")
    return _erase(user, now, by=user.ref)


@transaction.atomic
def retract_account(*, officer: User, user_id: int) -> User:
    """Erase an account that an officer opened by mistake, at once. The caller checks that nobody used it.

    Raises NotAllowed unless the officer may act for the member.
    """
    user = User.objects.select_for_update().get(pk=user_id)
    if user.erased_at:
        return user
    require(may_help(officer, user))
    return _erase(user, timezone.now(), by=officer.ref)


def _erase(user: User, now: dt.datetime, *, by: UUID) -> User:
    erase_everywhere(user)
    erase_words(RoleGrant.objects.filter(user=user).exclude(capacity=""), capacity="")
    ended, tickets = _end_all_of(user, now), list(RecoveryTicket.objects.filter(user=user))
    erase_words(Milestone.objects.filter(user=user).exclude(data={}), data={})
    Notice.objects.filter(user=user).delete()
    numbers = [number for number in (user.phone, user.phone_to_verify) if number]
    PushSubscription.objects.filter(user=user).delete()
    SmsCode.objects.filter(user=user).delete()
    SmsCode.objects.filter(address__in=[*numbers, user.card_number]).delete()
    forget_sms_to(numbers)
    for session in UserSession.objects.filter(user=user):
        session.end()
    ways_in: tuple[Any, ...] = (RecoveryTicket, KnownDevice, Authenticator, ApiToken, EmailAddress)
    for model in ways_in:
        model.objects.filter(user=user).delete()
    # The admin's log of changes to this account stays, without the name.
    LogEntry.objects.filter(
        content_type__app_label="members", content_type__model="user", object_id=str(user.pk)
    ).update(object_repr="")
    forget_guesses(user)
    forget_owner(f"user:{user.pk}")
    user.full_name = user.phone_to_verify = ""
    user.phone = user.phone_verified_at = user.birth_year = user.last_login = user.opened_by = None
    user.card_number = new_card_number()
    user.language = "vi"
    user.is_active = user.is_staff = user.is_superuser = False
    user.erased_at = now
    user.salt = None
    user.set_unusable_password()
    user.save()
    page_pins.delete_pin(subject_of(user))
    user.groups.clear()
    user.user_permissions.clear()
    append_entry(
        kind="member.erased",
        subject=subject_of(user),
        payload=states(user, *ended, gone=tickets),
        by=by,
    )
    return user


def _end_all_of(user: User, now: dt.datetime) -> list[Model]:
    """End the user's memberships, roles, sessions and consents, and return all rows that changed."""
    changed: list[Model] = []
    for membership in Membership.objects.filter(user=user):
        if membership.state in (MembershipState.REQUESTED, MembershipState.CONFIRMED):
            membership.state, membership.decided_at = MembershipState.LEFT, now
        membership.reason, membership.salt = "", None
        membership.save(update_fields=["state", "decided_at", "reason", "salt"])
        changed.append(membership)
    sessions = AssistSession.objects.filter(Q(member=user) | Q(officer=user))
    rows: list[RoleGrant | AssistSession] = [
        *RoleGrant.objects.filter(user=user, ended_at=None),
        *sessions.filter(ended_at=None),
    ]
    for row in rows:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        changed.append(row)
    for consent in Consent.objects.filter(user=user, withdrawn_at=None):
        consent.withdrawn_at = now
        consent.save(update_fields=["withdrawn_at"])
        changed.append(consent)
    return changed
