"""API tokens: one per member, for the member's own software. A new PIN revokes it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework.authtoken.models import Token

from members.acting import Actor
from members.people.actions.changes import note_account_change
from members.people.enums import AccountChangeKind
from members.rules import require
from members.signing_in.actions.guesses import prove_secret


def create_token(*, actor: Actor, secret: str, device: str = "") -> str:
    """Create an API token, revoke the previous token, and return the new one, which is shown only once.

    Raises WrongSecret, TooManyGuesses, NotAllowed.
    """
    require(not actor.is_helping, _("Mã cho phần mềm chỉ chính chị ấy tạo được."))
    prove_secret(user=actor.member, secret=secret, device=device)
    with transaction.atomic():
        Token.objects.filter(user=actor.member).delete()
        token = Token.objects.create(user=actor.member)
        note_account_change(actor=actor, kind=AccountChangeKind.TOKEN_MADE)
    return token.key


@transaction.atomic
def revoke_token(*, actor: Actor) -> None:
    """Revoke the member's API token. Does nothing without a token."""
    require(not actor.is_helping, _("Mã cho phần mềm chỉ chính chị ấy huỷ được."))
    if Token.objects.filter(user=actor.member).delete()[0]:
        note_account_change(actor=actor, kind=AccountChangeKind.TOKEN_REVOKED)
