"""Products that will soon be sold out: their stock compared with the orders of the last four weeks."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.units import format_quantity
from orders.models import OrderLine
from orders.orders.enums import HOLDING
from orders.orders.stock import converted, held_back, stock_of
from products.models import Producer, Product
from products.products.enums import ProductState

LOOKED_AT = 28
SOON = 14


@dataclass(frozen=True, slots=True)
class RunningOut:
    """A product that runs out, with amounts in `unit`.

    left: what can still be ordered.
    sold: what was ordered in LOOKED_AT days.
    days: how long `left` lasts at that pace.
    held: the recall that holds lots back, as text.
    """

    product: Product
    unit: str
    left: Decimal
    sold: Decimal
    days: int
    held: str = ""

    @property
    def words(self) -> str:
        """Return the state as text: "đã hết", "lô A1 đang bị thu hồi", "còn khoảng 3 ngày"."""
        if not self.left:
            return self.held or _("đã hết")
        if self.days < 1:
            return _("còn chưa đến một ngày")
        return _("còn khoảng %(days)s ngày") % {"days": self.days}

    @property
    def left_words(self) -> str:
        return format_quantity(self.left, self.unit)

    @property
    def sold_words(self) -> str:
        return format_quantity(self.sold, self.unit)


def running_out(producer: Producer) -> list[RunningOut]:
    """Return listed products that last SOON days at most, the shortest first.

    Products without orders in that time don't count. Neither do pre-orders, which wait for a harvest.
    Five queries for any number of products, and two more if one is out of stock.
    """
    since = timezone.now() - dt.timedelta(days=LOOKED_AT)
    lines = OrderLine.objects.filter(
        order__producer=producer,
        order__state__in=HOLDING,
        order__created_at__gte=since,
        is_preorder=False,
        product__state=ProductState.LISTED,
    )
    sold: dict[int, dict[str, Decimal]] = {}
    for product, unit, quantity in (
        lines.order_by().values_list("product", "unit").annotate(sum_quantity=Sum("quantity"))
    ):
        sold.setdefault(product, {})[unit] = quantity
    products = Product.objects.in_bulk(sold)
    stock = stock_of(sold)
    rows: list[RunningOut] = []
    for pk, amounts in sold.items():
        # The unit of most sales; others are converted to it where possible.
        unit = max(amounts, key=lambda each: (amounts[each], each))
        whole = sum((converted(amount, at, unit) for at, amount in amounts.items()), Decimal(0))
        left = stock[pk].left(unit)
        days = int(left * LOOKED_AT / whole)
        if days <= SOON:
            rows.append(RunningOut(products[pk], unit, left, whole, days))
    held = held_back(out) if (out := [row.product.pk for row in rows if not row.left]) else {}
    rows = [replace(row, held=held.get(row.product.pk, "")) for row in rows]
    return sorted(rows, key=lambda row: (row.days, row.left, row.product.name))
