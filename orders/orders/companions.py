"""Which goods buyers order together."""

from __future__ import annotations

from django.db.models import Count

from orders.models import OrderLine
from orders.orders.enums import OrderState
from products.models import Product

# Fewer purchases are chance, and might show one buyer's basket to others.
LEAST_PURCHASES = 3
MOST = 20


def ordered_with(*, product: Product) -> list[int]:
    """Return the ids of products of at least LEAST_PURCHASES purchases with `product`, the most often first."""
    lines = OrderLine.objects.exclude(order__state=OrderState.CANCELLED).order_by()
    purchases = lines.filter(product=product).values("order__purchase")
    together = lines.filter(order__purchase__in=purchases).exclude(product=product).values("product")
    counted = together.annotate(count=Count("order__purchase", distinct=True))
    often = counted.filter(count__gte=LEAST_PURCHASES).order_by("-count", "product")
    return list(often.values_list("product", flat=True)[:MOST])
