from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from products.products.enums import ProductState

if TYPE_CHECKING:
    from products.models import Product
from products.producers.querysets import OfProducers


class ProductQuerySet(OfProducers["Product"]):
    with_lock = ("producer__unit", "producer__branch")

    def listed(self) -> ProductQuerySet:
        return self.filter(state=ProductState.LISTED)

    def visible_to(self, user: Any) -> ProductQuerySet:
        """Filter to listed products, and those that the user runs or oversees in any state."""
        return (
            self._handled_or(Q(state=ProductState.LISTED), user) if user.is_authenticated else self.listed()
        )
