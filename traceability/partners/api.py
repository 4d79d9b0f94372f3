"""API of grants to partners' software, which may send or query events of a producer's lots."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Producer, Product
from traceability.models import EpcisGrant
from traceability.partners.actions import end_grant, grant_partner

BIG = 2**31 - 1


class PartnerGrantSerializer(serializers.ModelSerializer):
    partner_code = serializers.UUIDField(source="partner.ref", read_only=True)

    class Meta:
        model = EpcisGrant
        fields = [
            "id", "producer", "product", "partner_code", "may_capture", "may_query", "granted_at", "ended_at",
        ]  # fmt: skip
        read_only_fields = fields


class PartnerGrantWriteSerializer(serializers.Serializer):
    producer = serializers.IntegerField(min_value=1, max_value=BIG)
    product = serializers.IntegerField(
        min_value=1, max_value=BIG, required=False, help_text="Default: all of the producer's products"
    )
    partner_code = serializers.CharField(max_length=40, help_text="The partner provides it")
    may_capture = serializers.BooleanField(required=False, default=False)
    may_query = serializers.BooleanField(required=False, default=False)


class PartnerGrantViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List grants to partners' software, also ended ones; give and end one.

    The caller sees the grants of producers that they run or oversee, and the grants to themselves.
    """

    queryset = EpcisGrant.objects.order_by("-id")
    serializer_class = PartnerGrantSerializer
    permission_classes = [permissions.IsAuthenticated]
    filter_backends: list[Any] = []
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        return (
            EpcisGrant.objects.visible_to(self.viewer).select_related("producer", "partner").order_by("-id")
        )

    @extend_schema(
        request=PartnerGrantWriteSerializer,
        responses={201: PartnerGrantSerializer},
        parameters=[IDEMPOTENCY_KEY],
    )
    def create(self, request: Request) -> Response:
        actor = self.actor
        data = validated(PartnerGrantWriteSerializer, request)

        def make() -> Response:
            fields = dict(data)
            fields["producer"] = known(
                Producer.objects.handled_by(actor.member), "producer", pk=fields["producer"]
            )
            if "product" in fields:
                products = Product.objects.visible_to(actor.member)
                fields["product"] = known(products, "product", pk=fields["product"])
            made = grant_partner(actor=actor, **fields)
            return Response(PartnerGrantSerializer(made).data, status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=None, responses=PartnerGrantSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def end(self, request: Request, pk: int) -> Response:
        """End a grant at once, so that the partner's software has no access.

        A repeated call changes nothing.
        """
        return Response(PartnerGrantSerializer(end_grant(actor=self.actor, grant=self.get_object())).data)


def register(router: BaseRouter) -> None:
    router.register("partner-grants", PartnerGrantViewSet, basename="partner-grants")
