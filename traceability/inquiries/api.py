from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.validation import validated
from backend.common.errors import DomainError
from backend.common.network import client_address, network_of
from members.access import ActorMixin
from traceability.inquiries import actions as inquiries
from traceability.inquiries.enums import InquiryKind, InquiryState
from traceability.inquiries.serializers import (
    AnswerSerializer,
    InquirySerializer,
    InquiryWriteSerializer,
    SentInquirySerializer,
)
from traceability.labels.runs.serials import label_of
from traceability.models import Inquiry
from traceability.scans.origin.guesses import read_label


class InquiryFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=InquiryKind.choices)
    state = filters.ChoiceFilter(choices=InquiryState.choices)
    producer = IdFilter(field_name="producer_id")
    lot = IdFilter(field_name="lot_id")

    class Meta:
        model = Inquiry
        fields: list[str] = []


class InquiryViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List buyers' reports and questions, newest first; send, answer and close one.

    Anybody may send one. The producer's people and officers read and answer them.
    """

    queryset = Inquiry.objects.order_by("-created_at", "-id")
    serializer_class = InquirySerializer
    filterset_class = InquiryFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_permissions(self) -> Any:
        # A buyer needs no account, here as on the pages.
        return [permissions.AllowAny()] if self.action in ("create", "sent") else super().get_permissions()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return Inquiry.objects.visible_to(self.viewer).order_by("-created_at", "-id")

    @extend_schema(
        request=InquiryWriteSerializer, responses={201: SentInquirySerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Report a problem or ask the producer. Read the answer at `sent/{ref}/`.

        429 after ten in an hour from one network, or after many serials that don't belong to the lot.
        """
        data = validated(InquiryWriteSerializer, request)

        def make() -> Response:
            lot_id = data.pop("lot", None)
            lot = None if lot_id is None else inquiries.lot_to_write_about(self.request.user, lot_id)
            if lot_id is not None and lot is None:
                raise ValidationError({"lot": [_("Không tìm thấy.")]})
            # Answered, not raised: that would undo the shared count along with the key.
            if inquiries.inquiries_an_hour.is_over(network_of(client_address(self.request._request))):
                refusal = _("Bạn đã gửi nhiều lời nhắn. Xin đợi một giờ rồi gửi tiếp.")
                return self.handle_exception(inquiries.TooManyInquiries(refusal, code="throttled"))
            if lot is not None and (typed := data.get("serial_text")):
                try:
                    data["serial_text"] = read_label(self.request._request, lambda: label_of(lot, typed))
                except DomainError as error:
                    error.field = "serial_text"
                    return self.handle_exception(error)
            sent = inquiries.send_inquiry(lot=lot, **data)
            return Response(SentInquirySerializer(sent).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(responses=SentInquirySerializer, filters=False)
    @action(
        detail=False, methods=["get"], url_path="sent/<uuid:ref>", filter_backends=[], pagination_class=None
    )
    def sent(self, request: Request, ref: str) -> Response:
        """Return a buyer's inquiry with its answer, to whoever knows its `ref`."""
        return Response(SentInquirySerializer(get_object_or_404(Inquiry, ref=ref)).data)

    @extend_schema(request=AnswerSerializer, responses=InquirySerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def answer(self, request: Request, pk: int) -> Response:
        """Answer the inquiry. The buyer reads the answer at the inquiry's own address."""
        actor, inquiry = self.actor, self.get_object()
        data = validated(AnswerSerializer, request)
        answered = inquiries.answer_inquiry(actor=actor, inquiry=inquiry, **data)
        return Response(InquirySerializer(answered).data)

    @extend_schema(request=None, responses=InquirySerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def close(self, request: Request, pk: int) -> Response:
        """Close the inquiry, answered or not."""
        closed = inquiries.close_inquiry(actor=self.actor, inquiry=self.get_object())
        return Response(InquirySerializer(closed).data)


def register(router: BaseRouter) -> None:
    router.register("inquiries", InquiryViewSet, basename="inquiries")
