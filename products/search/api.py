from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from products.search.ordering import orderings


class OrderingSerializer(serializers.Serializer):
    """A way of ordering the list. `key` is the value of `?xep=`; `criteria` are in order of precedence."""

    key = serializers.CharField()
    # A field, as in every serializer; the base class has an attribute of this name.
    label = serializers.CharField()  # type: ignore[assignment]
    is_default = serializers.BooleanField()
    criteria = serializers.ListField(child=serializers.CharField())


class RankingViewSet(viewsets.GenericViewSet):
    """List the ways of ordering the list of products, with their criteria (Law 122/2025/QH15).

    Nobody can pay for a place.
    """

    serializer_class = OrderingSerializer
    pagination_class = None
    filter_backends: list = []

    @extend_schema(responses=OrderingSerializer(many=True))
    def list(self, request: Request) -> Response:
        return Response(OrderingSerializer(orderings(), many=True).data)


def register(router: BaseRouter) -> None:
    router.register("ranking", RankingViewSet, basename="ranking")
