"""API tokens for a member's own software. A new PIN revokes all of them.

A token is stored only as a hash. It has scopes and an end, and begins with PREFIX, so that secret scanners and the
member recognise it.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.errors import DomainError
from backend.common.text import filled
from members.acting import Actor
from members.models import ApiToken, User
from members.notices.actions.notices import notify
from members.people.actions.changes import note_account_change
from members.people.enums import AccountChangeKind
from members.rules import require
from members.signing_in.actions.guesses import prove_secret
from members.signing_in.auditing import token_payload
from members.signing_in.enums import Scope
from members.signing_in.token_authentication import hash_token

PREFIX = "pieu_"
MAX_TOKENS = 10
LIVES = (30, 90, 365)  # days
# Days before its end when the owner of a token is reminded, and after it when the row is deleted.
REMIND_BEFORE, FORGET_AFTER = timedelta(days=14), timedelta(days=30)


class TokenError(DomainError):
    """The token can't be made."""


def create_token(
    *, actor: Actor, secret: str, name: str, scopes: Collection[str], days: int, device: str = ""
) -> str:
    """Create an API token that ends after `days`, and return it. It can't be read again later.

    scopes: values of Scope, at least one. days: one of LIVES.
    Raises WrongSecret, TooManyGuesses, NotAllowed, TokenError.
    """
    require(not actor.is_helping, _("Mã cho phần mềm chỉ chính chị ấy tạo được."))
    chosen = [scope.value for scope in Scope if scope in scopes]
    if not chosen or len(chosen) != len(set(scopes)):
        raise TokenError(_("Chị chọn ít nhất một quyền cho mã."), field="scopes", code="no_scope")
    if days not in LIVES:
        raise TokenError(_("Chị chọn mã dùng trong bao lâu."), field="days", code="no_end")
    prove_secret(user=actor.member, secret=secret, device=device)
    key = PREFIX + secrets.token_hex(20)
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=actor.member.pk)
        if ApiToken.objects.filter(user=actor.member).live().count() >= MAX_TOKENS:
            raise TokenError(
                _("Chị đang có %(count)s mã. Huỷ mã không dùng nữa rồi tạo mã mới.") % {"count": MAX_TOKENS},
                code="too_many_tokens",
            )
        now = timezone.now()
        token = ApiToken.objects.create(
            user=actor.member,
            name=name,
            key_hash=hash_token(key),
            scopes=" ".join(chosen),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        note_account_change(actor=actor, kind=AccountChangeKind.TOKEN_MADE, payload=token_payload(token))
    return key


@transaction.atomic
def revoke_token(*, actor: Actor, token: int) -> None:
    """Revoke the member's token with this id. Does nothing without it."""
    require(not actor.is_helping, _("Mã cho phần mềm chỉ chính chị ấy huỷ được."))
    if ApiToken.objects.filter(user=actor.member, pk=token).delete()[0]:
        note_account_change(actor=actor, kind=AccountChangeKind.TOKEN_REVOKED, payload={"token": token})


def remind_of_ends(*, now: datetime | None = None) -> int:
    """Remind the owners of tokens that end soon, and delete tokens that ended long ago. Return the reminders.

    Run by the clock. A token that lives only 30 days is not reminded before its last REMIND_BEFORE.
    """
    now = now or timezone.now()
    ApiToken.objects.filter(expires_at__lt=now - FORGET_AFTER).delete()
    ending = ApiToken.objects.filter(
        expires_at__gt=now, expires_at__lte=now + REMIND_BEFORE, user__is_active=True
    ).select_related("user")
    for token in ending:
        day = timezone.localtime(token.expires_at).strftime("%d/%m/%Y")
        notify(
            user=token.user,
            kind="api_token_ends",
            title=filled(gettext_lazy("Một mã cho phần mềm của chị hết dùng ngày %(day)s."), {"day": day}),
            body=gettext_lazy("Phần mềm còn cần thì chị tạo mã mới và đưa cho phần mềm trước ngày đó."),
            url=reverse("members:api_token"),
            key=f"api_token:{token.pk}:ends",
        )
    return len(ending)
