from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import valid_serializer
from members.access import ActorMixin
from orders.models import Offer
from orders.orders.stock import stock_of
from orders.shops.actions import shops
from orders.shops.filters import OfferFilter
from orders.shops.offer_serializers import OfferChangeSerializer, OfferSerializer, OfferWriteSerializer
from products.models import Product


class OfferViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List and read offers; create, replace and close them for producers that the caller may sell for.

    Everybody reads the offers on sale. The caller also reads all other offers of these producers.
    """

    # A repeated request without a key could be done twice.
    requires_key = True
    queryset = Offer.objects.order_by("id")
    serializer_class = OfferSerializer
    filterset_class = OfferFilter
    lookup_value_converter = "int"

    def get_queryset(self):
        rows = Offer.objects.visible_to(self.viewer).select_related("product__producer__branch")
        return rows.prefetch_related("breaks").order_by("id")

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(_data(page or []))

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return Response(_data([self.get_object()])[0])

    @extend_schema(
        request=OfferWriteSerializer, responses={201: OfferSerializer}, parameters=[IDEMPOTENCY_KEY]
    )
    def create(self, request: Request) -> Response:
        """Create an offer, as one of the producer's people or a helping officer."""
        actor = self.actor
        data = valid_serializer(OfferWriteSerializer, request)

        def make() -> Response:
            fields = data.arguments()
            products = Product.objects.visible_to(actor.member).select_related("producer")
            fields["product"] = known(products, "product", pk=fields["product"])
            offer = shops.save_offer(actor=actor, **fields)
            return Response(_data([offer])[0], status=status.HTTP_201_CREATED)

        return answer_once(request, make)

    @extend_schema(request=OfferChangeSerializer, responses=OfferSerializer, parameters=[IDEMPOTENCY_KEY])
    def update(self, request: Request, pk: int) -> Response:
        """Replace the whole offer, and open it if it was closed. Orders keep their texts and prices."""
        actor, offer = self.actor, self.get_object()
        data = valid_serializer(OfferChangeSerializer, request)

        def change() -> Response:
            saved = shops.save_offer(actor=actor, product=offer.product, offer=offer, **data.arguments())
            return Response(_data([self.get_queryset().get(pk=saved.pk)])[0])

        return answer_once(request, change)

    @extend_schema(request=None, responses=OfferSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def close(self, request: Request, pk: int) -> Response:
        """Take the offer off sale; existing orders continue."""
        closed = shops.close_offer(actor=self.actor, offer=self.get_object())
        return Response(_data([closed])[0])


def _data(offers: Sequence[Offer]) -> list[dict[str, Any]]:
    """Return the serialized `offers`, with the stock of all their products from one call."""
    stock = stock_of({offer.product_id for offer in offers})
    return list(OfferSerializer(offers, many=True, context={"stock": stock}).data)


def register(router: BaseRouter) -> None:
    router.register("offers", OfferViewSet, basename="offers")
