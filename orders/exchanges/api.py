"""API of exchange templates: stored, mapped and filled in as on the pages (exchanges/views.py)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import parsers, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.files import FileNegotiation
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, answers_once, stored_answer
from backend.common.api.lookup import known
from backend.common.api.parsers import JSONParser
from backend.common.api.schema import ErrorResponseSerializer
from backend.common.api.validation import validated
from backend.common.text import fold, to_id
from members.access import ActorMixin
from members.rules import require
from orders.errors import OrderError
from orders.exchanges import actions as exchanges
from orders.exchanges.fields import FIELDS
from orders.exchanges.packages import stripped
from orders.exchanges.rules import may_keep_exchanges
from orders.exchanges.serializers import (
    AskedWordsSerializer,
    ExchangeFieldSerializer,
    ExchangeFileSerializer,
    ExchangeMappingSerializer,
    ExchangeSerializer,
    ExchangeWordsSerializer,
    NewExchangeSerializer,
    ReplacedExchangeSerializer,
    SheetLookSerializer,
)
from orders.exchanges.template_files import read_facts, read_looks, read_new_file
from orders.figures.sheets import XLSX
from orders.models import ExchangeTemplate
from orders.orders.refusals import placed
from orders.shops.rules import may_sell
from products.models import Producer


class ExchangeViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List exchange templates; upload, map and remove them, and download them filled in.

    Officers and staff manage them. Sellers see the mapped ones only and download them.
    """

    requires_key = True
    queryset = ExchangeTemplate.objects.order_by("name", "id")
    serializer_class = ExchangeSerializer
    permission_classes = [permissions.IsAuthenticated]
    filter_backends: list[Any] = []
    parser_classes = [JSONParser, parsers.MultiPartParser]
    lookup_field = "ref"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        rows = ExchangeTemplate.objects.filter(is_active=True).order_by("name", "id")
        if may_keep_exchanges(self.viewer):
            return rows
        mapped = rows.exclude(columns={}, constants={})
        return mapped if Producer.objects.run_by(self.viewer).exists() else rows.none()

    @extend_schema(
        request={"multipart/form-data": NewExchangeSerializer},
        responses={201: ExchangeSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @answers_once
    def create(self, request: Request) -> Response:
        """Upload an exchange's empty Excel file as a template."""
        actor = self.actor
        require(may_keep_exchanges(actor.member))
        data = validated(NewExchangeSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        file = read_new_file(data["file"].read())  # before the key's transaction

        def make() -> Response:
            template = exchanges.add_template(
                actor=actor, name=data["name"], file=file, file_name=data["file"].name
            )
            return Response(ExchangeSerializer(template).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, ref: UUID) -> Response:
        """Remove a template from the list."""
        exchanges.remove_template(actor=self.actor, template=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(responses=ExchangeFieldSerializer(many=True))
    @action(detail=False, methods=["get"], pagination_class=None)
    def fields(self, request: Request) -> Response:
        """Return the fields that a column can be filled with."""
        rows = [{"key": field.key, "label": str(field.label)} for field in FIELDS.values()]
        return Response(ExchangeFieldSerializer(rows, many=True).data)

    @extend_schema(responses=SheetLookSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None)
    def sheets(self, request: Request, ref: UUID) -> Response:
        """Return the visible sheets with their first rows, to choose the heading row from."""
        require(may_keep_exchanges(self.viewer))
        looks = [
            {
                "name": look.name,
                "rows": [{"number": number, "cells": stripped(list(cells))} for number, cells in look.rows],
            }
            for look in read_looks(self.get_object())
        ]
        return Response(SheetLookSerializer(looks, many=True).data)

    @extend_schema(
        request={"multipart/form-data": ExchangeFileSerializer}, responses=ReplacedExchangeSerializer
    )
    @action(detail=True, methods=["post"])
    @answers_once
    def file(self, request: Request, ref: UUID) -> Response:
        """Replace the file by the exchange's newest one.

        If something changed that the mapping depends on, the mapping is removed; `changes` lists the changes.
        """
        require(may_keep_exchanges(self.viewer))
        template = self.get_object()
        data = validated(ExchangeFileSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        actor = self.actor
        file = read_new_file(data["file"].read(), template)  # before the key's transaction

        def make() -> Response:
            replaced, changes = exchanges.replace_file(
                actor=actor, template=template, file=file, file_name=data["file"].name
            )
            return Response(ReplacedExchangeSerializer({"exchange": replaced, "changes": changes}).data)

        return answer_once(request, make)

    @extend_schema(request=ExchangeMappingSerializer, responses=ExchangeSerializer)
    @action(detail=True, methods=["post"])
    @answers_once
    def mapping(self, request: Request, ref: UUID) -> Response:
        """Replace the mapping: the heading row, the first row to fill and what fills each column."""
        require(may_keep_exchanges(self.viewer))
        template = self.get_object()
        data = validated(ExchangeMappingSerializer, request)
        if (repeated := stored_answer(request)) is not None:
            return repeated
        actor, columns = self.actor, data.pop("columns")
        facts = read_facts(template, **data)  # before the key's transaction

        def make() -> Response:
            try:
                mapped = exchanges.map_columns(
                    actor=actor,
                    template=template,
                    facts=facts,
                    columns={each["column"]: each["field"] for each in columns if "field" in each},
                    constants={each["column"]: each["text"] for each in columns if "text" in each},
                )
            except OrderError as error:
                at = {f"chu-{each['column']}": f"columns.{place}.text" for place, each in enumerate(columns)}
                raise placed(error, at) from error
            return Response(ExchangeSerializer(mapped).data)

        return answer_once(request, make)

    @extend_schema(request=ExchangeWordsSerializer, responses=ExchangeSerializer)
    @action(detail=True, methods=["post"], pagination_class=None)
    @answers_once
    def words(self, request: Request, ref: UUID) -> Response:
        """Map more values of products (`ours`) to entries of drop-down lists (`theirs`).

        An empty `theirs` removes a mapping.
        """
        require(may_keep_exchanges(self.viewer))
        template = self.get_object()
        data = validated(ExchangeWordsSerializer, request)
        mapped: dict[int, dict[str, str]] = {}
        for word in data["words"]:
            mapped.setdefault(word["column"], {})[word["ours"]] = word["theirs"]
        if (repeated := stored_answer(request)) is not None:
            return repeated
        actor = self.actor
        facts = read_facts(template)  # before the key's transaction

        def make() -> Response:
            done = exchanges.map_words(actor=actor, template=template, facts=facts, words=mapped)
            return Response(ExchangeSerializer(done).data)

        return answer_once(request, make)

    @extend_schema(responses=AskedWordsSerializer(many=True))
    @words.mapping.get
    def words_to_say(self, request: Request, ref: UUID) -> Response:
        """Return the values of products that drop-down lists lack and that have no mapping.

        They come from products that the caller runs or oversees.
        """
        require(may_keep_exchanges(self.viewer))
        asked = exchanges.words_to_say(self.get_object(), self.viewer)
        rows = [
            {"column": column, "ours": ours, "theirs": theirs} for column, (ours, theirs) in asked.items()
        ]
        return Response(AskedWordsSerializer(rows, many=True).data)

    @extend_schema(
        responses={(200, XLSX): OpenApiResponse(OpenApiTypes.BINARY), 409: ErrorResponseSerializer},
        parameters=[
            OpenApiParameter(
                "producer",
                {"type": "integer", "minimum": 1, "maximum": 2**31 - 1},
                description="The producer; default for officers: all producers they oversee",
            )
        ],
    )
    @action(detail=True, methods=["get"], pagination_class=None, content_negotiation_class=FileNegotiation)
    def filled(self, request: Request, ref: UUID) -> HttpResponseBase:
        """Return the exchange's file, filled with today's goods.

        409 if the file differs from the one whose columns were mapped.
        """
        template = self.get_object()
        wanted, producer = request.query_params.get("producer"), None
        if wanted is not None:
            producer = known(Producer.objects.handled_by(self.viewer), "producer", pk=to_id(wanted))
            if not may_sell(self.viewer, producer):
                raise NotFound
        else:
            require(may_keep_exchanges(self.viewer))
        data = exchanges.filled(template, self.viewer, producer)
        name = f"{'-'.join(fold(template.name).split()) or 'san'}-{timezone.localdate():%Y-%m-%d}.xlsx"
        response = HttpResponse(data, content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


def register(router: BaseRouter) -> None:
    router.register("exchanges", ExchangeViewSet, basename="exchanges")
