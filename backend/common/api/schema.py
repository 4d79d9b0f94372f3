"""OpenAPI of the API: every operation documents the errors that it can return, in their one format."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema as SpectacularAutoSchema
from drf_spectacular.utils import Direction
from rest_framework import serializers


class ErrorSerializer(serializers.Serializer):
    code = serializers.CharField(help_text="Stable, for programs")
    detail = serializers.CharField(help_text="A message for people")
    attr = serializers.CharField(
        allow_null=True, help_text="The field with the error, such as name or lots.0.lot"
    )


class ErrorResponseSerializer(serializers.Serializer):
    """Errors of a request, in the format of drf-standardized-errors."""

    type = serializers.CharField(help_text="validation_error, client_error or server_error")
    # A field, as in every serializer; the base class has a property of this name.
    errors = ErrorSerializer(many=True)  # type: ignore[assignment]


READ_ERRORS = ("400", "401", "403", "404", "405", "406", "429")
WRITE_ERRORS = (*READ_ERRORS, "409", "413", "415", "422")


class AutoSchema(SpectacularAutoSchema):
    def get_operation(self, *args: Any, **kwargs: Any) -> dict[str, Any] | None:
        """Return the operation with the scopes of an API token that open it, any one of them.

        OpenAPI 3.0 has scopes for OAuth only. So they are in `x-token-scopes` and, for people, in the description.
        """
        operation: dict[str, Any] | None = super().get_operation(*args, **kwargs)
        declared = getattr(self.view, "token_scopes", None)
        if operation is not None and declared is not None:
            scopes = [scope.value for scope in declared.needed(self.method)]
            words = f"Token scope: {' or '.join(scopes) or 'none, sign in'}."
            operation["description"] = "\n\n".join(filter(None, (operation.get("description"), words)))
            operation["x-token-scopes"] = scopes
        return operation

    def _get_response_bodies(self, direction: Direction = "response") -> dict[str, Any]:
        responses = super()._get_response_bodies(direction)
        for status in READ_ERRORS if self.method == "GET" else WRITE_ERRORS:
            if status not in responses:
                responses |= {
                    status: self._get_response_for_code(ErrorResponseSerializer, status, direction=direction)
                }
        return responses
