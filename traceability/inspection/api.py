from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.files import FileNegotiation
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Producer
from traceability.inspection.actions import (
    MAX_DAYS,
    MAX_REASON,
    end_inspection,
    grant_inspection,
    inspector_by,
    look_at,
)
from traceability.inspection.bundle_files import bundle_file, lots_of, parts_of
from traceability.inspection.rules import may_grant_inspection
from traceability.inspection.serializers import InspectionLookSerializer, InspectionSerializer
from traceability.models import Inspection

BIG = 2**31 - 1
# The latest views only.
MOST_LOOKS = 1000


class InspectionWriteSerializer(serializers.Serializer):
    producer = serializers.IntegerField(min_value=1, max_value=BIG)
    inspector = serializers.CharField(max_length=20, help_text="Card number or phone of an account")
    days = serializers.IntegerField(min_value=1, max_value=MAX_DAYS)
    reason = serializers.CharField(
        max_length=MAX_REASON, help_text="The document that authorises it; shown to the producer"
    )


class BundleSerializer(serializers.Serializer):
    lot = serializers.IntegerField(min_value=1, max_value=BIG, required=False, help_text="Default: all lots")
    part = serializers.IntegerField(
        min_value=1,
        max_value=BIG,
        required=False,
        default=1,
        help_text="Page of the bundle of all lots, a thousand lots each",
    )


class InspectionViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List inspections: who may read a producer's records until when; grant and end one, download its bundle.

    Inspectors see their own while they run. The producer's people see all of theirs, and staff see all.
    """

    queryset = Inspection.objects.order_by("-granted_at", "-id")
    serializer_class = InspectionSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        rows = Inspection.objects.visible_to(self.viewer).select_related("producer", "inspector")
        return rows.order_by("-granted_at", "-id")

    @extend_schema(
        request=InspectionWriteSerializer, responses={201: InspectionSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Let an inspector read everything of one producer for some days, as staff.

        The producer is notified.
        """
        actor = self.actor
        if not may_grant_inspection(actor.by):
            raise NotFound
        data = validated(InspectionWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
            fields["producer"] = known(Producer.objects.all(), "producer", pk=fields["producer"])
            fields["inspector"] = inspector_by(fields["inspector"])
            if fields["inspector"] is None:
                raise ValidationError({"inspector": [_("Không có tài khoản nào có số này.")]})
            made = grant_inspection(actor=actor, **fields)
            return Response(InspectionSerializer(made).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(
        request=BundleSerializer, responses={(200, "application/zip"): OpenApiResponse(OpenApiTypes.BINARY)}
    )
    @action(detail=True, methods=["post"], content_negotiation_class=FileNegotiation)
    def bundle(self, request: Request, pk: int) -> HttpResponseBase:
        """Return the bundle of a lot, or of all the producer's lots, to the inspector during the inspection.

        Each download is recorded, and the producer can read that record.
        """
        row = self.get_object()
        data = validated(BundleSerializer, request)
        wanted, part = data.get("lot"), data["part"]
        lot = known(lots_of(row), "lot", pk=wanted) if wanted else None
        if part > parts_of(row):
            raise ValidationError({"part": [_("Không tìm thấy.")]})
        look_at(user=self.actor.by, inspection=row, lot=lot, took_bundle=True)
        name, body = bundle_file(row, lot, part)
        return HttpResponse(
            body,
            content_type="application/zip",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    @extend_schema(responses=InspectionLookSerializer(many=True))
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def looks(self, request: Request, pk: int) -> Response:
        """Return what the inspector viewed, the newest first, at most 1,000."""
        return Response(
            InspectionLookSerializer(self.get_object().looks.order_by("-pk")[:MOST_LOOKS], many=True).data
        )

    @extend_schema(request=None, responses=InspectionSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def end(self, request: Request, pk: int) -> Response:
        """End an inspection early, as staff. A repeated call changes nothing."""
        actor, row = self.actor, self.get_object()
        return Response(InspectionSerializer(end_inspection(actor=actor, inspection=row)).data)


def register(router: BaseRouter) -> None:
    router.register("inspections", InspectionViewSet, basename="inspections")
