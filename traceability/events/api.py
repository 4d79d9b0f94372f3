from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Photo
from traceability.events import actions as events
from traceability.events.actions.checks import check_event
from traceability.events.enums import EventKind, EventSource
from traceability.events.serializers import (
    EventCheckSerializer,
    EventCheckWriteSerializer,
    EventCorrectionSerializer,
    EventErrorSerializer,
    EventSerializer,
    EventWriteSerializer,
)
from traceability.lots.serializers import WordsErasedSerializer
from traceability.models import Event, EventLot, Lot


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
    """List the events of the lots that the caller may see, newest first; record, correct and confirm one.

    An error declaration is listed as a second event of the same id.
    """

    queryset = Event.objects.order_by("-event_time", "event_id")
    serializer_class = EventSerializer
    filterset_class = EventFilter
    lookup_field = "event_id"
    lookup_value_converter = "uuid"

    def get_queryset(self):
        visible = Lot.objects.visible_to(self.viewer).filter(pk=OuterRef("lot"))
        return (
            Event.objects.visible_to(self.viewer)
            .annotate_outline(self.viewer)
            .prefetch_related(Prefetch("lot_links", EventLot.objects.annotate(is_visible=Exists(visible))))
            .order_by("-event_time", "event_id", "is_error")
        )

    def get_object(self):
        """Return the event's original row, never its error declaration.

        Raises Http404.
        """
        return known_event(self.filter_queryset(self.get_queryset()), self.kwargs["event_id"])

    @extend_schema(
        request=EventWriteSerializer, responses={201: EventSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(EventWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
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
            if "photo" in fields:
                fields["photo"] = known(Photo.objects.visible_to(actor.member), "photo", key=fields["photo"])
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
        """Declare an event wrong. It stays readable; the declaration is a second event of the same id."""
        actor, event = self.actor, self.get_object()
        data = validated(EventErrorSerializer, request)
        declared = events.declare_error(actor=actor, event=event, **data)
        return Response(EventSerializer(declared).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EventCorrectionSerializer, responses={201: EventSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def correct(self, request: Request, event_id: str) -> Response:
        """Correct an event: declare it wrong and record a new one for the same lots."""
        actor, event = self.actor, self.get_object()
        data = validated(EventCorrectionSerializer, request)
        fields = {"quantity": None, "unit": "", **data}
        try:
            right = events.correct_event(actor=actor, event=event, **fields)
        except events.EventError as error:
            error.field = "event_time" if error.field == "date" else error.field
            raise
        return Response(EventSerializer(right).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=EventCheckWriteSerializer, responses={201: EventCheckSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def check(self, request: Request, event_id: str) -> Response:
        """Confirm an event as an officer who holds the signed paper, or who saw it in person.

        Not possible while acting on behalf.
        """
        actor, event = self.actor, self.get_object()
        data = validated(EventCheckWriteSerializer, request)
        checked = check_event(actor=actor, event=event, **data)
        return Response(EventCheckSerializer(checked).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses=WordsErasedSerializer)
    @action(detail=True, methods=["post"], url_path="erase-words")
    @idempotent_action
    def erase_words(self, request: Request, event_id: str) -> Response:
        """Erase the texts of an event in which a partner's software named a person.

        Facts about the goods stay.
        """
        erased = events.erase_captured_words(actor=self.actor, event=self.get_object())
        return Response({"erased": erased})


def known_event(queryset: Any, event_id: Any) -> Event:
    event = queryset.filter(event_id=event_id, is_error=False).first()
    if event is None:
        raise Http404
    return event


def register(router: BaseRouter) -> None:
    router.register("events", EventViewSet, basename="events")
