"""Authenticate API requests by token, with one prepared statement, because every request needs it."""

from __future__ import annotations

from django.utils.translation import gettext as _
from rest_framework import authentication
from rest_framework.authtoken.models import Token
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from backend.common.statements import Statement, columns, instance, one_row
from members.models import User

_FIELDS = tuple(field.name for field in User._meta.concrete_fields)
_BY_TOKEN = Statement(
    "pieu_token",
    f"SELECT t.created, {columns(User, _FIELDS, table='u')} FROM authtoken_token t"
    " JOIN members_user u ON u.id = t.user_id WHERE t.key = %s",
    ("text",),
)


class TokenAuthentication(authentication.TokenAuthentication):
    """DRF's token authentication.

    Rejects credentials of other schemes instead of treating the request as anonymous.
    """

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        scheme = authentication.get_authorization_header(request).split(b" ", 1)[0]
        if scheme and scheme.lower() != self.keyword.lower().encode():
            raise AuthenticationFailed(_("Piêu chỉ nhận Authorization: Token kèm mã truy cập."))
        return super().authenticate(request)

    def authenticate_credentials(self, key: str) -> tuple[User, Token]:
        row = one_row(_BY_TOKEN, [key])
        user = instance(User, _FIELDS, row[1:]) if row else None
        if row is None or user is None or not user.is_active:
            return super().authenticate_credentials(key)
        return user, instance(Token, ("key", "user", "created"), [key, user.pk, row[0]])
