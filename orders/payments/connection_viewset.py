"""Base of the APIs of bank feeds and card accounts; connections.py is the base of their pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from rest_framework import permissions, serializers, viewsets
from rest_framework.response import Response

from backend.common.api.validation import validated
from members.access import ActorMixin
from products.models import Producer


class ConnectionViewSet(ActorMixin, viewsets.GenericViewSet):
    """Base of a producer's payment connections (bank feed, card account), looked up by the producer's id.

    404 for producers whose payments the caller may not set up, as for a missing one.
    """

    # A repeated request without a key could be done twice.
    requires_key = True
    queryset = Producer.objects.order_by("id")
    permission_classes = [permissions.IsAuthenticated]
    pagination_class = None
    filter_backends: list[Any] = []
    lookup_url_kwarg = "producer"
    lookup_value_converter = "int"
    connection: type[models.Model]

    def get_queryset(self) -> Any:
        # The rule orders.shops.rules.may_set_account, as a query.
        return Producer.objects.run_by(self.viewer).order_by("id")

    def do(self, act: Callable[..., Any], body: type[serializers.Serializer] | None = None) -> Response:
        """Call `act` with the validated `body` of the request, and return the changed connection."""
        actor, producer = self.actor, self.get_object()
        data: dict[str, Any] = {}
        if body is not None:
            data = validated(body, self.request)
        act(actor=actor, producer=producer, **data)
        return self.respond_with(producer)

    def respond_with(self, producer: Producer) -> Response:
        rows: Any = self.connection._default_manager
        row = rows.filter(producer=producer).first()
        return Response(self.get_serializer(row or self.connection(producer=producer)).data)
