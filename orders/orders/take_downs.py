"""Goods of an order that were taken down since it was placed."""

from __future__ import annotations

import datetime as dt

from orders.models import Order, OrderLine
from orders.orders.enums import ENDED
from products.products.take_downs import taken_down_on


def taken_down_in(order: Order) -> list[tuple[OrderLine, dt.date]]:
    """For each taken-down product of an unfinished order, return its first line and the day.

    Listed products need no query.
    """
    if order.state in ENDED:
        return []
    first: dict[int, OrderLine] = {}
    for line in order.lines.select_related("product").order_by("pk"):
        first.setdefault(line.product_id, line)
    return [(line, day) for line in first.values() if (day := taken_down_on(line.product))]
