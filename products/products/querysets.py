from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from products.products.enums import ProductState

if TYPE_CHECKING:
    from products.models import Product
from products.producers.querysets import OfProducers, goods_shown


class ProductQuerySet(OfProducers["Product"]):
    with_lock = ("producer__unit", "producer__branch")

    def listed(self) -> ProductQuerySet:
        return self.filter(state=ProductState.LISTED)

    def submitted(self) -> ProductQuerySet:
        """Filter to products that wait for an officer's decision, the longest waiting first."""
        return self.filter(state=ProductState.SUBMITTED).order_by("submitted_at", "pk")

    def public(self) -> ProductQuerySet:
        """Filter to products that everybody sees: listed, of a verified producer or one in its grace."""
        return self.listed().filter(goods_shown("producer__"))

    def visible_to(self, user: Any) -> ProductQuerySet:
        """Filter to public products, and those that the user runs or oversees in any state."""
        if not user.is_authenticated:
            return self.public()
        return self._handled_or(Q(state=ProductState.LISTED) & goods_shown("producer__"), user)
