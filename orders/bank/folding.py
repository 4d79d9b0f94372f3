"""Compute the states of an order's transfers from all of them, in whatever order they were reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orders.bank.enums import TransferState


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state of one transfer, and `back`: the đồng of it that the seller must return."""

    state: TransferState
    back: int = 0


def fold(
    *, total: int, is_over: bool, is_paid: bool, amounts: Sequence[int], before: int = 0
) -> list[Verdict]:
    """Return a verdict for each of `amounts`: the net đồng of each transfer, in booking order.

    total: the order's total, in đồng.
    is_over: the order was cancelled or returned.
    is_paid: the seller has the money or recorded it.
    before: the đồng that were paid another way; they count before the transfers.
    """
    verdicts: list[Verdict] = []
    paid = before
    for amount in amounts:
        if amount <= 0:
            verdicts.append(Verdict(TransferState.RETURNED))
        elif is_over:
            verdicts.append(Verdict(TransferState.LATE, amount))
        elif paid >= total:
            verdicts.append(Verdict(TransferState.DOUBLED, amount))
        else:
            paid += amount
            if paid > total:
                verdicts.append(Verdict(TransferState.OVER, paid - total))
            else:
                verdicts.append(Verdict(TransferState.MATCHED if paid == total else TransferState.PARTIAL))
    if paid >= total or is_paid:
        # Each of them is a part of the whole payment.
        verdicts = [
            Verdict(TransferState.MATCHED) if each.state == TransferState.PARTIAL else each
            for each in verdicts
        ]
    return verdicts
