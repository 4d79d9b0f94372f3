"""What the seller can do with a transfer, for the page and the API."""

from __future__ import annotations

from orders.bank.enums import TransferState
from orders.models import Order, Transfer
from orders.orders.enums import ENDED

SUGGESTED, LOOKED_THROUGH = 5, 50
# Names as in the API's addresses.
STEPS = ("link", "pay-several", "returned", "unreturned", "unlink", "close", "reopen")


def suggested_for(transfer: Transfer) -> list[Order]:
    """Return unpaid orders that an unlinked transfer may be for, the nearest total first.

    At most SUGGESTED, chosen from the LOOKED_THROUGH newest unfinished orders of the producer.
    """
    if transfer.order_id is not None or transfer.state != TransferState.UNMATCHED:
        return []
    unpaid = Order.objects.filter(producer=transfer.feed.producer_id, paid_at=None).exclude(state__in=ENDED)
    newest = unpaid.order_by("-created_at")[:LOOKED_THROUGH]
    return sorted(newest, key=lambda order: abs(order.total - transfer.amount))[:SUGGESTED]


def missing_of(transfer: Transfer) -> int:
    """Return the đồng that the transfer's order still lacks after all its transfers; 0 without an order.

    Money by card or recorded by hand is not subtracted.
    """
    if transfer.order is None:
        return 0
    return max(transfer.order.total - sum(each.net_amount for each in transfer.order.transfers.all()), 0)
