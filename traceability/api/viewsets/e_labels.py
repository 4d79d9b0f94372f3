from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.idempotency import idempotent_action
from members.api.access import ActorMixin
from products.models import Producer, Product
from traceability.actions.passports import switch_e_label
from traceability.models import ELabel


class ELabelTimeSerializer(serializers.ModelSerializer):
    class Meta:
        model = ELabel
        fields = ["since", "until"]
        read_only_fields = fields


class ELabelSerializer(serializers.Serializer):
    """Whether what a scan of the product opens is its label, and when it was."""

    product = serializers.IntegerField(source="pk")
    is_on = serializers.SerializerMethodField()
    times = serializers.SerializerMethodField()

    def get_is_on(self, product: Product) -> bool:
        return any(one.until is None for one in product.e_labels.all())

    @extend_schema_field(ELabelTimeSerializer(many=True))
    def get_times(self, product: Product) -> Any:
        rows = sorted(product.e_labels.all(), key=lambda one: one.pk)
        return ELabelTimeSerializer(rows, many=True).data


class ELabelViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """Electronic labels (Decree 37/2026/NĐ-CP, Art. 52-55) of her products and those she oversees, by the product's id."""

    queryset = Product.objects.order_by("-id")
    serializer_class = ELabelSerializer
    permission_classes = [permissions.IsAuthenticated]
    filter_backends: list[Any] = []
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        hers = Producer.objects.handled_by(self.viewer).values("pk")
        return Product.objects.filter(producer__in=hers).prefetch_related("e_labels").order_by("-id")

    @extend_schema(request=None, responses=ELabelSerializer)
    @action(detail=True, methods=["post"], url_path="on")
    @idempotent_action
    def switch_on(self, request: Request, pk: int) -> Response:
        """A scan opens the label from now on. Refused (409) with the list of what every label must say, each with its article."""
        return self._switched(is_on=True)

    @extend_schema(request=None, responses=ELabelSerializer)
    @action(detail=True, methods=["post"], url_path="off")
    @idempotent_action
    def switch_off(self, request: Request, pk: int) -> Response:
        """Labels that are made from now on say so; those that are out stay e-labels."""
        return self._switched(is_on=False)

    def _switched(self, *, is_on: bool) -> Response:
        product = self.get_object()
        switch_e_label(actor=self.actor, product=product, is_on=is_on)
        return Response(ELabelSerializer(self.get_queryset().get(pk=product.pk)).data)
