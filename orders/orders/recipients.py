"""Who got goods of which lot by an order: for whoever takes a lot's records along (an inspector's bundle)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from backend.common.bulk import in_parts
from orders.models import OrderStep, PackedLot
from orders.orders.enums import OrderState, StepKind

# Packed, and not taken back before it left.
PACKED = (OrderState.PACKED, OrderState.SHIPPED, OrderState.DELIVERED, OrderState.RETURNED)
_STEPS = {StepKind.PACKED: "packed", StepKind.SHIPPED: "shipped", StepKind.DELIVERED: "delivered"}


def buyers_of_lots(*, lots: Iterable[int]) -> list[dict[str, Any]]:
    """The answer to the port "buyers_of_lots": a row of JSON values for each lot (id) in each line that was packed from it. Name and
    phone as they are held, empty once they were forgotten.
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
