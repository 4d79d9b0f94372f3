from __future__ import annotations

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import idempotent_action
from members.api.access import ActorMixin
from traceability.actions import inquiries
from traceability.api.serializers import AnswerSerializer, InquirySerializer
from traceability.enums import InquiryKind, InquiryState
from traceability.models import Inquiry


class InquiryFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=InquiryKind.choices)
    state = filters.ChoiceFilter(choices=InquiryState.choices)
    producer = IdFilter(field_name="producer_id")
    lot = IdFilter(field_name="lot_id")

    class Meta:
        model = Inquiry
        fields: list[str] = []


class InquiryViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """What buyers reported or asked, for the producer's people and officers; newest first."""

    queryset = Inquiry.objects.order_by("-created_at", "-id")
    serializer_class = InquirySerializer
    filterset_class = InquiryFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return Inquiry.objects.visible_to(self.viewer).order_by("-created_at", "-id")

    @extend_schema(request=AnswerSerializer, responses=InquirySerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def answer(self, request: Request, pk: int) -> Response:
        """The buyer reads it at the inquiry's own address."""
        data = AnswerSerializer(data=request.data)
        actor, inquiry = self.actor, self.get_object()
        data.is_valid(raise_exception=True)
        answered = inquiries.answer_inquiry(actor=actor, inquiry=inquiry, **data.validated_data)
        return Response(InquirySerializer(answered).data)

    @extend_schema(request=None, responses=InquirySerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def close(self, request: Request, pk: int) -> Response:
        """Put it away, answered or not."""
        closed = inquiries.close_inquiry(actor=self.actor, inquiry=self.get_object())
        return Response(InquirySerializer(closed).data)
