"""API of a producer's bank feed, for the producer's people."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import BaseRouter

from backend.common.api.idempotency import idempotent_action
from orders.bank.actions import feeds as bank_feeds
from orders.bank.enums import FeedForm
from orders.models import BankFeed
from orders.payments.connection_viewset import ConnectionViewSet


class BankFeedSerializer(serializers.ModelSerializer):
    """A bank feed. Its key can't be read; `is_connected` is true if it has one."""

    address = serializers.SerializerMethodField(
        help_text="Address that the service posts to; empty until it was requested"
    )
    form = serializers.ChoiceField(choices=FeedForm.choices, read_only=True)
    is_connected = serializers.SerializerMethodField()

    class Meta:
        model = BankFeed
        fields = ["producer", "address", "form", "is_connected", "heard_at", "refused_at"]
        read_only_fields = fields

    @extend_schema_field(OpenApiTypes.STR)
    def get_address(self, feed: BankFeed) -> str:
        return settings.PUBLIC_ORIGIN + reverse("orders:bank-hook", args=[feed.ref]) if feed.pk else ""

    def get_is_connected(self, feed: BankFeed) -> bool:
        return bool(feed.sealed_secret)


class BankFeedKeySerializer(serializers.Serializer):
    form = serializers.ChoiceField(choices=FeedForm.choices)
    secret = serializers.CharField(
        max_length=bank_feeds.LONGEST_SECRET,
        write_only=True,
        help_text="The secret, as the service shows it once; never returned by the API",
    )


class BankFeedViewSet(ConnectionViewSet):
    """Connect a producer's bank feed, read its state and disconnect it; for the producer's people.

    The address has the producer's id. Received transfers are at transfers/.
    """

    serializer_class = BankFeedSerializer
    connection = BankFeed

    @extend_schema(responses=BankFeedSerializer)
    def retrieve(self, request: Request, producer: int) -> Response:
        """Return whether the feed is connected, and the times of its last report and last wrong key."""
        return self.respond_with(self.get_object())

    @extend_schema(request=None, responses=BankFeedSerializer)
    @action(detail=True, methods=["post"], url_path="open")
    @idempotent_action
    def open_feed(self, request: Request, producer: int) -> Response:
        """Return the feed, and create it with its address if there is none.

        It accepts nothing until it has a key.
        """
        return self.do(bank_feeds.open_feed)

    @extend_schema(request=BankFeedKeySerializer, responses=BankFeedSerializer)
    @action(detail=True, methods=["put"])
    @idempotent_action
    def secret(self, request: Request, producer: int) -> Response:
        """Store the secret key that the bank feed service generated. An earlier key stops working at once."""
        return self.do(bank_feeds.set_secret, BankFeedKeySerializer)

    @extend_schema(request=None, responses=BankFeedSerializer)
    @action(detail=True, methods=["post"], url_path="change-address")
    @idempotent_action
    def change_address(self, request: Request, producer: int) -> Response:
        """Replace the address that the service posts to.

        The old address stops accepting messages; the key stays.
        """
        return self.do(bank_feeds.change_address)

    @extend_schema(request=None, responses=BankFeedSerializer)
    @action(detail=True, methods=["post"], url_path="close")
    @idempotent_action
    def close_feed(self, request: Request, producer: int) -> Response:
        """Disconnect the feed: delete its key and accept no more messages. Received transfers stay."""
        return self.do(bank_feeds.close_feed)


def register(router: BaseRouter) -> None:
    router.register("bank-feeds", BankFeedViewSet, basename="bank-feeds")
