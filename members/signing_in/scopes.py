"""Which scopes of an API token open a view.

A view declares them as `token_scopes`. Those of /api/v1/ are set in one table (backend.api.SCOPES). Sessions have no
scopes: they may do whatever the person may. A token never opens more than its owner may see or do.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS

from members.signing_in.enums import Scope


class TokenScopes(NamedTuple):
    """The scopes that open a view for reading, and for writing. Any one of them is enough; none: no token does."""

    reading: tuple[Scope, ...]
    writing: tuple[Scope, ...]

    def needed(self, method: str) -> tuple[Scope, ...]:
        return self.reading if method in SAFE_METHODS else self.writing


class WrongScope(PermissionDenied):
    """The token lacks the scope: 403. The message names the scopes that are enough."""

    default_code = "wrong_scope"

    def __init__(self, needed: tuple[Scope, ...]) -> None:
        super().__init__(
            _("Mã này thiếu quyền %(scopes)s. Chị tạo mã khác có quyền đó ở trang “Mã cho phần mềm”.")
            % {"scopes": f" {_('hoặc')} ".join(f"{scope.value} ({scope.label})" for scope in needed)}
            if needed
            else _("Việc này không làm được bằng mã cho phần mềm. Chị đăng nhập rồi làm.")
        )


def read_by_all(writing: Scope | None = None) -> TokenScopes:
    """Return the scopes of a view that `read` opens for reading, and `writing` for both."""
    own = (writing,) if writing else ()
    return TokenScopes((Scope.READ, *own), own)


def private(scope: Scope) -> TokenScopes:
    """Return the scopes of a view with personal data: `read` does not open it."""
    return TokenScopes((scope,), (scope,))


def require_scope(scopes: str, *, view: Any, method: str) -> None:
    """Raise WrongScope unless a token with `scopes`, separated by spaces, opens `view` for `method`.

    A view that declares nothing can only be read, with the scope `read`.
    """
    declared: TokenScopes = getattr(view, "token_scopes", None) or read_by_all()
    needed = declared.needed(method)
    if not set(needed) & set(scopes.split()):
        raise WrongScope(needed)
