"""API of purchases: the orders that a buyer placed at once, for anyone who has the purchase's `ref`."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from rest_framework import mixins, permissions, viewsets
from rest_framework.routers import BaseRouter

from orders.models import Order, Purchase
from orders.orders.serializers import PurchaseSerializer


@method_decorator(never_cache, name="dispatch")
class PurchaseViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Read a purchase by its unguessable `ref`: its orders, each with its own `ref`. No account is needed."""

    queryset = Purchase.objects.prefetch_related(Prefetch("orders", Order.objects.order_by("pk"))).order_by(
        "id"
    )
    serializer_class = PurchaseSerializer
    permission_classes = [permissions.AllowAny]
    filter_backends: list[Any] = []
    lookup_field = "ref"
    lookup_value_converter = "uuid"

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "by_telephone": False}


def register(router: BaseRouter) -> None:
    router.register("purchases", PurchaseViewSet, basename="purchases")
