"""What the seller can do about money that came in: read for her page and for her programs alike."""

from __future__ import annotations

from orders.bank.actions.transfers import several_of
from orders.bank.enums import TO_LOOK_AT, TransferState
from orders.models import Order, Transfer
from orders.orders.enums import ENDED

SUGGESTED, LOOKED_THROUGH = 5, 50
# Named as the API's addresses are.
STEPS = ("link", "pay-several", "returned", "unreturned", "unlink", "close", "reopen")


def is_waiting(transfer: Transfer) -> bool:
    return transfer.state in TO_LOOK_AT and transfer.closed_at is None


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


def next_steps_of(transfer: Transfer) -> list[str]:
    """Which of STEPS are open, in their order."""
    order, waits = transfer.order, is_waiting(transfer)
    is_paying = transfer.state in (TransferState.MATCHED, TransferState.OVER)
    is_open = {
        "link": transfer.state == TransferState.UNMATCHED,
        "pay-several": transfer.closed_at is None and bool(several_of(transfer)),
        "returned": waits,
        "unreturned": bool(transfer.returned) and (order is None or order.refunded_at is None),
        "unlink": order is not None and not is_paying and not transfer.returned,
        "close": waits,
        "reopen": transfer.closed_at is not None,
    }
    return [step for step in STEPS if is_open[step]]
