"""Authenticate API requests by token, with one prepared statement, because every request needs it.

The statement finds the token by its hash in an index. So the time it takes tells nothing about a stored token.

The last use is written after the response was sent, at most every NOTE_EVERY for one token. So no request waits
for that write, and none holds it in a transaction.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from datetime import datetime, timedelta
from typing import Any

from django.core.signals import request_finished
from django.db import Error
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from backend.common.statements import Statement, columns, instance, one_row
from members.models import ApiToken, User
from members.signing_in.scopes import require_scope

logger = logging.getLogger(__name__)

NOTE_EVERY = timedelta(minutes=10)
_TOKEN_FIELDS = ("id", "user", "scopes", "expires_at", "last_used_at")
_FIELDS = tuple(field.name for field in User._meta.concrete_fields)
_BY_TOKEN = Statement(
    "pieu_token",
    f"SELECT {columns(ApiToken, _TOKEN_FIELDS, table='t')}, {columns(User, _FIELDS, table='u')}"
    " FROM members_apitoken t JOIN members_user u ON u.id = t.user_id WHERE t.key_hash = %s",
    ("text",),
)
# The token that the request of this thread used, and when; empty if no use needs to be written.
_used = threading.local()


def hash_token(key: str) -> str:
    """Return the stored form of a token: SHA-256, in hex."""
    return hashlib.sha256(key.encode()).hexdigest()


class TokenAuthentication(authentication.TokenAuthentication):
    """Authentication by `Authorization: Token pieu_…`.

    Rejects credentials of other schemes instead of treating the request as anonymous. Raises AuthenticationFailed
    (401), also for an ended token, and WrongScope (403).
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme = authentication.get_authorization_header(request).split(b" ", 1)[0]
        if scheme and scheme.lower() != self.keyword.lower().encode():
            raise AuthenticationFailed(_("Piêu chỉ nhận Authorization: Token kèm mã truy cập."))
        found: tuple[User, ApiToken] | None = super().authenticate(request)
        if found is not None:
            view = (request.parser_context or {}).get("view")
            require_scope(found[1].scopes, view=view, method=request.method or "")
        return found

    def authenticate_credentials(self, key: str) -> tuple[User, ApiToken]:
        row = one_row(_BY_TOKEN, [hash_token(key)])
        if row is None:
            raise AuthenticationFailed(_("Mã cho phần mềm không đúng hoặc đã bị huỷ."))
        token = instance(ApiToken, _TOKEN_FIELDS, row[: len(_TOKEN_FIELDS)])
        user = instance(User, _FIELDS, row[len(_TOKEN_FIELDS) :])
        now = timezone.now()
        if token.expires_at <= now:
            raise AuthenticationFailed(_("Mã cho phần mềm đã hết hạn. Chị tạo mã mới."))
        if not user.is_active:
            raise AuthenticationFailed(_("Tài khoản này không còn dùng."))
        if token.last_used_at is None or token.last_used_at <= now - NOTE_EVERY:
            _used.token, _used.at = token.pk, now
        return user, token


@receiver(request_finished, dispatch_uid="members.note_token_use")
def note_use(**kwargs: Any) -> None:
    """Write the last use of the token, after the response was sent. A failure is logged only."""
    token: int | None = getattr(_used, "token", None)
    if token is None:
        return
    moment: datetime = _used.at
    _used.token = None
    try:
        ApiToken.objects.filter(pk=token).note_use(moment, unless_after=moment - NOTE_EVERY)
    except Error:
        logger.warning("The last use of an API token could not be written.", exc_info=True)
