from __future__ import annotations

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from backend.common.api.validation import validated
from members.access import ActorMixin
from orders.errors import NotAllowed
from orders.models import Shop
from orders.shops.actions import areas, shops, stops
from orders.shops.actions.delivery import DeliveryAnswer, answer_delivery, set_delivery
from orders.shops.rules import may_set_account
from orders.shops.serializers import (
    AccountSerializer,
    AreaRemoveSerializer,
    AreaWriteSerializer,
    DeliveryAnswerSerializer,
    DeliverySerializer,
    ElsewhereSerializer,
    LiftSerializer,
    PauseSerializer,
    ShopSerializer,
    StopSerializer,
)
from products.models import Producer


class ShopViewSet(ActorMixin, viewsets.GenericViewSet):
    """Read how a producer sells, and change it: delivery and its areas, bank account, pauses and sales stops.

    The address has the producer's id. Everybody may read it, except for the bank account.
    """

    # A repeated request without a key could be done twice.
    requires_key = True
    queryset = Producer.objects.order_by("id")
    serializer_class = ShopSerializer
    pagination_class = None
    lookup_url_kwarg = "producer"
    lookup_value_converter = "int"

    def get_queryset(self):
        return Producer.objects.visible_to(self.viewer).select_related("branch").order_by("id")

    @extend_schema(responses=ShopSerializer)
    def retrieve(self, request: Request, producer: int) -> Response:
        return _answer(shops.shop_of(self.get_object()))

    @extend_schema(request=DeliverySerializer, responses=ShopSerializer)
    @action(detail=True, methods=["put"])
    @idempotent_action
    def delivery(self, request: Request, producer: int) -> Response:
        """Replace the whole delivery settings, as one of the producer's people or a helping officer.

        The first time, it answers the delivery question, and requires `takes_cash`, and with `delivers` also
        `delivery_fee` and `delivers_elsewhere`.
        """
        actor, seller = self.actor, self.get_object()
        data = validated(DeliverySerializer, request)
        return _answer(set_delivery(actor=actor, producer=seller, **data))

    @extend_schema(request=DeliveryAnswerSerializer, responses=ShopSerializer)
    @action(detail=True, methods=["put"], url_path="delivery-answer")
    @idempotent_action
    def delivery_answer(self, request: Request, producer: int) -> Response:
        """Answer the delivery question: nothing of the producer can be ordered before.

        `delivery` answers it, too.
        """
        actor, seller = self.actor, self.get_object()
        answer = DeliveryAnswer(**validated(DeliveryAnswerSerializer, request))
        return _answer(answer_delivery(actor=actor, producer=seller, answer=answer))

    @extend_schema(request=AreaWriteSerializer, responses=ShopSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def areas(self, request: Request, producer: int) -> Response:
        """Set the delivery fee to a commune or a province; a repeated call replaces the fee."""
        actor, seller = self.actor, self.get_object()
        data = validated(AreaWriteSerializer, request)
        areas.save_area(actor=actor, producer=seller, **data)
        return _answer(shops.shop_of(seller))

    @extend_schema(request=AreaRemoveSerializer, responses=ShopSerializer)
    @action(detail=True, methods=["post"], url_path="remove-area")
    @idempotent_action
    def remove_area(self, request: Request, producer: int) -> Response:
        actor, seller = self.actor, self.get_object()
        data = validated(AreaRemoveSerializer, request)
        areas.remove_area(actor=actor, producer=seller, **data)
        return _answer(shops.shop_of(seller))

    @extend_schema(request=ElsewhereSerializer, responses=ShopSerializer)
    @action(detail=True, methods=["put"])
    @idempotent_action
    def elsewhere(self, request: Request, producer: int) -> Response:
        """Set whether the producer also delivers outside the named areas, for the shop's own fee."""
        actor, seller = self.actor, self.get_object()
        data = validated(ElsewhereSerializer, request)
        return _answer(areas.set_elsewhere(actor=actor, producer=seller, **data))

    @extend_schema(request=PauseSerializer, responses=ShopSerializer)
    @action(detail=True, methods=["put"])
    @idempotent_action
    def pause(self, request: Request, producer: int) -> Response:
        """Pause sales until the end of a day. Nothing can be ordered meanwhile. null ends the pause."""
        actor, seller = self.actor, self.get_object()
        data = validated(PauseSerializer, request)
        return _answer(shops.pause_shop(actor=actor, producer=seller, **data))

    @extend_schema(request=StopSerializer, responses=ShopSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def stop(self, request: Request, producer: int) -> Response:
        """Stop new orders five days from now, or at once if `authority` names who demands it. Staff only."""
        actor, seller = self.actor, self.get_object()
        data = validated(StopSerializer, request)
        stops.stop_sales(actor=actor, producer=seller, **data)
        return _answer(shops.shop_of(seller))

    @extend_schema(request=LiftSerializer, responses=ShopSerializer)
    @action(detail=True, methods=["post"], url_path="lift-stop")
    @idempotent_action
    def lift(self, request: Request, producer: int) -> Response:
        """Lift the sales stop. Staff only."""
        actor, seller = self.actor, self.get_object()
        data = validated(LiftSerializer, request)
        stops.lift_stop(actor=actor, producer=seller, **data)
        return _answer(shops.shop_of(seller))

    @extend_schema(request=AccountSerializer, responses={204: None})
    @action(detail=True, methods=["put"])
    @idempotent_action
    def account(self, request: Request, producer: int) -> Response:
        """Set the account for transfers. Only the producer's people may.

        The response, which is stored, omits the number.
        """
        actor, seller = self.actor, self.get_object()
        data = validated(AccountSerializer, request)
        shops.set_account(actor=actor, producer=seller, **data)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=AccountSerializer)
    @account.mapping.get
    def show_account(self, request: Request, producer: int) -> Response:
        """Return the account for transfers, for the producer's people only."""
        actor, seller = self.actor, self.get_object()
        if not may_set_account(actor.member, seller):
            raise NotAllowed(_("Chỉ người của nơi sản xuất xem được tài khoản nhận tiền."))
        return Response(AccountSerializer(shops.shop_of(seller)).data)


def _answer(shop: Shop) -> Response:
    return Response(ShopSerializer(shop).data)


def register(router: BaseRouter) -> None:
    router.register("shops", ShopViewSet, basename="shops")
