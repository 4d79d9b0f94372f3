"""What came in for an order, worked out anew whenever the order or one of its transfers changes. The order is locked by the caller."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from orders.bank.enums import TransferState
from orders.bank.folding import Verdict, fold
from orders.models import Order, Transfer
from orders.orders.enums import OrderState
from orders.payments.ways.finding import way_of


@dataclass(frozen=True, slots=True)
class Told:
    """All that was told of an order's money, in đồng, however late and in whatever order.

    `transfers` are (came, went back of it), in the order the bank booked them; `by_hand` is what the seller said that she has: the same
    money as transfers (decision 0014), and more where they are less. `shared`: her part of a transfer that paid several orders;
    `by_card`: what cards paid and didn't go back; `given_back`: what she gave back and noted at no transfer and no card.
    """

    costs: int
    is_over: bool = False
    is_paid: bool = False
    by_hand: int = 0
    shared: int = 0
    by_card: int = 0
    given_back: int = 0
    transfers: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """`kept` is what the seller has of the buyer's, `owed` what of it the order doesn't cost: by each of `verdicts`, `by_card` and the
    rest `by_hand`."""

    kept: int
    owed: int
    verdicts: tuple[Verdict, ...]
    by_card: int
    by_hand: int


def reckon(told: Told) -> Standing:
    """What is owed is all that came, less what the order costs in the end, less all that went back; each đồng once, by one way.

    A transfer that came too much goes back first, then a card's money; of what she has in her hand so much as they leave.

    >>> reckon(Told(costs=80, is_paid=True, by_hand=130, given_back=20, transfers=[(130, 0)])).verdicts
    (Verdict(state=TransferState.OVER, back=30),)
    """
    costs = 0 if told.is_over else told.costs
    in_hand = max(told.by_hand - sum(came for came, _gone in told.transfers), 0) + told.shared
    # Given back before the bank told of it: that much of the transfers went back by hand.
    spent = max(told.given_back - in_hand, 0)
    in_hand = max(in_hand - told.given_back, 0)
    amounts = [came - gone for came, gone in told.transfers]
    kept = max(told.by_card + sum(amounts) + in_hand - spent, 0)
    owed = max(kept - costs, 0)
    verdicts = fold(
        total=told.costs,
        is_over=told.is_over,
        is_paid=told.is_paid,
        amounts=amounts,
        before=told.by_card + told.shared,
    )
    for place, verdict in enumerate(verdicts):
        if covered := min(spent, verdict.back):
            spent -= covered
            verdicts[place] = _less(verdict, covered)
    left = owed - sum(verdict.back for verdict in verdicts)
    by_card = min(told.by_card, left)
    return Standing(kept, owed, tuple(verdicts), by_card, left - by_card)


def _less(verdict: Verdict, covered: int) -> Verdict:
    """`verdict` where `covered` of what is to go back went already."""
    if verdict.back > covered:
        return replace(verdict, back=verdict.back - covered)
    return Verdict(TransferState.MATCHED if verdict.state == TransferState.OVER else TransferState.RETURNED)


def standing_of(order: Order) -> Standing:
    """What the seller has of the buyer's and owes her, by all that was told so far. What is on its way back to a card is not owed."""
    return reckon(_told(order, list(Transfer.objects.filter(order=order).counted())))


def _told(order: Order, rows: Sequence[Transfer]) -> Told:
    return Told(
        costs=order.total,
        is_over=_is_over(order),
        is_paid=order.paid_at is not None,
        by_hand=order.hand_paid,
        shared=order.paid_amount or 0 if order.paid_with_id is not None else 0,
        by_card=kept_by_card(order),
        given_back=order.given_back,
        transfers=[(row.amount, row.returned) for row in rows],
    )


def _is_over(order: Order) -> bool:
    return order.state in (OrderState.CANCELLED, OrderState.RETURNED)


def settle(order: Order) -> int:
    """Bring the states of the order's transfers up to date; đồng that the seller kept of them.

    What came by a way that gives back itself, as a card does, goes back when the order is cancelled: nobody has anything
    to decide.
    """
    if order.state == OrderState.CANCELLED:
        way_of(order.payment).give_back(order)
    rows = list(order.transfers.counted())
    for row, verdict in zip(rows, reckon(_told(order, rows)).verdicts, strict=True):
        if (row.state, row.back) != (verdict.state, verdict.back):
            row.state, row.back = verdict.state, verdict.back
            # What she put aside was another matter.
            row.closed_at = None
            row.save(update_fields=["state", "back", "closed_at"])
    return sum(row.kept for row in rows)


def give_all_back(order: Order) -> int:
    """The seller sent back all that no card takes back, of its transfers and of her hand; đồng that weren't said to be back before."""
    standing = standing_of(order)
    for row, verdict in zip(order.transfers.counted(), standing.verdicts, strict=True):
        if verdict.back:
            row.returned += verdict.back
            row.save(update_fields=["returned"])
    if standing.by_hand:
        order.given_back += standing.by_hand
        order.save(update_fields=["given_back"])
    settle(order)
    return standing.owed - standing.by_card


def owed_back(order: Order) -> int:
    """đồng the seller has of the buyer's that the order doesn't cost (any more): it was cancelled, or weighed less at packing."""
    return standing_of(order).owed


def paid_so_far(order: Order) -> int:
    """đồng of the buyer's that the seller has: of transfers that a bank's message told of, of a card, and what she says that she took."""
    return standing_of(order).kept


def still_to_pay(order: Order) -> int:
    """đồng that a buyer still owes: all of it, less what transfers brought; nothing once it is paid."""
    return 0 if order.paid_at is not None else max(order.total - paid_so_far(order), 0)


def is_all_back(order: Order) -> bool:
    """Nothing is owed, and nothing on its way back."""
    return not owed_back(order) and not way_of(order.payment).is_going_back(order)


def kept_by_card(order: Order) -> int:
    """Return đồng that a card, or another way that gives back itself, paid and that aren't on their way back."""
    return way_of(order.payment).kept(order)
