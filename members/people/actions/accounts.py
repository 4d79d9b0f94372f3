from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.phones import parse_mobile
from backend.ledger import row_states
from backend.ledger.actions import append_entry
from backend.ledger.row_states import delete_rows
from members.acting import Actor
from members.assist.actions import start_assist
from members.branches.actions.memberships import admit_member
from members.consent.actions import give_consent
from members.consent.enums import ConsentChannel
from members.models import AssistSession, Branch, User
from members.people import pinned_rows as showing
from members.people.actions.changes import note_account_change, subject_of
from members.people.enums import AccountChangeKind
from members.people.names import ProfileError, clean_name
from members.rules import may_open_account, require
from members.signing_in.actions.tickets import PrintedTicket, issue_ticket

OLDEST, YOUNGEST = 110, 14


@dataclass(frozen=True, slots=True)
class OpenedAccount:
    """A new account with its first recovery ticket and its session of acting on behalf (làm hộ)."""

    member: User
    ticket: PrintedTicket
    assist: AssistSession


@transaction.atomic
def open_account(
    *,
    officer: User,
    branch: Branch,
    full_name: str,
    birth_year: int | None = None,
    phone: str = "",
    signed: Iterable[str] = (),
) -> OpenedAccount:
    """Open an account for a member of `branch` without a smartphone, and start acting on behalf.

    The account has no PIN until the member sets it with the printed ticket. `phone` is unverified: it can
    sign in after a code by SMS. `signed` lists the consents that the member signed on paper; only these are
    recorded.
    """
    require(may_open_account(officer, branch), _("Chị chỉ mở được tài khoản cho hội viên của cơ sở mình."))
    name = clean_name(full_name)
    member = User.objects.create_user(
        full_name=name,
        birth_year=clean_birth_year(birth_year),
        phone_to_verify=parse_mobile(phone) if phone.strip() else "",
        opened_by=officer,
    )
    actor = Actor(by=officer, member=member)
    showing.pin_name(member)
    admit_member(actor=actor, branch=branch)
    note_account_change(actor=actor, kind=AccountChangeKind.OPENED)
    for purpose in signed:
        give_consent(actor=actor, purpose=purpose, channel=ConsentChannel.PAPER)
    ticket = issue_ticket(officer=officer, member=member)
    assist = start_assist(officer=officer, member=member)
    return OpenedAccount(member, ticket, assist)


@transaction.atomic
def update_profile(*, actor: Actor, full_name: str, birth_year: int | None) -> User:
    """Change the name and birth year of `actor.member`."""
    member = User.objects.select_for_update().get(pk=actor.member.pk)
    name, year = clean_name(full_name), clean_birth_year(birth_year)
    if (name, year) == (member.full_name, member.birth_year):
        return member
    member.full_name, member.birth_year = name, year
    member.save(update_fields=["full_name", "birth_year"])
    showing.pin_name(member)
    note_account_change(actor=actor, kind=AccountChangeKind.PROFILE)
    return member


@transaction.atomic
def choose_language(*, actor: Actor, language: str) -> None:
    """Set the language of notices and SMS to the member."""
    member = actor.member
    locked = User.objects.select_for_update(no_key=True).get(pk=member.pk)
    if locked.language == language:
        return
    # An account without a state has none of its other columns compared either, such as one that signs up.
    was_stated = row_states.agrees(locked)
    locked.language = member.language = language
    locked.save(update_fields=["language"])
    stated = row_states.states(locked) if was_stated else {}
    if stated or actor.is_helping:
        append_entry(
            kind="member.language", subject=subject_of(member), payload=stated, **actor.ledger_refs()
        )


@transaction.atomic
def sweep_unfinished_signups() -> int:
    """Delete accounts whose number was not verified within a day. Run by the clock.

    Only accounts of people who signed up themselves, never signed in and belong to no branch. Return the
    number.
    """
    unfinished = User.objects.filter(
        phone=None,
        last_login=None,
        opened_by=None,
        is_staff=False,
        full_name="",
        erased_at=None,
        joined_at__lt=timezone.now() - timedelta(days=1),
        memberships=None,
        role_grants=None,
    ).exclude(phone_to_verify="")
    return delete_rows(unfinished)


def clean_birth_year(year: int | None) -> int | None:
    this_year = timezone.localdate().year
    if year is not None and not this_year - OLDEST <= year <= this_year - YOUNGEST:
        raise ProfileError(
            _("Năm sinh từ %(first)d đến %(last)d.")
            % {"first": this_year - OLDEST, "last": this_year - YOUNGEST},
            field="birth_year",
            code="birth_year",
        )
    return year
