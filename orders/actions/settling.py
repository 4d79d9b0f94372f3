"""What came in for an order, worked out anew whenever the order or one of its transfers changes. The order is locked by the caller."""

from __future__ import annotations

from orders.bank_feed.folding import fold
from orders.enums import OrderState, TransferState
from orders.models import Order, Transfer


def settle(order: Order) -> int:
    """Bring the states of the order's transfers up to date; đồng that the seller kept of them."""
    rows = list(order.transfers.counted())
    verdicts = fold(
        total=order.total,
        is_over=order.state in (OrderState.CANCELLED, OrderState.RETURNED),
        is_paid=order.paid_at is not None,
        amounts=[row.kept for row in rows],
    )
    for row, verdict in zip(rows, verdicts, strict=True):
        if (row.state, row.back) != (verdict.state, verdict.back):
            row.state, row.back = verdict.state, verdict.back
            # What she put aside was another matter.
            row.closed_at = None
            row.save(update_fields=["state", "back", "closed_at"])
    return sum(row.kept for row in rows)


def give_all_back(order: Order) -> None:
    """The seller sent everything back: so did each transfer of the order."""
    for row in order.transfers.all():
        if row.kept:
            row.returned, row.back, row.state = row.amount, 0, TransferState.RETURNED
            row.save(update_fields=["returned", "back", "state"])


def owed_back(order: Order) -> int:
    """đồng the seller has of the buyer's that the order doesn't cost (any more): it was cancelled, or weighed less at packing."""
    is_over = order.state in (OrderState.CANCELLED, OrderState.RETURNED)
    told = list(Transfer.objects.filter(order=order))
    if told:
        return sum(row.back for row in told)
    if order.paid_amount is None or order.refunded_at is not None:
        return 0
    return max(order.paid_amount - order.given_back - (0 if is_over else order.total), 0)
