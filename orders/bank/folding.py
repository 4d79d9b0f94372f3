"""What an order's transfers come to: a pure fold over all of them, so that it doesn't matter in which order they were told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orders.bank.enums import TransferState


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one transfer is to its order; `back` is what of it doesn't belong to the seller, in đồng."""

    state: TransferState
    back: int = 0


def fold(
    *, total: int, is_over: bool, is_paid: bool, amounts: Sequence[int], before: int = 0
) -> list[Verdict]:
    """A verdict on each of `amounts` (đồng kept of each transfer, in the order the bank booked them).

    `total` is what the order costs, `is_over` that it was cancelled or returned, `is_paid` that the seller has the money or says so,
    `before` what was paid another way and counted first.
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
        # Each of them is a part of the whole.
        verdicts = [
            Verdict(TransferState.MATCHED) if each.state == TransferState.PARTIAL else each
            for each in verdicts
        ]
    return verdicts
