from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import idempotent_action
from backend.common.api.validation import validated
from members.access import ActorMixin
from traceability.models import Recall
from traceability.recalls.actions import recalls
from traceability.recalls.serializers import RecallEndSerializer, RecallSerializer


class RecallFilter(filters.FilterSet):
    lot = IdFilter(
        field_name="reach__lot_id", help_text="Recalls that affect this lot, its own or those of other lots"
    )
    is_open = filters.BooleanFilter(field_name="ended_at", lookup_expr="isnull")

    class Meta:
        model = Recall
        fields: list[str] = []


class RecallViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List recalls, newest first; end one. To start one: POST /lots/{id}/recall/.

    Everybody sees recalls of lots with a public page: the product was ever listed, or labels are out.
    """

    queryset = Recall.objects.order_by("-started_at", "-id")
    serializer_class = RecallSerializer
    filterset_class = RecallFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        return Recall.objects.visible_to(self.viewer).order_by("-started_at", "-id").distinct()

    @extend_schema(request=RecallEndSerializer, responses=RecallSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def end(self, request: Request, pk: int) -> Response:
        """End an open recall, as an officer.

        An officer can't end the recall of their own producer's goods.
        """
        actor, recall = self.actor, self.get_object()
        data = validated(RecallEndSerializer, request)
        return Response(RecallSerializer(recalls.end_recall(actor=actor, recall=recall, **data)).data)


def register(router: BaseRouter) -> None:
    router.register("recalls", RecallViewSet, basename="recalls")
