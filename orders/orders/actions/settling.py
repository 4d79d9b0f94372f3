"""Compute what was paid for an order and what must be refunded, after each change of it or of its transfers.

The caller locks the order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from backend.ledger.row_states import write_states
from orders.bank.enums import TransferState
from orders.bank.folding import Verdict, fold
from orders.models import Order, Transfer
from orders.orders.enums import OrderState
from orders.payments.ways.finding import way_of


@dataclass(frozen=True, slots=True)
class RecordedMoney:
    """All recorded money of an order, in đồng; reports may come late and in any order.

    costs: the order's total.
    is_over: the order was cancelled or returned.
    is_paid: the order is marked as paid.
    transfers: pairs (received, returned), in the order in which the bank booked them.
    by_hand: what the seller recorded by hand. It is the same money as the transfers (decision 0014); only
        the excess over them counts in addition.
    shared: this order's part of a transfer that paid several orders.
    by_card: what cards paid and did not refund.
    given_back: what the seller returned by another way than a transfer or a card.
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
    """The balance of an order, in đồng.

    net_paid: what the buyer paid, less refunds.
    owed: what the seller must refund: the part of `net_paid` that exceeds the order's price. All of it for a
        cancelled or returned order. It is the sum of `verdicts`, `by_card` and `by_hand`.
    verdicts: for each transfer its new state, and how much of it must be returned.
    by_card, by_hand: the parts of `owed` to refund to a card, and by hand.
    """

    net_paid: int
    owed: int
    verdicts: tuple[Verdict, ...]
    by_card: int
    by_hand: int


def reckon(money: RecordedMoney) -> Standing:
    """Return the balance of an order. Owed is all money that came in, less the final price, less all refunds.

    A cancelled or returned order has no price. Each đồng is owed by one way only. Excess transfers go back
    first, then card payments, then money recorded by hand.

    >>> reckon(RecordedMoney(costs=80, is_paid=True, by_hand=130, given_back=20, transfers=[(130, 0)])).verdicts
    (Verdict(state=TransferState.OVER, back=30),)
    """
    costs = 0 if money.is_over else money.costs
    in_hand = max(money.by_hand - sum(came for came, _gone in money.transfers), 0) + money.shared
    # Returned by hand before the bank reported the transfer: that much of the transfers is back already.
    spent = max(money.given_back - in_hand, 0)
    in_hand = max(in_hand - money.given_back, 0)
    amounts = [came - gone for came, gone in money.transfers]
    net_paid = max(money.by_card + sum(amounts) + in_hand - spent, 0)
    owed = max(net_paid - costs, 0)
    verdicts = fold(
        total=money.costs,
        is_over=money.is_over,
        is_paid=money.is_paid,
        amounts=amounts,
        before=money.by_card + money.shared,
    )
    for place, verdict in enumerate(verdicts):
        if covered := min(spent, verdict.back):
            spent -= covered
            verdicts[place] = _less(verdict, covered)
    left = owed - sum(verdict.back for verdict in verdicts)
    by_card = min(money.by_card, left)
    return Standing(net_paid, owed, tuple(verdicts), by_card, left - by_card)


def _less(verdict: Verdict, covered: int) -> Verdict:
    """Return `verdict` with `covered` đồng less to return, because the seller returned them already."""
    if verdict.back > covered:
        return replace(verdict, back=verdict.back - covered)
    return Verdict(TransferState.MATCHED if verdict.state == TransferState.OVER else TransferState.RETURNED)


def standing_of(order: Order) -> Standing:
    """Return the order's balance by all records so far. Money on its way back to a card is not owed."""
    return reckon(_recorded_money(order, list(Transfer.objects.filter(order=order).counted())))


def _recorded_money(order: Order, rows: Sequence[Transfer]) -> RecordedMoney:
    return RecordedMoney(
        costs=order.total,
        is_over=_is_over(order),
        is_paid=order.paid_at is not None,
        by_hand=order.hand_paid,
        shared=order.paid_amount or 0 if order.paid_with_id is not None else 0,
        by_card=refundable_by_card(order),
        given_back=order.given_back,
        transfers=[(row.amount, row.returned) for row in rows],
    )


def _is_over(order: Order) -> bool:
    return order.state in (OrderState.CANCELLED, OrderState.RETURNED)


def settle(order: Order) -> int:
    """Update the state of each of the order's transfers. Return their sum in đồng, less what was returned.

    If the order was cancelled, a way of paying that refunds by itself, such as a card, starts its refund.
    """
    if order.state == OrderState.CANCELLED:
        way_of(order.payment).give_back(order)
    rows = list(order.transfers.counted().select_related("feed__producer"))
    changed = []
    for row, verdict in zip(rows, reckon(_recorded_money(order, rows)).verdicts, strict=True):
        if (row.state, row.back) != (verdict.state, verdict.back):
            row.state, row.back = verdict.state, verdict.back
            # The seller closed the transfer in its former state, so open it again.
            row.closed_at = None
            row.save(update_fields=["state", "back", "closed_at"])
            changed.append(row)
    write_states("transfer.settled", changed)
    return sum(row.net_amount for row in rows)


def give_all_back(order: Order) -> int:
    """Record that the seller returned all money that no card refunds: transfers and money recorded by hand.

    Return the đồng that were not recorded as returned before.
    """
    standing = standing_of(order)
    changed = []
    rows = order.transfers.counted().select_related("feed__producer")
    for row, verdict in zip(rows, standing.verdicts, strict=True):
        if verdict.back:
            row.returned += verdict.back
            row.save(update_fields=["returned"])
            changed.append(row)
    write_states("transfer.settled", changed)
    if standing.by_hand:
        order.given_back += standing.by_hand
        order.save(update_fields=["given_back"])
    settle(order)
    return standing.owed - standing.by_card


def owed_back(order: Order) -> int:
    """Return the đồng that must be refunded, by any way: what was paid beyond the order's price.

    A cancelled or returned order has no price.
    """
    return standing_of(order).owed


def paid_so_far(order: Order) -> int:
    """Return the đồng that the buyer paid by any way, less refunds."""
    return standing_of(order).net_paid


def still_to_pay(order: Order) -> int:
    """Return the đồng that the buyer still owes: the total less what came in; 0 once it is marked as paid."""
    return 0 if order.paid_at is not None else max(order.total - paid_so_far(order), 0)


def is_all_back(order: Order) -> bool:
    """Return True if nothing must be refunded any more, and no refund to a card is on its way."""
    return not owed_back(order) and not way_of(order.payment).is_going_back(order)


def refundable_by_card(order: Order) -> int:
    """Return the đồng that the order's way of paying can refund by itself, such as card payments.

    Money with a started refund is not included. 0 if the seller refunds by hand.
    """
    return way_of(order.payment).refundable(order)
