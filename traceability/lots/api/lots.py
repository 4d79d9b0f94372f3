from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, Prefetch
from django.db.models.functions import TruncDate
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.files import FileNegotiation
from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from members.rules import require
from products.models import Product
from traceability.legal.actions.passports import passport_document, publish_passport, published_passport
from traceability.legal.gaps import gaps, surfaces_of
from traceability.legal.serializers import GapSerializer, PassportSerializer
from traceability.lots import rules
from traceability.lots.actions import lots
from traceability.lots.api.lot_facts import LotFactActions
from traceability.lots.enums import LotState
from traceability.lots.serializers import (
    LotChangeSerializer,
    LotKeepSerializer,
    LotRenameSerializer,
    LotSerializer,
    LotWriteSerializer,
)
from traceability.models import LabelRun, Lot, RecallReach, Scan
from traceability.recalls.actions import recalls
from traceability.recalls.serializers import RecallEndSerializer, RecallSerializer, RecallWriteSerializer
from traceability.scans.actions.scans import scans_of_lot
from traceability.scans.serializers import ScanSummarySerializer

OPEN_RECALLS = Prefetch(
    "recall_reach",
    RecallReach.objects.filter(ended_at=None)
    .select_related("recall")
    .order_by("recall__started_at", "recall"),
    to_attr="open_reach",
)


class LotFilter(filters.FilterSet):
    product = IdFilter(field_name="product_id")
    producer = IdFilter(field_name="product__producer_id")
    state = filters.ChoiceFilter(choices=LotState.choices)

    class Meta:
        model = Lot
        fields = ["code"]


class LotViewSet(LotFactActions, ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List lots; open, correct, rename, close and recall one.

    Everybody sees lots with a public page: their product was once listed, or they have labels. The lots that
    the caller runs or oversees are always included.
    """

    queryset = Lot.objects.order_by("-id")
    serializer_class = LotSerializer
    filterset_class = LotFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        rows = Lot.objects.visible_to(self.viewer).select_related("product__producer__branch")
        return rows.prefetch_related(OPEN_RECALLS).order_by("-id")

    @extend_schema(request=LotWriteSerializer, responses={201: LotSerializer}, parameters=[IDEMPOTENCY_KEY])
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(LotWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
            products = Product.objects.visible_to(actor.member).select_related("producer")
            fields["product"] = known(products, "product", pk=fields["product"])
            lot = lots.open_lot(actor=actor, **fields)
            return Response(_data(lot), status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=LotChangeSerializer, responses=LotSerializer, parameters=[IDEMPOTENCY_KEY])
    def partial_update(self, request: Request, pk: int) -> Response:
        """Correct the lot while it has no labels; printed paper can't be changed."""
        actor, lot = self.actor, self.get_object()
        changes = validated(LotChangeSerializer, request)
        return answer_once(
            request, lambda: Response(_data(lots.change_lot(actor=actor, lot=lot, changes=changes)))
        )

    @extend_schema(request=LotRenameSerializer, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def rename(self, request: Request, pk: int) -> Response:
        """Give the lot another code, also after its labels were printed.

        The old code keeps leading to this lot.
        """
        actor, lot = self.actor, self.get_object()
        data = validated(LotRenameSerializer, request)
        return Response(_data(lots.rename_lot(actor=actor, lot=lot, **data)))

    @extend_schema(request=LotKeepSerializer, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def keep(self, request: Request, pk: int) -> Response:
        """Set the last day of sale of fresh goods without an expiry date: today, or up to 31 days ahead."""
        actor, lot = self.actor, self.get_object()
        data = validated(LotKeepSerializer, request)
        return Response(_data(lots.keep_lot(actor=actor, lot=lot, **data)))

    @extend_schema(request=None, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def close(self, request: Request, pk: int) -> Response:
        """Close the lot because it is sold out; its labels stay valid."""
        return Response(_data(lots.close_lot(actor=self.actor, lot=self.get_object())))

    @extend_schema(request=None, responses=LotSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def reopen(self, request: Request, pk: int) -> Response:
        """Reopen a closed lot: there is more of it after all."""
        return Response(_data(lots.reopen_lot(actor=self.actor, lot=self.get_object())))

    @extend_schema(request=RecallWriteSerializer, responses={201: RecallSerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def recall(self, request: Request, pk: int) -> Response:
        """Recall the lot, or some labels of it.

        Their pages show the recall from now on; buyers read the reason and the advice.
        """
        actor, lot = self.actor, self.get_object()
        data = validated(RecallWriteSerializer, request)
        if "run" in data:
            data["run"] = known(LabelRun.objects.visible_to(actor.member), "run", pk=data["run"])
        called = recalls.recall_lot(actor=actor, lot=lot, **data)
        return Response(RecallSerializer(called).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=RecallEndSerializer, responses=RecallSerializer)
    @action(detail=True, methods=["post"], url_path="recall/end")
    @idempotent_action
    def end_recall(self, request: Request, pk: int) -> Response:
        """End the recall of the whole lot, as an officer. Recalls of some labels: /recalls/{id}/end/.

        An officer can't end the recall of their own producer's goods.
        """
        actor, lot = self.actor, self.get_object()
        data = validated(RecallEndSerializer, request)
        recall = known(lot.recalls.filter(ended_at=None, run=None), "recall", lot=lot)
        ended = recalls.end_recall(actor=actor, recall=recall, **data)
        return Response(RecallSerializer(ended).data)

    @extend_schema(responses=GapSerializer(many=True), filters=False)
    @action(
        detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated], pagination_class=None
    )
    def gaps(self, request: Request, pk: int) -> Response:
        """Return what the law requires of a lot and the lot lacks, for its label, page, records and passport.

        Only for the lot's people and officers.
        """
        lot = self.get_object()
        require(rules.may_see_history(self.viewer, lot))
        missing = [
            {"surface": surface.value, "gap": gap}
            for surface in surfaces_of(lot)
            for gap in gaps(lot, surface)
        ]
        return Response(GapSerializer(missing, many=True).data)

    @extend_schema(request=None, responses={201: PassportSerializer})
    @action(detail=True, methods=["post"], filter_backends=[], content_negotiation_class=FileNegotiation)
    @idempotent_action
    def passport(self, request: Request, pk: int) -> Response:
        """Publish the lot's digital product passport (Decree 37/2026/NĐ-CP, Art. 32).

        Refused if it is incomplete.
        """
        made = publish_passport(actor=self.actor, lot=self.get_object())
        return Response(PassportSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={(200, "application/ld+json"): OpenApiTypes.OBJECT}, filters=False)
    @passport.mapping.get
    def read_passport(self, request: Request, pk: int) -> Response:
        """Return the last published passport of the lot as JSON-LD, for everybody."""
        if (row := published_passport(pk)) is None:
            raise NotFound
        return Response(passport_document(row), content_type="application/ld+json")

    @extend_schema(responses=ScanSummarySerializer)
    @action(detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated])
    def scans(self, request: Request, pk: int) -> Response:
        """Return how often the lot's labels were scanned, for its people and officers."""
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


def _data(lot: Lot) -> dict[str, Any]:
    return LotSerializer(Lot.objects.prefetch_related(OPEN_RECALLS).get(pk=lot.pk)).data
