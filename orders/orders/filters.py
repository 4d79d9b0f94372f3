from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from backend.common.api.filters import IdFilter
from members.access import viewer_of
from orders.models import Order
from orders.orders.enums import OrderState


class OrderFilter(filters.FilterSet):
    producer = IdFilter(field_name="producer_id")
    state = filters.ChoiceFilter(choices=OrderState.choices)
    side = filters.ChoiceFilter(
        choices=[("sold", "sold"), ("bought", "bought")],
        method="on_side",
        label="Only what her producers sold, or only what she bought",
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def on_side(self, queryset: QuerySet[Order], name: str, value: Any) -> QuerySet[Order]:
        viewer = viewer_of(self.request)
        if value == "bought":
            return queryset.filter(purchase__user=viewer)
        return queryset.filter(pk__in=Order.objects.sold_by(viewer).values("pk"))
