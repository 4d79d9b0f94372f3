"""OpenAPI of the authentication by token. drf-spectacular finds the class once this module is imported."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override
from drf_spectacular.extensions import OpenApiAuthenticationExtension

from members.signing_in.enums import Scope


class TokenScheme(OpenApiAuthenticationExtension):
    target_class = "members.signing_in.token_authentication.TokenAuthentication"
    name = "tokenAuth"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        with override("en"):
            scopes = "\n".join(f"- `{scope.value}`: {scope.label}" for scope in Scope)
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": (
                "`Token` and the token, such as `Token pieu_…`. A member makes tokens on a page, each with scopes and an"
                " end. `x-token-scopes` of an operation are the scopes that open it; any one is enough. With another"
                f" scope the answer is 403 with the code `wrong_scope`.\n\n{scopes}"
            ),
        }
