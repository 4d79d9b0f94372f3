from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from backend.common.api.validation import validated
from members.access import ActorMixin
from traceability.models import LabelFlag
from traceability.scans.actions.flags import look_into
from traceability.scans.serializers import FindingSerializer, LabelFlagSerializer


class LabelFlagViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List labels that may have been copied, newest first; record a finding about one.

    The labels are of producers that the caller works for or oversees. Staff get all.
    """

    queryset = LabelFlag.objects.order_by("-flagged_at", "-id")
    serializer_class = LabelFlagSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return LabelFlag.objects.visible_to(self.viewer).select_related("run").order_by("-flagged_at", "-id")

    @extend_schema(request=FindingSerializer, responses=LabelFlagSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def look(self, request: Request, pk: int) -> Response:
        """Record a finding about the label; a repeated call replaces it."""
        actor, flag = self.actor, self.get_object()
        data = validated(FindingSerializer, request)
        looked = look_into(actor=actor, flag=flag, **data)
        return Response(LabelFlagSerializer(looked).data)


def register(router: BaseRouter) -> None:
    router.register("label-flags", LabelFlagViewSet, basename="label-flags")
