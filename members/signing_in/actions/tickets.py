"""Recovery tickets: printed codes of eight letters, valid once at /lay-lai/ within 48 hours and five tries.

Also new cards for lost ones. The officer starts it; only the member chooses a secret.

An officer who prints a ticket knows its code and could use it. No secret of the member could prevent that:
officers see card number and birth year, the PIN is forgotten, and a member with a verified phone uses a code
by SMS instead. So a ticket can't be used unnoticed. Printing and using it are in the ledger and in the
member's list. The member's phone gets an SMS, and the nearest other officer is asked to check with the
member. The old PIN also stops working, and a ticket by another officer undoes the misuse.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.codes import normalise
from members.acting import Actor
from members.keys import new_card_number
from members.models import Membership, RecoveryTicket, RoleGrant, User
from members.notices.actions.notices import notify
from members.notices.tasks import send_sms_task
from members.people.actions.changes import note_account_change
from members.people.enums import AccountChangeKind
from members.roles.enums import Role
from members.rules import may_issue_ticket, require
from members.signing_in.actions.guesses import forget_guesses
from members.signing_in.actions.secrets import (
    RecoveryError,
    WrongCode,
    check_secret,
    counted,
    set_secret,
    tried,
)
from members.signing_in.enums import RecoveryKind
from members.signing_in.logins import find_by_login, parse_login
from members.signing_in.onetime import TICKET_LETTERS, hash_code, matches, new_ticket_code, read_ticket_code

TICKET_LIFE = timedelta(hours=48)
TICKET_TRIES = 5
AGAIN_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class PrintedTicket:
    """A ticket with its code, which is shown once."""

    ticket: RecoveryTicket
    code: str


@transaction.atomic
def issue_ticket(
    *, officer: User, member: User, kind: RecoveryKind | str = RecoveryKind.SECRET
) -> PrintedTicket:
    """Create a recovery ticket with a code for a new PIN, and invalidate earlier tickets of `member`.

    A ticket of kind PHONE is for a lost number: its use removes the number from the account.
    """
    require(may_issue_ticket(officer, member), _("Chị chỉ in phiếu được cho hội viên của cơ sở mình."))
    return _issue(member, RecoveryKind(kind), by=officer)


@transaction.atomic
def issue_first_ticket(*, member: User) -> PrintedTicket:
    """Create the ticket with which the first officer of an installation sets a PIN. For the operator in the shell."""
    return _issue(member, RecoveryKind.SECRET, by=member)


def redeem_ticket(*, card_number: str, code: str, secret: str) -> User:
    """Set a new PIN with card number and ticket code, and return the member.

    Removes the member's passkeys and, with a ticket of kind PHONE, the number.

    Raises RecoveryError for a weak PIN or an impossible code (neither counts as a try), WrongCode,
    TooManyGuesses.
    """
    card = parse_login(card_number)
    if not card or card.startswith("+"):
        raise RecoveryError(
            _("Số thẻ có 8 chữ số. Chị xem lại trên thẻ hoặc trên phiếu."), field="card", code="no_card"
        )
    letters = read_ticket_code(code)
    if letters is None:
        is_whole = len(normalise(code)) == TICKET_LETTERS
        words = (
            _("Mã gõ sai một chữ. Xem lại phiếu.")
            if is_whole
            else _("Mã trên phiếu có 8 chữ và số. Chị xem lại từng chữ.")
        )
        raise RecoveryError(words, field="code", code="mistyped_code")
    user = find_by_login(card)
    check_secret(secret, user=user)
    with (
        tried("ticket", user, card),
        counted(RecoveryTicket.objects.filter(user=user).open()),
        transaction.atomic(),
    ):
        ticket = _use_ticket(user, letters)
        if (
            user is not None
            and ticket is None
            and _was_just_used(user, letters)
            and user.check_password(secret)
        ):
            return user  # a repeated request whose response was lost
        if user is None or ticket is None:
            raise WrongCode(
                _("Số thẻ hoặc mã chưa đúng, hoặc phiếu đã dùng hay quá hạn. Chị nhờ cán bộ in phiếu mới."),
                code="wrong_code",
            )
        actor = Actor.of(user)
        Authenticator.objects.filter(user=user).delete()
        if ticket.kind == RecoveryKind.PHONE and user.phone:
            old = user.phone
            user.phone = user.phone_verified_at = None
            user.phone_to_verify = ""
            user.save(update_fields=["phone", "phone_verified_at", "phone_to_verify"])
            with translation.override(user.language):
                text = _(
                    "Piêu: số này vừa được gỡ khỏi một tài khoản. Không phải chị làm? Báo cán bộ Hội ngay."
                )
            send_sms_task.enqueue(to=old, text=text, must=True)
            note_account_change(actor=actor, kind=AccountChangeKind.PHONE_REMOVED)
        set_secret(actor, secret, used=[ticket])
        _notify_another_officer(ticket)
    return user


@transaction.atomic
def replace_card(*, officer: User, member: User) -> str:
    """Give `member` a new card number and return it.

    The old number can no longer sign in; the PIN is unchanged.
    """
    require(may_issue_ticket(officer, member), _("Chị chỉ cấp thẻ được cho hội viên của cơ sở mình."))
    member.card_number = new_card_number()
    member.save(update_fields=["card_number"])
    forget_guesses(member)
    note_account_change(actor=Actor(by=officer, member=member), kind=AccountChangeKind.CARD)
    return member.card_number


def _issue(member: User, kind: RecoveryKind, *, by: User) -> PrintedTicket:
    now = timezone.now()
    ended = RecoveryTicket.objects.filter(user=member).end()
    code = new_ticket_code()
    ticket = RecoveryTicket.objects.create(
        user=member,
        kind=kind,
        code_hash=hash_code(code, of=f"ticket:{member.pk}"),
        created_by=by,
        created_at=now,
        expires_at=now + TICKET_LIFE,
    )
    note_account_change(
        actor=Actor(by=by, member=member), kind=AccountChangeKind.TICKET, rows=[*ended, ticket]
    )
    return PrintedTicket(ticket, code)


def _was_just_used(user: User, letters: str) -> bool:
    """Return True if the user's ticket with the code `letters` was used within AGAIN_WITHIN.

    The caller also checks the PIN, which can sign in anyway.
    """
    used = RecoveryTicket.objects.filter(user=user, used_at__gt=timezone.now() - AGAIN_WITHIN)
    return user.is_active and any(
        matches(letters, ticket.code_hash, of=f"ticket:{user.pk}") for ticket in used
    )


def _notify_another_officer(ticket: RecoveryTicket) -> None:
    """Notify the officers of the member's branch, or of the nearest one above, that a ticket was used.

    The issuer of the ticket is left out. The notice contains no name, because it stays if the account is
    erased. It links to the member's page, so that an officer can ask the member.
    """
    membership = Membership.objects.open().filter(user=ticket.user).select_related("branch").first()
    if membership is None:
        return
    nearest_first = [int(part) for part in reversed(membership.branch.path.strip("/").split("/"))]
    others = RoleGrant.objects.open().filter(
        role=Role.OFFICER, branch__in=nearest_first, user__is_active=True
    )
    grants = list(others.exclude(user__in=[ticket.created_by_id, ticket.user_id]).select_related("user"))
    for branch_id in nearest_first:
        officers = {grant.user for grant in grants if grant.branch_id == branch_id}
        for officer in officers:
            notify(
                user=officer,
                kind="ticket_used",
                title=gettext_lazy("Một phiếu lấy lại tài khoản vừa được dùng. Chị hỏi lại hội viên giúp."),
                body=gettext_lazy(
                    "Phiếu do cán bộ khác in. Nếu không phải chính chị ấy dùng, báo Hội cấp trên."
                ),
                url=reverse("members:member", args=[ticket.user_id]),
                key=f"ticket:{ticket.pk}",
            )
        if officers:
            return


def _use_ticket(user: User | None, letters: str) -> RecoveryTicket | None:
    if user is None or not user.is_active:
        return None
    tickets = (
        RecoveryTicket.objects.filter(user=user)
        .open()
        .filter(attempts__lte=TICKET_TRIES)
        .order_by("-created_at", "-id")
    )
    ticket = tickets.select_for_update().first()
    if ticket is None or not matches(letters, ticket.code_hash, of=f"ticket:{user.pk}"):
        return None
    ticket.used_at = timezone.now()
    ticket.save(update_fields=["used_at"])
    return ticket
