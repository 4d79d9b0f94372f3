"""API of the library: documents, their provisions as they read on a day, and the changes between them."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.validation import validated_query
from backend.law.library.models import Change, Document
from backend.law.library.references import Ref
from backend.law.library.serializers import (
    DayQuery,
    LawChangeSerializer,
    LawDocumentOfDaySerializer,
    LawDocumentSerializer,
    LawProvisionSerializer,
    ProvisionsQuery,
    provision_rows,
)
from backend.law.library.standings import standing
from members.access import ActorMixin


class DocumentFilter(filters.FilterSet):
    class Meta:
        model = Document
        fields = ["number", "kind", "state"]


# The content decides the ETag: what an answer says changes with the day, too.
@method_decorator(conditional_page, name="dispatch")
class DocumentViewSet(ActorMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """List the documents of the law library; show one, and its provisions, as they are on a day.

    Answers have an ETag; If-None-Match gets a 304. The source and the day of reading are the operator's: no lawyer
    confirmed them.
    """

    queryset = Document.objects.order_by("number")
    serializer_class = LawDocumentSerializer
    filterset_class = DocumentFilter
    lookup_field = "slug"
    lookup_value_converter = "slug"

    def get_queryset(self) -> Any:
        return Document.objects.visible_to(self.viewer).order_by("number")

    @extend_schema(parameters=[DayQuery], responses=LawDocumentOfDaySerializer)
    def retrieve(self, request: Request, slug: str) -> Response:
        document, day = self.get_object(), _asked(DayQuery, request)["day"]
        context = {"day": day, "standing": standing(document, day)}
        return Response(LawDocumentOfDaySerializer(document, context=context).data)

    @extend_schema(
        operation_id="v1_law_documents_provisions_list",
        parameters=[ProvisionsQuery],
        responses=LawProvisionSerializer(many=True),
        filters=False,
    )
    @action(detail=True, methods=["get"])
    def provisions(self, request: Request, slug: str) -> Response:
        """List a document's provisions in their order, with their words and standing on a day."""
        document, asked = self.get_object(), _asked(ProvisionsQuery, request)
        rows = document.provisions.with_holders().below(document, asked.get("ref", Ref()))
        page = self.paginate_queryset(rows)
        data = provision_rows(document, page or [], asked["day"])
        return self.get_paginated_response(LawProvisionSerializer(data, many=True).data)


class ChangeFilter(filters.FilterSet):
    document = filters.CharFilter(field_name="document__slug", help_text="The slug of the changed document")
    since = filters.DateFilter(
        field_name="from_date", lookup_expr="gte", help_text="In force from this day on"
    )
    recorded_since = filters.IsoDateTimeFilter(
        field_name="recorded_at", lookup_expr="gte", help_text="Recorded in the library from this moment on"
    )

    class Meta:
        model = Change
        fields = ["kind"]


@method_decorator(conditional_page, name="dispatch")
class ChangeViewSet(ActorMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """List what changed in the law, and what will, the last day first. Withdrawn records are left out."""

    queryset = Change.objects.order_by("-from_date", "-id")
    serializer_class = LawChangeSerializer
    filterset_class = ChangeFilter

    def get_queryset(self) -> Any:
        rows = Change.objects.visible_to(self.viewer)
        return rows.select_related("document", "provision", "by_document").order_by("-from_date", "-id")


def _asked(query: type[DayQuery], request: Request) -> dict[str, Any]:
    """Return the valid parameters of the request, `day` always. Raises ValidationError."""
    return {"day": timezone.localdate(), **validated_query(query, request)}


def register(router: BaseRouter) -> None:
    router.register("law/documents", DocumentViewSet, basename="law-documents")
    router.register("law/changes", ChangeViewSet, basename="law-changes")
