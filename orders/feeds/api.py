"""API of catalogues: their addresses, and for each product which ones show it or why they leave it out."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, permissions, serializers, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.filters import IdFilter
from members.access import ActorMixin
from orders.feeds.channels import CHANNELS
from orders.feeds.files import MAX_AGE, feed_address
from orders.feeds.product_status import EVERYWHERE, standing_of
from orders.shops.rules import may_sell
from products.models import Producer, Product

KEYS = [channel.key for channel in CHANNELS.values()]


class ChannelSerializer(serializers.Serializer):
    key = serializers.CharField(help_text="google, facebook, tiktok")
    name = serializers.CharField()
    address = serializers.URLField(
        help_text=f"The feed of all producers; HTTP caches store it for {MAX_AGE} seconds"
    )


class ChannelShownSerializer(serializers.Serializer):
    channel = serializers.CharField(help_text="A key of addresses/")
    count = serializers.IntegerField(help_text="Number of offers in the feed")


class LeftOutOfChannelsSerializer(serializers.Serializer):
    """A reason why catalogues leave out a product, or one of its offers (`label`).

    `why` is a sentence for the seller.
    """

    # A field, as in every serializer; the base class has an attribute of this name.
    label = serializers.CharField(allow_blank=True)  # type: ignore[assignment]
    why = serializers.CharField()
    channels = serializers.ListField(child=serializers.CharField(), help_text="Keys of addresses/")


class ProductChannelsSerializer(serializers.Serializer):
    product = serializers.IntegerField()
    name = serializers.CharField()
    producer = serializers.IntegerField()
    shown = ChannelShownSerializer(many=True)
    left_out = LeftOutOfChannelsSerializer(many=True)


class ChannelProductFilter(filters.FilterSet):
    producer = IdFilter(field_name="producer_id")

    class Meta:
        model = Product
        fields: list[str] = []


class ProductChannelViewSet(ActorMixin, mixins.ListModelMixin, viewsets.GenericViewSet):
    """List the listed products that the caller sells or oversees, with the catalogues that show each."""

    queryset = Product.objects.order_by("name", "id")
    serializer_class = ProductChannelsSerializer
    filterset_class = ChannelProductFilter
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self) -> Any:
        rows = (
            Product.objects.handled_by(self.viewer)
            .listed()
            .select_related("producer__shop", "producer__unit")
        )
        return rows.prefetch_related("offers").order_by("name", "id")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ProductChannelsSerializer(_rows(page or []), many=True).data)

    @extend_schema(responses=ChannelSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def addresses(self, request: Request) -> Response:
        """Return the address of each platform's catalogue of all goods."""
        return Response(_addresses(None))

    @extend_schema(
        operation_id="v1_product_channels_addresses_of_list",
        responses=ChannelSerializer(many=True),
        filters=False,
    )
    @action(
        detail=False,
        methods=["get"],
        url_path="addresses/<int:producer>",
        pagination_class=None,
        filter_backends=[],
    )
    def addresses_of(self, request: Request, producer: int) -> Response:
        """Return the addresses of each platform's catalogue of one producer's goods.

        404 unless the caller sells for the producer or helps it as an officer.
        """
        row = Producer.objects.filter(pk=producer).first()
        if row is None or not may_sell(self.viewer, row):
            raise NotFound
        return Response(_addresses(row))


def _addresses(producer: Producer | None) -> Any:
    rows = [
        {"key": channel.key, "name": channel.name, "address": feed_address(channel, producer)}
        for channel in CHANNELS.values()
    ]
    return ChannelSerializer(rows, many=True).data


def _rows(products: list[Product]) -> list[dict[str, Any]]:
    standing = standing_of(products)
    left: dict[int, list[dict[str, Any]]] = defaultdict(list)
    keys = {channel.name: channel.key for channel in CHANNELS.values()}
    for row in standing.left_out:
        for why, names in row.reasons:
            channels = KEYS if names == EVERYWHERE else [keys[name] for name in names]
            left[row.product_id].append({"label": row.label, "why": why, "channels": channels})
    return [
        {
            "product": product.pk,
            "name": product.name,
            "producer": product.producer_id,
            "shown": [
                {"channel": channel.key, "count": standing.by_product.get((product.pk, name), 0)}
                for name, channel in CHANNELS.items()
            ],
            "left_out": left[product.pk],
        }
        for product in products
    ]


def register(router: BaseRouter) -> None:
    router.register("product-channels", ProductChannelViewSet, basename="product-channels")
