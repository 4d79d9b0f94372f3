from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from products.certificates.enums import CertificateState
from products.products.enums import ProductState

if TYPE_CHECKING:
    from products.models import Certificate
from products.producers.querysets import OfProducers, goods_shown


class CertificateQuerySet(OfProducers["Certificate"]):
    with_lock = ("producer__unit", "producer__branch", "product", "scan")

    def in_force(self) -> CertificateQuerySet:
        """Filter to certificates that are verified and valid today. Only these have a badge."""
        today = timezone.localdate()
        return self.filter(state=CertificateState.VERIFIED, issued_date__lte=today).filter(
            Q(valid_until=None) | Q(valid_until__gte=today)
        )

    def visible_to(self, user: Any) -> CertificateQuerySet:
        """Filter to verified certificates of public products and their producers.

        Also keep all certificates of producers that the user runs or oversees. Staff see all.
        """
        rule = Q(product__state=ProductState.LISTED) | Q(
            product=None, producer__products__state=ProductState.LISTED
        )
        return self._handled_or(Q(state=CertificateState.VERIFIED) & rule & goods_shown("producer__"), user)
