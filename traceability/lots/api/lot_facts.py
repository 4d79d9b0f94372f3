"""API of a lot's genealogy and exports, in addition to its row."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.schema import ErrorResponseSerializer
from traceability.events.actions.stock import Stock
from traceability.exports.files import PROFILES, export_of
from traceability.genealogy.picture import genealogy_of, listed
from traceability.genealogy.weighings import Weighing, weighings_of
from traceability.lots.rules import may_see_history
from traceability.models import Lot, LotEdge


class RelatedLotSerializer(serializers.ModelSerializer):
    product_name = serializers.CharField(
        source="public_name", help_text="The public name, as last approved by an officer"
    )
    producer_name = serializers.CharField(source="product.producer.name")

    class Meta:
        model = Lot
        fields = ["id", "code", "product", "product_name", "producer_name", "quantity", "unit"]
        read_only_fields = fields


class EdgeSerializer(serializers.Serializer):
    # A field, as in every serializer; the base class has an attribute of this name.
    source = serializers.IntegerField(help_text="The input lot")  # type: ignore[assignment]
    target = serializers.IntegerField(help_text="The output lot")


class WeighingSerializer(serializers.Serializer):
    """One transformation of the lot, in kilograms as far as known."""

    inputs = serializers.SerializerMethodField()
    outputs = serializers.SerializerMethodField()
    unweighed = serializers.SerializerMethodField(help_text="Lots whose quantity is not a weight")
    kilograms_in = serializers.DecimalField(source="into", max_digits=None, decimal_places=3)
    kilograms_out = serializers.DecimalField(source="out", max_digits=None, decimal_places=3)
    percent = serializers.IntegerField(help_text="The most kilograms of output from 100 kg of input")
    kilograms_most = serializers.DecimalField(
        source="most",
        max_digits=None,
        decimal_places=3,
        allow_null=True,
        help_text="Null if not all inputs are weighed",
    )

    def get_inputs(self, one: Weighing) -> list[int]:
        return [lot.pk for lot in one.inputs]

    def get_outputs(self, one: Weighing) -> list[int]:
        return [lot.pk for lot in one.outputs]

    def get_unweighed(self, one: Weighing) -> list[int]:
        return [lot.pk for lot in one.unweighed]


class GenealogySerializer(serializers.Serializer):
    lot = serializers.IntegerField()
    left = serializers.DecimalField(
        max_digits=None,
        decimal_places=3,
        allow_null=True,
        help_text="Remaining amount (not used, packed, lost or sold), in the lot's unit",
    )
    sold = serializers.DecimalField(
        max_digits=None,
        decimal_places=3,
        help_text="Amount packed for orders, in the lot's unit; events can't use it",
    )
    before = RelatedLotSerializer(
        many=True, help_text="Lots that it was made from, over any number of steps; at most the nearest 100"
    )
    after = RelatedLotSerializer(
        many=True, help_text="Lots that were made from it, over any number of steps; at most the nearest 100"
    )
    before_count = serializers.IntegerField(min_value=0)
    after_count = serializers.IntegerField(min_value=0)
    edges = EdgeSerializer(many=True, help_text="Pairs of these lots, input and output of one step")
    transformations = WeighingSerializer(
        many=True, help_text="Transformations with it as input or output; at most the latest 20"
    )
    transformation_count = serializers.IntegerField(min_value=0)


class LotFactActions:
    """Endpoints for a lot's genealogy and export files.

    Only people who may see the lot's history can read them; others get 404.
    """

    viewer: Any
    get_object: Any

    @extend_schema(responses=GenealogySerializer)
    @action(detail=True, methods=["get"], permission_classes=[permissions.IsAuthenticated])
    def genealogy(self, request: Request, pk: int) -> Response:
        """Return the lot's ingredients and the lots made from it, with the kg of its transformations."""
        lot = self._readable_lot()
        before, after = genealogy_of(lot)
        near_before, near_after = listed(lot, before, after)
        transformations, transformation_count = weighings_of(lot)
        lot_ids = [lot.pk, *(one.pk for one in (*near_before, *near_after))]
        edges = LotEdge.objects.filter(source__in=lot_ids, target__in=lot_ids)
        stock = Stock({lot.pk: lot})
        data = {
            "lot": lot.pk,
            "left": stock.remaining_for(lot, None),
            "sold": stock.sold(lot),
            "before": near_before,
            "after": near_after,
            "before_count": len(before),
            "after_count": len(after),
            "edges": [
                {"source": source, "target": target}
                for source, target in edges.order_by("source", "target")
                .values_list("source", "target")
                .distinct()
            ],
            "transformations": transformations,
            "transformation_count": transformation_count,
        }
        return Response(GenealogySerializer(data).data)

    @extend_schema(
        operation_id="v1_lots_export",
        responses={
            200: OpenApiResponse(OpenApiTypes.OBJECT, description="By the profile's published schema"),
            409: ErrorResponseSerializer,
        },
        filters=False,
    )
    @action(
        detail=True,
        methods=["get"],
        url_path="exports/<slug:name>",
        filter_backends=[],
        permission_classes=[permissions.IsAuthenticated],
    )
    def export(self, request: Request, pk: int, name: str) -> Response:
        """Return the lot's data as a file in the format of an export profile (/export-profiles/).

        Nothing is sent to the target system. 409 with the list of missing data.
        """
        lot = self._readable_lot()
        if name not in PROFILES:
            raise NotFound
        return Response(export_of(PROFILES[name], lot, made_at=timezone.now()))

    def _readable_lot(self) -> Lot:
        """Return the lot of the URL. Raises NotFound if the caller may not see its history."""
        lot: Lot = self.get_object()
        if not may_see_history(self.viewer, lot):
            raise NotFound
        return lot


class ExportProfileSerializer(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    document = serializers.CharField(help_text="The decree that names the fields")
    note = serializers.CharField(help_text="What is known, and not known, about the target system")
    is_own_choice = serializers.BooleanField(
        help_text="True if no source names the system's fields, so Piêu chose them"
    )
    schema_url = serializers.CharField(help_text="JSON Schema 2020-12 of its files")


class ExportProfileViewSet(viewsets.ViewSet):
    """List the formats in which a lot's data can be exported.

    Piêu is not connected to any of their target systems.
    """

    serializer_class = ExportProfileSerializer

    @extend_schema(responses=ExportProfileSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(ExportProfileSerializer(PROFILES.values(), many=True).data)


def register(router: BaseRouter) -> None:
    router.register("export-profiles", ExportProfileViewSet, basename="export-profiles")
