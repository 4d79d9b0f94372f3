from __future__ import annotations

from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.files import FileNegotiation
from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.schema import ErrorResponseSerializer
from backend.common.api.validation import validated
from members.access import ActorMixin
from traceability.labels import actions as labels
from traceability.labels.actions.prints import print_labels
from traceability.labels.enums import RunState
from traceability.labels.rules import may_print_labels
from traceability.labels.runs.printed_files import sheet_response
from traceability.labels.serializers import (
    LabelPrintSerializer,
    LabelRunSerializer,
    LabelRunWriteSerializer,
    LabelVoidSerializer,
    OffsetSerializer,
    PrintRequestSerializer,
    RangeSerializer,
)
from traceability.models import LabelRun, Lot


class LabelRunFilter(filters.FilterSet):
    lot = IdFilter(field_name="lot_id")
    state = filters.ChoiceFilter(choices=RunState.choices)

    class Meta:
        model = LabelRun
        fields: list[str] = []


class LabelRunViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List label runs; request, retry, cancel, shift, print and void them.

    The runs are of producers that the caller runs or oversees. Staff get all runs.
    """

    queryset = LabelRun.objects.order_by("-id")
    serializer_class = LabelRunSerializer
    filterset_class = LabelRunFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return LabelRun.objects.visible_to(self.viewer).order_by("-id")

    @extend_schema(
        request=LabelRunWriteSerializer, responses={201: LabelRunSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Request a run. Its sheet is made in the background: read the run again for its progress."""
        actor = self.actor
        data = validated(LabelRunWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
            fields["lot"] = known(Lot.objects.visible_to(actor.member), "lot", pk=fields["lot"])
            run = labels.request_run(actor=actor, **fields)
            return Response(LabelRunSerializer(run).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses=LabelRunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def retry(self, request: Request, pk: int) -> Response:
        """Make the sheet of a failed run again, with the same labels and serials."""
        return Response(LabelRunSerializer(labels.retry_run(actor=self.actor, run=self.get_object())).data)

    @extend_schema(request=None, responses=LabelRunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def cancel(self, request: Request, pk: int) -> Response:
        """Cancel a run before its sheet is made; its serials are never used."""
        return Response(LabelRunSerializer(labels.cancel_run(actor=self.actor, run=self.get_object())).data)

    @extend_schema(request=OffsetSerializer, responses=LabelRunSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def shift(self, request: Request, pk: int) -> Response:
        """Shift the print of a ready run on its paper by the printer's offsets: same labels, new file."""
        actor, run = self.actor, self.get_object()
        data = validated(OffsetSerializer, request)
        return Response(LabelRunSerializer(labels.shift_sheet(actor=actor, run=run, **data)).data)

    @extend_schema(request=PrintRequestSerializer, responses={201: LabelPrintSerializer})
    @action(detail=True, methods=["post"], url_path="prints", filter_backends=[])
    @idempotent_action
    def print_(self, request: Request, pk: int) -> Response:
        """Record in the print ledger that labels are printed; a reprint needs a reason.

        For a day, the PDF of this print is at prints/{print_id}/sheet/.
        """
        actor, run = self.actor, self.get_object()
        data = validated(PrintRequestSerializer, request)
        row = print_labels(actor=actor, run=run, **data)
        return Response(LabelPrintSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=LabelPrintSerializer(many=True))
    @print_.mapping.get
    def prints(self, request: Request, pk: int) -> Response:
        """Return the print ledger of the run, newest first."""
        rows = self.get_object().prints.select_related("run").order_by("-printed_at", "-pk")
        return self._page(rows, LabelPrintSerializer)

    @extend_schema(
        responses={
            (200, "application/pdf"): OpenApiResponse(OpenApiTypes.BINARY, description="The labels to print"),
            409: ErrorResponseSerializer,
        }
    )
    @action(
        detail=True,
        methods=["get"],
        url_path="prints/<int:print_id>/sheet",
        filter_backends=[],
        content_negotiation_class=FileNegotiation,
    )
    def sheet(self, request: Request, pk: int, print_id: int) -> HttpResponseBase:
        """Return the PDF of one print of the ledger, for people who may print.

        409 if the print is more than a day old, or if its file is still being made.
        """
        rows = self.get_object().prints.select_related("run__lot__product__producer__branch", "run__code")
        taken = get_object_or_404(rows, pk=print_id)
        if not may_print_labels(self.viewer, taken.run.lot):
            raise Http404
        return sheet_response(request._request, taken)

    @extend_schema(request=RangeSerializer, responses={201: LabelVoidSerializer})
    @action(detail=True, methods=["post"], url_path="voids", filter_backends=[])
    @idempotent_action
    def void(self, request: Request, pk: int) -> Response:
        """Void a range of labels: scanning one of them warns from now on. This can't be undone."""
        actor, run = self.actor, self.get_object()
        data = validated(RangeSerializer, request)
        row = labels.void_labels(actor=actor, run=run, **data)
        return Response(LabelVoidSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=LabelVoidSerializer(many=True))
    @void.mapping.get
    def voids(self, request: Request, pk: int) -> Response:
        """Return the voided ranges of the run, newest first."""
        return self._page(self.get_object().voids.order_by("-voided_at", "-pk"), LabelVoidSerializer)

    def _page(self, rows: Any, serializer: Any) -> Response:
        return self.get_paginated_response(serializer(self.paginate_queryset(rows), many=True).data)


def register(router: BaseRouter) -> None:
    router.register("label-runs", LabelRunViewSet, basename="label-runs")
