"""API of a producer's Stripe account, for the producer's people."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import answer_once, answers_once, idempotent_action
from backend.common.api.schema import ErrorResponseSerializer
from backend.common.api.validation import validated
from members.access import ActorMixin
from orders.orders.rules import may_handle
from orders.payments.connection_viewset import ConnectionViewSet
from orders.payments.ways.card.accounts import is_unions, takes_cards
from orders.payments.ways.card.actions import accounts as card_accounts
from orders.payments.ways.card.actions.payments import open_card_page
from orders.payments.ways.card.actions.refunds import ask_refund, send_refund
from orders.payments.ways.card.enums import RefundState
from orders.payments.ways.card.models import CardAccount, CardRefund
from orders.payments.ways.card.serializers import CardPageSerializer, CardRefundSerializer


class CardAccountSerializer(serializers.ModelSerializer):
    """A producer's card account. Its keys can't be read; `takes_cards` is true if buyers can pay by card.

    `is_unions`: the Union's account is used.
    """

    address = serializers.SerializerMethodField(
        help_text="Address for the webhook at Stripe; empty until it was requested"
    )
    takes_cards = serializers.SerializerMethodField()
    is_unions = serializers.SerializerMethodField()

    class Meta:
        model = CardAccount
        fields = ["producer", "address", "takes_cards", "is_unions", "heard_at", "refused_at", "closed_at"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_address(self, account: CardAccount) -> str:
        return settings.PUBLIC_ORIGIN + reverse("orders:card-hook", args=[account.ref]) if account.pk else ""

    def get_takes_cards(self, account: CardAccount) -> bool:
        return account.producer is not None and takes_cards(account.producer)

    def get_is_unions(self, account: CardAccount) -> bool:
        return account.producer is not None and is_unions(account.producer)


class CardKeysSerializer(serializers.Serializer):
    key = serializers.CharField(
        max_length=card_accounts.LONGEST,
        write_only=True,
        help_text="The secret or restricted key; never returned by the API",
    )
    signing = serializers.CharField(
        max_length=card_accounts.LONGEST,
        write_only=True,
        help_text="The webhook's signing secret; never returned by the API",
    )


class CardAccountViewSet(ConnectionViewSet):
    """Connect a producer's Stripe account, read its state, and stop taking cards; for the producer's people.

    The address has the producer's id.
    """

    serializer_class = CardAccountSerializer
    connection = CardAccount

    @extend_schema(responses=CardAccountSerializer)
    def retrieve(self, request: Request, producer: int) -> Response:
        """Return whether buyers can pay by card.

        Also return the times of Stripe's last event and of the last wrong signature.
        """
        return self.respond_with(self.get_object())

    @extend_schema(request=None, responses=CardAccountSerializer)
    @action(detail=True, methods=["post"], url_path="open")
    @idempotent_action
    def open_account(self, request: Request, producer: int) -> Response:
        """Return the card account, and create it with its address for Stripe's messages if there is none."""
        return self.do(card_accounts.open_card_account)

    @extend_schema(
        request=CardKeysSerializer,
        responses={200: CardAccountSerializer, **dict.fromkeys((502, 503), ErrorResponseSerializer)},
    )
    @action(detail=True, methods=["put"])
    @answers_once
    def keys(self, request: Request, producer: int) -> Response:
        """Store both keys; they replace earlier ones.

        400 `key_of_another_account` if a payment or a refund is under way at the former account. 503 if
        Stripe can't be asked about that.
        """
        seller = self.get_object()
        data = validated(CardKeysSerializer, request)
        # Before anything is locked, the key of the request too.
        asked = card_accounts.ask_about_key(producer=seller, key=data["key"])
        keep = partial(card_accounts.set_card_keys, asked=asked)
        return answer_once(request, lambda: self.do(keep, CardKeysSerializer))

    @extend_schema(request=None, responses=CardAccountSerializer)
    @action(detail=True, methods=["post"], url_path="close")
    @idempotent_action
    def close_account(self, request: Request, producer: int) -> Response:
        """Stop taking cards. Payments stay.

        The keys are deleted once no page is open, no refund is under way and no paid order can be cancelled.
        """
        return self.do(card_accounts.close_card_account)


class BoughtOrderActions:
    """The payment page of an order, at the buyer's address of the order."""

    get_object: Any

    @extend_schema(
        request=None,
        responses={200: CardPageSerializer, **dict.fromkeys((502, 503), ErrorResponseSerializer)},
    )
    @action(detail=True, methods=["post"])
    def card(self, request: Request, ref: Any) -> Response:
        """Return the address of the page at Stripe to pay this order: the same one while that page is open.

        409 if the order can't be paid by card, or no longer. 502 if Stripe refuses.
        503 if Stripe can't be reached; it may be tried again later.
        """
        return Response(CardPageSerializer({"url": open_card_page(order=self.get_object())}).data)


class OrderActions(ActorMixin):
    """The refunds to an order's card, at the order's address."""

    get_object: Any

    @extend_schema(request=None, responses={201: CardRefundSerializer(many=True)})
    @action(detail=True, methods=["post"], url_path="card-refunds", pagination_class=None, filter_backends=[])
    @answers_once
    def give_back_to_card(self, request: Request, number: str) -> Response:
        """Refund the card: all of a cancelled or returned order, or what was paid above its price.

        The refund is requested here, then sent to Stripe. If Stripe can't be reached now, it is sent later.
        409 if nothing is to be refunded.
        """
        actor, order = self.actor, self.get_object()

        def ask() -> Response:
            asked = ask_refund(actor=actor, order=order)
            return Response(CardRefundSerializer(asked, many=True).data, status=status.HTTP_201_CREATED)

        response = answer_once(request, ask)
        mine = {"payment__order": order, "number": None, "state": RefundState.ASKED}
        for each in CardRefund.objects.filter(**mine) if may_handle(self.viewer, order) else ():
            send_refund(each)
        return response

    @extend_schema(responses=CardRefundSerializer(many=True))
    @give_back_to_card.mapping.get
    def card_refunds(self, request: Request, number: str) -> Response:
        """Return the refunds to the card, in any state, oldest first; for the producer's people."""
        order = self.get_object()
        if not may_handle(self.viewer, order):
            raise NotFound
        rows = CardRefund.objects.filter(payment__order=order).order_by("pk")
        return Response(CardRefundSerializer(rows, many=True).data)


def register(router: BaseRouter) -> None:
    router.register("card-accounts", CardAccountViewSet, basename="card-accounts")
