"""What the page of a transfer shows, and what the seller can do with it. The page and the API use it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.functional import cached_property

from orders.bank.actions.transfers import is_elsewhere, several_of
from orders.bank.enums import TransferState
from orders.bank.next_steps import STEPS, missing_of, suggested_for
from orders.models import Order, Transfer


class TransferPage:
    """A transfer for the seller's pages. Create a new one after a write."""

    def __init__(self, transfer: Transfer) -> None:
        self.transfer = transfer

    # State.

    @property
    def is_waiting(self) -> bool:
        return self.transfer.is_waiting

    @property
    def is_unmatched(self) -> bool:
        return self.transfer.state == TransferState.UNMATCHED

    @property
    def is_partial(self) -> bool:
        return self.transfer.state == TransferState.PARTIAL

    @property
    def is_over(self) -> bool:
        """Return True if more came than the order costs, and this transfer has the excess."""
        return self.transfer.state == TransferState.OVER

    @property
    def is_late(self) -> bool:
        """Return True if the transfer came for an order that is cancelled or returned."""
        return self.transfer.state == TransferState.LATE

    @property
    def _is_paying(self) -> bool:
        return self.transfer.state in (TransferState.MATCHED, TransferState.OVER)

    @cached_property
    def is_elsewhere(self) -> bool:
        """Return True if the transfer went into another account than the shop's."""
        return is_elsewhere(self.transfer)

    @cached_property
    def missing(self) -> int:
        """Return the đồng that the transfer's order still lacks."""
        return missing_of(self.transfer)

    @property
    def to_return(self) -> int:
        """Return the đồng that the step "returned" records as returned."""
        if self.transfer.back or not (self.is_unmatched or self.is_partial):
            return self.transfer.back
        return self.transfer.net_amount

    @cached_property
    def paid_orders(self) -> QuerySet[Order]:
        return self.transfer.paid_orders.order_by("pk")

    # The seller's steps.

    @cached_property
    def next_steps(self) -> list[str]:
        """Return the STEPS that are possible, in their order."""
        transfer, order = self.transfer, self.transfer.order
        is_open = {
            "link": self.is_unmatched,
            "pay-several": bool(self.several),
            "returned": self.is_waiting,
            "unreturned": bool(transfer.returned) and (order is None or order.refunded_at is None),
            "unlink": order is not None and not (self._is_paying or transfer.returned),
            "close": self.is_waiting,
            "reopen": transfer.closed_at is not None,
        }
        return [step for step in STEPS if is_open[step]]

    @cached_property
    def several(self) -> list[Order]:
        """Return the unpaid orders that the transfer names, at least two, if their total equals its amount.

        Otherwise, or if the transfer is linked or closed, return [].
        """
        return several_of(self.transfer) if self.transfer.closed_at is None else []

    @cached_property
    def suggested(self) -> list[Order]:
        """Return a few unpaid orders that the transfer could be for, the nearest total first."""
        return suggested_for(self.transfer)

    @property
    def may_link(self) -> bool:
        return "link" in self.next_steps

    @property
    def should_return(self) -> bool:
        """Return True if returning the transfer is the expected step."""
        return self.is_waiting and not (self.is_unmatched or self.is_partial)

    @property
    def may_return_instead(self) -> bool:
        """Return True if the transfer may be returned although that isn't the expected step.

        It may still pay an order.
        """
        return self.is_waiting and not self.should_return

    @property
    def may_undo_return(self) -> bool:
        return "unreturned" in self.next_steps

    @property
    def may_unlink(self) -> bool:
        return "unlink" in self.next_steps

    @property
    def may_reopen(self) -> bool:
        return "reopen" in self.next_steps
