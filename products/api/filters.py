from __future__ import annotations

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from backend.common.api.filters import IdFilter
from products.enums import CertificateKind, CertificateState, ProductState
from products.models import Certificate, Product
from products.search import Hits, ProductQuery, find_cards


class ProductFilter(filters.FilterSet):
    """`q` searches listed products as the page does; the others narrow what the caller may see."""

    q = filters.CharFilter(method="search", label="Words, without accents and with a wrong letter if need be")
    state = filters.ChoiceFilter(choices=ProductState.choices)
    producer = IdFilter(field_name="producer_id")
    ocop_set = IdFilter()
    commune = IdFilter(field_name="producer__unit_id")

    class Meta:
        model = Product
        fields: list[str] = []

    def search(self, queryset: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        found = find_cards(ProductQuery.read({"q": value})).cards
        return queryset.filter(pk__in=found.pks) if isinstance(found, Hits) else queryset


class CertificateFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=CertificateKind.choices)
    state = filters.ChoiceFilter(choices=CertificateState.choices)
    producer = IdFilter(field_name="producer_id")
    product = IdFilter(field_name="product_id")

    class Meta:
        model = Certificate
        fields: list[str] = []
