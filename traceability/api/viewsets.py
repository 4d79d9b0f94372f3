"""Lots, events, label runs and what their scans add up to: the same rules and actions as the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.db.models.functions import TruncDate
from django.http import Http404
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from members.api.access import ActorMixin
from members.rules import require
from products.models import Product
from traceability import rules
from traceability.actions import events, labels, lots
from traceability.actions.scans import scans_of_lot
from traceability.api.serializers import (
    EventErrorSerializer,
    EventSerializer,
    EventWriteSerializer,
    LabelPrintSerializer,
    LabelRunSerializer,
    LabelRunWriteSerializer,
    LabelVoidSerializer,
    LotSerializer,
    LotWriteSerializer,
    PrintRequestSerializer,
    RangeSerializer,
    ScanSummarySerializer,
)
from traceability.enums import EventKind, EventSource, LotState, RunState
from traceability.models import Event, EventLot, LabelRun, Lot, Scan


class LotFilter(filters.FilterSet):
    product = IdFilter(field_name="product_id")
    producer = IdFilter(field_name="product__producer_id")
    state = filters.ChoiceFilter(choices=LotState.choices)

    class Meta:
        model = Lot
        fields = ["code"]


class LotViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Lots of listed products for everybody; hers and those she oversees always."""

    queryset = Lot.objects.order_by("-id")
    serializer_class = LotSerializer
    filterset_class = LotFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        return Lot.objects.visible_to(self.viewer).select_related("product__producer").order_by("-id")

    @extend_schema(request=LotWriteSerializer, responses={201: LotSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = LotWriteSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            fields = dict(data.validated_data)
            products = Product.objects.visible_to(actor.member).select_related("producer")
            fields["product"] = known(products, "product", pk=fields["product"])
            lot = lots.open_lot(actor=actor, **fields)
            return Response(LotSerializer(lot).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def close(self, request: Request, pk: int) -> Response:
        """The lot is sold out; its labels stay good."""
        return Response(LotSerializer(lots.close_lot(actor=self.actor, lot=self.get_object())).data)

    @extend_schema(responses=ScanSummarySerializer)
    @action(detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated])
    def scans(self, request: Request, pk: int) -> Response:
        """How often the lot's labels were scanned; for its people and officers."""
        lot = self.get_object()
        require(rules.may_see_history(self.viewer, lot))
        since = timezone.now() - timedelta(days=30)
        days = (
            Scan.objects.filter(lot_id=lot.pk, is_repeat=False, scanned_at__gte=since)
            .annotate(day=TruncDate("scanned_at"))
            .values("day")
            .annotate(scans=Count("id"))
            .order_by("day")
        )
        return Response(ScanSummarySerializer({"lot": lot.pk, **scans_of_lot(lot), "days": list(days)}).data)


class EventFilter(filters.FilterSet):
    lot = IdFilter(method="of_lot")
    kind = filters.ChoiceFilter(choices=EventKind.choices)
    is_error = filters.BooleanFilter()

    class Meta:
        model = Event
        fields: list[str] = []

    def of_lot(self, queryset: Any, name: str, value: Any) -> Any:
        return queryset.filter(event_id__in=EventLot.objects.filter(lot_id=int(value)).values("event_id"))


class EventViewSet(ActorMixin, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Events of the lots the caller may see, newest first. A correction is a second event of the same id."""

    queryset = Event.objects.order_by("-event_time", "event_id")
    serializer_class = EventSerializer
    filterset_class = EventFilter
    lookup_field = "event_id"
    lookup_value_converter = "uuid"

    def get_queryset(self):
        return (
            Event.objects.visible_to(self.viewer)
            .prefetch_related("lot_links")
            .order_by("-event_time", "event_id", "is_error")
        )

    def get_object(self):
        """The first saying of the event; its declaration is found by listing."""
        return known_event(self.filter_queryset(self.get_queryset()), self.kwargs["event_id"])

    @extend_schema(
        request=EventWriteSerializer, responses={201: EventSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = EventWriteSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            fields = dict(data.validated_data)
            visible = Lot.objects.visible_to(actor.member).select_related("product__producer")
            parts = [
                events.LotPart(
                    known(visible, "lots", pk=part["lot"]),
                    part["role"],
                    part.get("quantity"),
                    part.get("unit", ""),
                )
                for part in fields.pop("lots")
            ]
            try:
                event = events.record_event(actor=actor, lots=parts, source=EventSource.API, **fields)
            except events.EventError as error:
                # The pages ask for a day; here the moment is the field.
                error.field = "event_time" if error.field == "date" else error.field
                raise
            return Response(EventSerializer(event).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=EventErrorSerializer, responses={201: EventSerializer})
    @action(detail=True, methods=["post"], url_path="error")
    @idempotent_action
    def declare_error(self, request: Request, event_id: str) -> Response:
        """Say that the event was wrong; it stays readable beside its correction."""
        data = EventErrorSerializer(data=request.data)
        actor, event = self.actor, self.get_object()
        data.is_valid(raise_exception=True)
        declared = events.declare_error(actor=actor, event=event, **data.validated_data)
        return Response(EventSerializer(declared).data, status=status.HTTP_201_CREATED)


def known_event(queryset: Any, event_id: Any) -> Event:
    event = queryset.filter(event_id=event_id, is_error=False).first()
    if event is None:
        raise Http404
    return event


class LabelRunFilter(filters.FilterSet):
    lot = IdFilter(field_name="lot_id")
    state = filters.ChoiceFilter(choices=RunState.choices)

    class Meta:
        model = LabelRun
        fields: list[str] = []


class LabelRunViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Label runs of the caller's producers, and of those she oversees."""

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
        """The sheet is made in the background: read the run again for its progress."""
        actor = self.actor
        data = LabelRunWriteSerializer(data=request.data)
        data.is_valid(raise_exception=True)

        def make() -> Response:
            fields = dict(data.validated_data)
            fields["lot"] = known(Lot.objects.visible_to(actor.member), "lot", pk=fields["lot"])
            run = labels.request_run(actor=actor, **fields)
            return Response(LabelRunSerializer(run).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=PrintRequestSerializer, responses={201: LabelPrintSerializer})
    @action(detail=True, methods=["post"], url_path="prints")
    @idempotent_action
    def print_(self, request: Request, pk: int) -> Response:
        """Write into the print ledger that labels go to a printer; a reprint says why."""
        data = PrintRequestSerializer(data=request.data)
        actor, run = self.actor, self.get_object()
        data.is_valid(raise_exception=True)
        row = labels.take_to_printer(actor=actor, run=run, **data.validated_data)
        return Response(LabelPrintSerializer(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RangeSerializer, responses={201: LabelVoidSerializer})
    @action(detail=True, methods=["post"], url_path="voids")
    @idempotent_action
    def void(self, request: Request, pk: int) -> Response:
        """Labels that must not be believed from now on; there is no way back."""
        data = RangeSerializer(data=request.data)
        actor, run = self.actor, self.get_object()
        data.is_valid(raise_exception=True)
        row = labels.void_labels(actor=actor, run=run, **data.validated_data)
        return Response(LabelVoidSerializer(row).data, status=status.HTTP_201_CREATED)
