from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from backend.common.api.filters import IdFilter
from orders.models import Offer


class OfferFilter(filters.FilterSet):
    product = IdFilter(field_name="product_id")
    producer = IdFilter(field_name="product__producer_id")
    on_sale = filters.BooleanFilter(
        method="sold_now", label="true: what everybody can order; for her own people there may be more to see"
    )

    class Meta:
        model = Offer
        fields: list[str] = []

    def sold_now(self, queryset: QuerySet[Offer], name: str, value: bool) -> QuerySet[Offer]:
        orderable = Offer.objects.on_sale().values("pk")
        return queryset.filter(pk__in=orderable) if value else queryset.exclude(pk__in=orderable)
