"""API of imports: send and check a spreadsheet of products, start the import, follow it, undo it.

The pages (imports/views.py) do the same.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import parsers, permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.files import FileNegotiation
from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import (
    IDEMPOTENCY_KEY,
    answer_once,
    answers_once,
    idempotent_action,
    stored_answer,
)
from backend.common.api.lookup import known
from backend.common.api.parsers import JSONParser
from backend.common.api.pieces import PIECE_TYPE, LineBroke, PieceParser, offset_of
from backend.common.api.schema import ErrorResponseSerializer
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.imports.actions import check_table, start_import, store_table, undo_import
from products.imports.enums import ImportState, RowState
from products.imports.serializers import (
    ImportRowSerializer,
    NewImportSerializer,
    ProductImportSerializer,
    StartImportSerializer,
    ZipSerializer,
)
from products.imports.template import template
from products.imports.zips import MAX_BYTES, add_piece, forget_zip, length_of, opened_zip
from products.models import ImportRow, Producer, ProductImport

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class ImportFilter(filters.FilterSet):
    producer = IdFilter(field_name="producer_id")
    state = filters.ChoiceFilter(choices=ImportState.choices)

    class Meta:
        model = ProductImport
        fields: list[str] = []


class ProductImportViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Check a spreadsheet of products, start its import and undo it; list imports, newest first.

    The list has the imports of producers that the caller runs or oversees.
    """

    queryset = ProductImport.objects.order_by("-created_at", "-id")
    serializer_class = ProductImportSerializer
    filterset_class = ImportFilter
    permission_classes = [permissions.IsAuthenticated]
    parser_classes = [JSONParser, parsers.MultiPartParser]
    lookup_field = "ref"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return ProductImport.objects.visible_to(self.viewer).order_by("-created_at", "-id")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(_data(page or []))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(_data([self.get_object()])[0])

    @extend_schema(
        request={"multipart/form-data": NewImportSerializer},
        responses={201: ProductImportSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    @answers_once
    def create(self, request: Request) -> Response:
        """Check a spreadsheet of products.

        Creates no product; rows/ lists the product of each row and the invalid cells.
        """
        actor = self.actor
        data = validated(NewImportSerializer, request)

        if (repeated := stored_answer(request)) is not None:
            return repeated
        producers = Producer.objects.handled_by(actor.member).filter(is_active=True)
        producer = known(producers, "producer", pk=data["producer"])
        in_pieces = opened_zip(actor.by, data["zip"]) if "zip" in data else None
        if "zip" in data and in_pieces is None:
            raise ValidationError({"zip": [_("Không tìm thấy.")]})
        try:
            # The files are read before the key's transaction, which on SQLite holds the only write lock.
            table = check_table(
                actor=actor,
                producer=producer,
                data=data["file"].read(),
                file_name=data["file"].name,
                photos=in_pieces or data.get("photos"),
            )

            def make() -> Response:
                run = store_table(actor=actor, table=table)
                return Response(_data([run])[0], status=status.HTTP_201_CREATED)

            answer = answer_once(request, make)
        finally:
            if in_pieces is not None:
                in_pieces.close()
        if in_pieces is not None:  # a refused table is sent again without its zip
            forget_zip(actor.by, data["zip"])
        return answer

    @extend_schema(
        responses=ImportRowSerializer(many=True),
        parameters=[OpenApiParameter("state", str, enum=[state.value for state in RowState])],
    )
    @action(detail=True, methods=["get"], filter_backends=[])
    def rows(self, request: Request, ref: UUID) -> Response:
        """List the rows of the import in the spreadsheet's order, with `state` only those in this state."""
        rows = self.get_object().rows.order_by("line")
        wanted = request.query_params.get("state", "")
        if wanted and wanted not in set(RowState):
            raise ValidationError({"state": [_("Không có lựa chọn này.")]})
        page = self.paginate_queryset(rows.filter(state=wanted) if wanted else rows)
        return self.get_paginated_response(ImportRowSerializer(page, many=True).data)

    @extend_schema(request=StartImportSerializer, responses=ProductImportSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def start(self, request: Request, ref: UUID) -> Response:
        """Create drafts from the valid rows and change existing products, in the background.

        GET the import for its progress. 409 if no row is valid or changes a product.
        """
        actor, run = self.actor, self.get_object()
        data = validated(StartImportSerializer, request)
        return Response(_data([start_import(actor=actor, run=run, **data)])[0])

    @extend_schema(request=None, responses=ProductImportSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def undo(self, request: Request, ref: UUID) -> Response:
        """Undo the import in the background.

        Products changed since stay. 409 while the import isn't finished.
        """
        return Response(_data([undo_import(actor=self.actor, run=self.get_object())])[0])

    @extend_schema(responses={(200, EXCEL): OpenApiResponse(OpenApiTypes.BINARY)})
    @action(
        detail=False,
        methods=["get"],
        filter_backends=[],
        pagination_class=None,
        content_negotiation_class=FileNegotiation,
    )
    def template(self, request: Request) -> HttpResponseBase:
        """Return an empty Excel file to fill in, with examples and the product groups."""
        name = {"Content-Disposition": 'attachment; filename="pieu-san-pham.xlsx"'}
        return HttpResponse(template(get_language() or "vi"), content_type=EXCEL, headers=name)

    @extend_schema(responses=ZipSerializer)
    @action(
        detail=False, methods=["get"], url_path="zips/<uuid:key>", filter_backends=[], pagination_class=None
    )
    def zip(self, request: Request, key: UUID) -> Response:
        """Return how many bytes of the caller's zip of photos have arrived; 0 for an unknown key.

        The client chooses the key.
        """
        return Response(ZipSerializer({"key": key, "offset": length_of(self.actor.by, key)}).data)

    @extend_schema(
        request={PIECE_TYPE: OpenApiTypes.BINARY},
        responses={200: ZipSerializer, **dict.fromkeys((408, 423, 507), ErrorResponseSerializer)},
        parameters=[
            OpenApiParameter(
                "Upload-Offset",
                {"type": "integer", "minimum": 0, "maximum": MAX_BYTES},
                OpenApiParameter.HEADER,
                required=True,
                description="Offset of the piece. 409, and nothing is stored, if it is not the file's current length",
            )
        ],
    )
    @action(
        detail=False, methods=["post"], url_path="zips/<uuid:key>/pieces", parser_classes=[PieceParser], filter_backends=[],
        pagination_class=None,
    )  # fmt: skip
    def pieces(self, request: Request, key: UUID) -> Response:
        """Append the next piece of a zip of photos: at most 4 MB, 300 MB in total.

        A zip that no import uses is deleted later.
        """
        offset, stream = offset_of(request.headers.get("Upload-Offset", "")), request.data
        if offset is None:
            raise ValidationError({"Upload-Offset": [_("Chị cho biết khúc này bắt đầu từ đâu.")]})
        try:
            length = add_piece(
                self.actor.by, key, offset=offset, stream=stream if hasattr(stream, "read") else io.BytesIO()
            )
        except UnreadablePostError as error:
            raise LineBroke from error
        return Response(ZipSerializer({"key": key, "offset": length}).data)


def _data(runs: Sequence[ProductImport]) -> list[dict[str, Any]]:
    """Serialise the imports, counting the rows of all of them in one query."""
    counts: dict[int, dict[str, int]] = {}
    rows = ImportRow.objects.filter(run__in=[run.pk for run in runs]).order_by()
    for run, state, count in rows.values_list("run", "state").annotate(count=Count("pk")):
        counts.setdefault(run, {})[state] = count
    return list(ProductImportSerializer(runs, many=True, context={"counts": counts}).data)


def register(router: BaseRouter) -> None:
    router.register("product-imports", ProductImportViewSet, basename="product-imports")
