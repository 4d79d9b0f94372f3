from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import permissions, status, viewsets
from rest_framework.decorators import action
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from backend.common.api.idempotency import IDEMPOTENCY_KEY, answer_once, idempotent_action
from backend.common.api.lookup import known
from backend.common.api.validation import validated
from backend.webhooks import types
from backend.webhooks.actions import deliveries, endpoints
from backend.webhooks.api.serializers import (
    EndpointChangeSerializer,
    EndpointSerializer,
    EndpointWithSecretSerializer,
    EndpointWriteSerializer,
    EventTypeSerializer,
    ReplayedSerializer,
    SecretSerializer,
    WebhookDeliverySerializer,
)
from backend.webhooks.models import Delivery, Endpoint
from members.access import ActorMixin
from products.models import Producer


class WebhookViewSet(ActorMixin, viewsets.ReadOnlyModelViewSet):
    """List webhook endpoints; add, change, delete and test one; list and repeat its deliveries.

    The list has the endpoints of the caller's producers; staff also get the Union's. Messages follow Standard
    Webhooks 1.0.
    """

    queryset = Endpoint.objects.order_by("id")
    serializer_class = EndpointSerializer
    permission_classes = [permissions.IsAuthenticated]
    lookup_value_converter = "int"

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset.none()
        return Endpoint.objects.visible_to(self.viewer).select_related("producer").order_by("id")

    @extend_schema(request=EndpointWriteSerializer, responses={201: EndpointWithSecretSerializer})
    def create(self, request: Request) -> Response:
        """Add an endpoint and return its secret, which no later response contains.

        An equal request within ten minutes returns the same endpoint with a new secret.
        """
        data = validated(EndpointWriteSerializer, request)
        number = data.pop("producer", None)
        producer = (
            None
            if number is None
            else known(Producer.objects.run_by(self.actor.member), "producer", pk=number)
        )
        made, secret = endpoints.add_endpoint(actor=self.actor, producer=producer, **data)
        body = {**EndpointSerializer(made).data, "secret": secret}
        return Response(body, status=status.HTTP_201_CREATED)

    @extend_schema(
        request=EndpointChangeSerializer, responses=EndpointSerializer, parameters=[IDEMPOTENCY_KEY]
    )
    def partial_update(self, request: Request, pk: int) -> Response:
        """Change the endpoint's URL or kinds of events, from the next event on."""
        actor, row = self.actor, self.get_object()
        data = validated(EndpointChangeSerializer, request)
        return answer_once(
            request,
            lambda: Response(
                EndpointSerializer(endpoints.change_endpoint(actor=actor, endpoint=row, **data)).data
            ),
        )

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, pk: int) -> Response:
        endpoints.remove_endpoint(actor=self.actor, endpoint=self.get_object())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=None, responses=SecretSerializer)
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, pk: int) -> Response:
        """Replace the endpoint's secret and return the new one. For one day the old secret signs, too."""
        return Response({"secret": endpoints.renew_secret(actor=self.actor, endpoint=self.get_object())})

    @extend_schema(request=None, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def off(self, request: Request, pk: int) -> Response:
        return Response(
            EndpointSerializer(endpoints.turn_off(actor=self.actor, endpoint=self.get_object())).data
        )

    @extend_schema(request=None, responses=EndpointSerializer)
    @action(detail=True, methods=["post"])
    @idempotent_action
    def on(self, request: Request, pk: int) -> Response:
        return Response(
            EndpointSerializer(endpoints.turn_on(actor=self.actor, endpoint=self.get_object())).data
        )

    @extend_schema(request=None, responses={201: WebhookDeliverySerializer})
    @action(detail=True, methods=["post"])
    @idempotent_action
    def test(self, request: Request, pk: int) -> Response:
        """Send the endpoint `webhook.test`, an event without content."""
        sent = deliveries.send_test(actor=self.actor, endpoint=self.get_object())
        return Response(WebhookDeliverySerializer(sent).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses=WebhookDeliverySerializer(many=True), filters=False)
    @action(detail=True, methods=["get"], filter_backends=[])
    def deliveries(self, request: Request, pk: int) -> Response:
        """List the messages sent to the endpoint, newest first, with its last response to each.

        Messages are stored for 30 days.
        """
        page = self.paginate_queryset(self.get_object().deliveries.select_related("message"))
        return self.get_paginated_response(WebhookDeliverySerializer(page, many=True).data)

    @extend_schema(request=None, responses=WebhookDeliverySerializer)
    @action(detail=True, methods=["post"], url_path="deliveries/<int:delivery_id>/replay", filter_backends=[])
    @idempotent_action
    def replay(self, request: Request, pk: int, delivery_id: int) -> Response:
        """Send the delivery again under its id, even if it was delivered before."""
        rows: Any = Delivery.objects.filter(endpoint=self.get_object()).select_related("message", "endpoint")
        row = deliveries.replay_delivery(actor=self.actor, delivery=get_object_or_404(rows, pk=delivery_id))
        return Response(WebhookDeliverySerializer(rows.get(pk=row.pk)).data)

    @extend_schema(request=None, responses=ReplayedSerializer)
    @action(detail=True, methods=["post"], url_path="replay-failed", filter_backends=[])
    @idempotent_action
    def replay_failed(self, request: Request, pk: int) -> Response:
        """Send up to 1,000 failed deliveries again under their ids, for example after a long outage."""
        return Response({"count": deliveries.replay_failed(actor=self.actor, endpoint=self.get_object())})

    @extend_schema(responses=EventTypeSerializer(many=True), filters=False)
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def types(self, request: Request) -> Response:
        """List the kinds of events that an endpoint can subscribe to."""
        return Response([{"kind": kind, "title": str(title)} for kind, title in types.choices()])
