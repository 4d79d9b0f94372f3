"""Buyers of a lot's goods, for the export of the lot's records (an inspector's bundle)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from backend.common.bulk import in_parts
from orders.models import OrderStep, PackedLot
from orders.orders.enums import OrderState, StepKind

# States of orders that were packed and not cancelled.
PACKED = (OrderState.PACKED, OrderState.SHIPPED, OrderState.DELIVERED, OrderState.RETURNED)
_STEPS = {StepKind.PACKED: "packed", StepKind.SHIPPED: "shipped", StepKind.DELIVERED: "delivered"}


def buyers_of_lots(*, lots: Iterable[int]) -> list[dict[str, Any]]:
    """Answer the port "buyers_of_lots": return one row of JSON values for each order line and packed lot.

    `lots` are ids. Name and phone are as stored; they are empty once they were erased.
    """
    packed = [
        row
        for part in in_parts(set(lots))
        for row in PackedLot.objects.filter(lot__in=part, line__order__state__in=PACKED).select_related(
            "line__order"
        )
    ]
    moments: dict[int, dict[str, str]] = defaultdict(dict)
    for part in in_parts({row.line.order_id for row in packed}):
        steps = OrderStep.objects.standing().filter(order__in=part, kind__in=_STEPS).order_by("pk")
        for order_id, kind, at in steps.values_list("order_id", "kind", "at"):
            moments[order_id][_STEPS[StepKind(kind)]] = at.isoformat()
    return [
        {
            "lot": row.lot_id,
            "order": row.line.order.number,
            "name": row.line.order.buyer_name,
            "phone": row.line.order.buyer_phone,
            "quantity": f"{row.quantity.normalize():f}",
            "unit": row.line.unit,
            "state": row.line.order.state,
            **{name: moments[row.line.order_id].get(name) for name in _STEPS.values()},
        }
        for row in sorted(packed, key=lambda row: (row.lot_id, row.line.order_id, row.pk))
    ]
