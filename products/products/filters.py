from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from backend.common.api.filters import IdFilter
from products.certificates.enums import CERTIFICATE_BITS, CertificateKind
from products.certificates.ocop import GROUPS
from products.models import Product
from products.products.enums import ProductState
from products.search.finding import find_cards
from products.search.product_query import SORTS, ProductQuery
from products.search.rows import Hits, Listed, filtered


class ProductFilter(filters.FilterSet):
    """Filter the products that the caller may see.

    `q`, `group`, `stars`, `certificate`, `in_season` and `ordering` keep only listed products, as the public list does.
    """

    q = filters.CharFilter(method="search", label="Words, without accents and with a wrong letter if need be")
    state = filters.ChoiceFilter(choices=ProductState.choices)
    producer = IdFilter(field_name="producer_id")
    ocop_set = IdFilter()
    commune = IdFilter(field_name="producer__unit_id")
    group = filters.ChoiceFilter(choices=[(each.key, each.name) for each in GROUPS], method="facet")
    stars = filters.ChoiceFilter(
        choices=[(3, "3"), (4, "4"), (5, "5")], method="facet", label="OCOP, in force today"
    )
    certificate = filters.ChoiceFilter(
        choices=[(kind, kind.label) for kind in CertificateKind if kind in CERTIFICATE_BITS],
        method="facet",
        label="A paper of this kind is in force today",
    )
    ordering = filters.ChoiceFilter(
        choices=[(key, label) for key, (label, _columns) in SORTS.items()],
        method="order",
        label="A key of the ways of ordering in ranking; without it the newest ids come first",
    )
    in_season = filters.BooleanFilter(method="facet", label="true: there is some this month")

    class Meta:
        model = Product
        fields: list[str] = []

    def search(self, queryset: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        found = find_cards(ProductQuery.read({"q": value})).cards
        if isinstance(found, Hits):
            return queryset.filter(pk__in=found.pks)
        # Only a price, stars or papers were typed.
        return (
            queryset.filter(pk__in=filtered(found.query).values("pk"))
            if isinstance(found, Listed)
            else queryset
        )

    def facet(self, queryset: QuerySet[Product], name: str, value: Any) -> QuerySet[Product]:
        if not value:
            return queryset
        wanted: dict[str, Any] = {name: int(value) if name == "stars" else value}
        return queryset.filter(pk__in=filtered(ProductQuery(**wanted)).values("pk"))

    def order(self, queryset: QuerySet[Product], name: str, value: str) -> QuerySet[Product]:
        """Order as the public list does, by the columns of cards."""
        columns = [
            f"-card__{column[1:]}" if column.startswith("-") else f"card__{column}"
            for column in SORTS[value][1]
        ]
        return queryset.filter(card__isnull=False).order_by(*columns)
