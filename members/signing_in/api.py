from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

import members.signing_in.api_scheme  # noqa: F401
from members.access import ActorMixin
from members.models import ApiToken
from members.signing_in.actions.tokens import revoke_token
from members.signing_in.enums import Scope


class ApiTokenSerializer(serializers.ModelSerializer):
    scopes = serializers.SerializerMethodField()

    class Meta:
        model = ApiToken
        fields = ["id", "name", "scopes", "created_at", "expires_at", "last_used_at"]
        read_only_fields = fields

    def get_scopes(self, token: ApiToken) -> list[Scope]:
        return [Scope(value) for value in token.scopes.split()]


class ApiTokenViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List and revoke the caller's API tokens. A token is made on the page, with the PIN, and is not shown again."""

    queryset = ApiToken.objects.order_by("id")
    serializer_class = ApiTokenSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return ApiToken.objects.visible_to(self.viewer).order_by("id")

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        """Revoke the token. It opens nothing from the next request on."""
        revoke_token(actor=self.actor, token=self.get_object().pk)
        return Response(status=status.HTTP_204_NO_CONTENT)


def register(router: BaseRouter) -> None:
    router.register("api-tokens", ApiTokenViewSet, basename="api-tokens")
