from __future__ import annotations

from django_filters import rest_framework as filters

from backend.common.api.filters import IdFilter
from products.certificates.enums import CertificateKind, CertificateState
from products.models import Certificate


class CertificateFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(choices=CertificateKind.choices)
    state = filters.ChoiceFilter(choices=CertificateState.choices)
    producer = IdFilter(field_name="producer_id")
    product = IdFilter(field_name="product_id")

    class Meta:
        model = Certificate
        fields: list[str] = []
