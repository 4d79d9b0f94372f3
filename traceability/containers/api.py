from __future__ import annotations

from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Producer
from traceability.containers.actions.cartons import MOST_CARTONS, pack_cartons, unpack_carton
from traceability.models import Container, ContainerLot, Lot

BIG = 2**31 - 1


class CartonContentSerializer(serializers.ModelSerializer):
    unit = serializers.CharField(source="lot.unit")

    class Meta:
        model = ContainerLot
        fields = ["lot", "quantity", "unit"]
        read_only_fields = fields


class ContainerSerializer(serializers.ModelSerializer):
    uri = serializers.CharField(source="address", read_only=True)
    contents = CartonContentSerializer(many=True, read_only=True)

    class Meta:
        model = Container
        fields = ["id", "producer", "uri", "is_pallet", "parent", "created_at", "contents"]
        read_only_fields = fields


class CartonPackSerializer(serializers.Serializer):
    lot = serializers.IntegerField(min_value=1, max_value=BIG)
    quantity = serializers.DecimalField(
        max_digits=10, decimal_places=3, min_value=0, help_text="Amount in each carton, in the lot's unit"
    )
    count = serializers.IntegerField(min_value=1, max_value=MOST_CARTONS, required=False, default=1)


class ContainerFilter(filters.FilterSet):
    producer = IdFilter(field_name="producer_id")
    lot = IdFilter(field_name="contents__lot_id", help_text="Containers that hold this lot now")
    is_pallet = filters.BooleanFilter()

    class Meta:
        model = Container
        fields: list[str] = []


class ContainerViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List cartons and pallets with their present contents; pack a lot into cartons, unpack a carton.

    Only containers of producers that the caller runs or oversees are listed.
    """

    queryset = Container.objects.order_by("-id")
    serializer_class = ContainerSerializer
    filterset_class = ContainerFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        producers = Producer.objects.handled_by(self.viewer).values("pk")
        rows = Container.objects.filter(producer__in=producers).select_related("producer")
        return rows.prefetch_related("contents__lot").order_by("-id")

    @extend_schema(
        request=CartonPackSerializer,
        responses={201: ContainerSerializer(many=True)},
        parameters=[IDEMPOTENCY_KEY],
        filters=False,
    )
    def create(self, request: Request) -> Response:
        """Pack a lot into new cartons, by an AggregationEvent each.

        Refused if too little of the lot is left.
        """
        actor = self.actor
        data = validated(CartonPackSerializer, request)

        def make() -> Response:
            fields = dict(data)
            lots = Lot.objects.visible_to(actor.member).select_related("product__producer")
            fields["lot"] = known(lots, "lot", pk=fields["lot"])
            made = pack_cartons(actor=actor, **fields)
            rows = self.get_queryset().filter(pk__in=[one.pk for one in made]).order_by("id")
            return Response(ContainerSerializer(rows, many=True).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses=ContainerSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def open(self, request: Request, pk: int) -> Response:
        """Unpack the whole carton by an AggregationEvent DELETE. An empty carton changes nothing."""
        carton = self.get_object()
        unpack_carton(actor=self.actor, container=carton)
        return Response(ContainerSerializer(self.get_queryset().get(pk=carton.pk)).data)


def register(router: BaseRouter) -> None:
    router.register("containers", ContainerViewSet, basename="containers")
