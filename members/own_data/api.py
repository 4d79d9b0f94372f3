"""API of the caller's consents, and of all data stored about the caller."""

from __future__ import annotations

from typing import Any

from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from members.access import ActorMixin
from members.consent.actions import give_consent, withdraw_consent
from members.consent.enums import ConsentPurpose
from members.consent.wording import consent_wording, without_consent
from members.models import Consent
from members.own_data import exporting


class ConsentSerializer(serializers.Serializer):
    """Consent for one purpose.

    wording: the sentence that the member agrees to. without: the effect of not agreeing. given_at: null
        without consent.
    """

    purpose = serializers.ChoiceField(choices=ConsentPurpose.choices)
    wording = serializers.CharField()
    without = serializers.CharField()
    given_at = serializers.DateTimeField(allow_null=True)


class ConsentViewSet(ActorMixin, viewsets.GenericViewSet):
    """List the member's consents, one per purpose; give and withdraw one (Law 91/2025/QH15, Art. 9)."""

    queryset = Consent.objects.none()
    serializer_class = ConsentSerializer
    permission_classes = [permissions.IsAuthenticated]
    pagination_class = None
    lookup_field = "purpose"
    lookup_value_converter = "slug"

    @extend_schema(responses=ConsentSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response([self._consent_data(purpose) for purpose in ConsentPurpose])

    @extend_schema(request=None, responses=ConsentSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def give(self, request: Request, purpose: str) -> Response:
        """Record the member's consent to the purpose. Repeating it changes nothing.

        An officer acting on behalf gets 403.
        """
        give_consent(actor=self.actor, purpose=self._known(purpose))
        return Response(self._consent_data(self._known(purpose)))

    @extend_schema(request=None, responses=ConsentSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def withdraw(self, request: Request, purpose: str) -> Response:
        """Withdraw the consent from now on. Repeating it changes nothing."""
        withdraw_consent(actor=self.actor, purpose=self._known(purpose))
        return Response(self._consent_data(self._known(purpose)))

    @staticmethod
    def _known(purpose: str) -> ConsentPurpose:
        if purpose not in ConsentPurpose.values:
            raise serializers.ValidationError({"purpose": [", ".join(ConsentPurpose.values)]})
        return ConsentPurpose(purpose)

    def _consent_data(self, purpose: ConsentPurpose) -> dict[str, Any]:
        rows = Consent.objects.filter(user=self.viewer, purpose=purpose, withdrawn_at=None)
        given_at = rows.values_list("given_at", flat=True).first()
        consent = {
            "purpose": purpose,
            "wording": consent_wording(purpose),
            "without": without_consent(purpose),
            "given_at": given_at,
        }
        return dict(ConsentSerializer(consent).data)


class OwnDataViewSet(ActorMixin, viewsets.ViewSet):
    """Export all personal data of the member (Law 91/2025/QH15: right to a copy)."""

    permission_classes = [permissions.IsAuthenticated]

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def list(self, request: Request) -> StreamingHttpResponse:
        """Return all of the member's data as JSON. Officers acting on behalf get 403."""
        actor = self.actor
        if actor.is_helping:
            raise PermissionDenied
        pieces = exporting.written(
            actor.member, extra={"made_at": timezone.now(), "about": str(actor.member.ref)}
        )
        return StreamingHttpResponse(pieces, content_type="application/json")


def register(router: BaseRouter) -> None:
    router.register("consents", ConsentViewSet, basename="consents")
    router.register("own-data", OwnDataViewSet, basename="own-data")
