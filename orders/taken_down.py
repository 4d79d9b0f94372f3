"""Goods of an order that a request took down since it was placed."""

from __future__ import annotations

import datetime as dt

from orders.enums import ENDED
from orders.models import Order
from products.models import Product
from products.taken_down import taken_down_on


def taken_down_in(order: Order) -> list[tuple[Product, dt.date]]:
    """What of an order that isn't over was taken down, and on which day; no query for goods that are on the list."""
    if order.state in ENDED:
        return []
    products = {line.product_id: line.product for line in order.lines.select_related("product").order_by("pk")}
    return [(product, day) for product in products.values() if (day := taken_down_on(product))]
