"""What the seller can do about money that came in: read for her page and for her programs alike."""

from __future__ import annotations

from orders.bank.enums import TransferState
from orders.models import Order, Transfer
from orders.orders.enums import ENDED

SUGGESTED, LOOKED_THROUGH = 5, 50
# Named as the API's addresses are.
STEPS = ("link", "pay-several", "returned", "unreturned", "unlink", "close", "reopen")


def suggested_for(transfer: Transfer) -> list[Order]:
    """Her unpaid orders that a transfer of no order may be for, those that cost what came first."""
    if transfer.order_id is not None or transfer.state != TransferState.UNMATCHED:
        return []
    unpaid = Order.objects.filter(producer=transfer.feed.producer_id, paid_at=None).exclude(state__in=ENDED)
    newest = unpaid.order_by("-created_at")[:LOOKED_THROUGH]
    return sorted(newest, key=lambda order: abs(order.total - transfer.amount))[:SUGGESTED]


def missing_of(transfer: Transfer) -> int:
    """đồng that its order lacks after all that came for it; 0 where it is of none."""
    if transfer.order is None:
        return 0
    return max(transfer.order.total - sum(each.kept for each in transfer.order.transfers.all()), 0)
