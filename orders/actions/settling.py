"""What came in for an order, worked out anew whenever the order or one of its transfers changes. The order is locked by the caller."""

from __future__ import annotations

from collections.abc import Sequence

from members.models import User
from orders.bank_feed.folding import fold
from orders.cards.accounts import kept_of
from orders.enums import OrderState, Payment, RefundState, StepKind, TransferState
from orders.models import CardPayment, CardRefund, Order, Transfer


def _is_over(order: Order) -> bool:
    return order.state in (OrderState.CANCELLED, OrderState.RETURNED)


def settle(order: Order) -> int:
    """Bring the states of the order's transfers up to date; đồng that the seller kept of them.

    What a card paid for an order that is cancelled goes back by itself: nobody has anything to decide.
    """
    by_card = _kept_by_card(order)
    if by_card and order.state == OrderState.CANCELLED:
        for payment in order.card_payments.exclude(paid_at=None):
            # One that failed would fail again, every minute: the seller reads of it and asks anew by her own hand.
            if not payment.refunds.filter(state=RefundState.FAILED).exists():
                put_refund(order, kept_of(payment), None, of=payment)
    rows = list(order.transfers.counted())
    verdicts = fold(
        total=order.total,
        is_over=_is_over(order),
        is_paid=order.paid_at is not None,
        amounts=[row.kept for row in rows],
        before=by_card,
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
    """đồng the seller has of the buyer's that the order doesn't cost (any more): it was cancelled, or weighed less at packing.

    What is on its way back to a card is not owed any more.
    """
    costs = 0 if _is_over(order) else order.total
    if order.payment == Payment.CARD and (by_card := _kept_by_card(order)):
        return max(by_card - costs, 0)
    told = list(Transfer.objects.filter(order=order))
    if told:
        return sum(row.back for row in told) + in_hand_back(order)
    if order.paid_amount is None or order.refunded_at is not None or order.card_payments.exists():
        return 0
    return max(order.paid_amount - order.given_back - costs, 0)


def paid_so_far(order: Order) -> int:
    """đồng of the buyer's that the seller has: of transfers that a bank's message told of, of a card, and what she says that she took."""
    if order.payment == Payment.CARD and (by_card := _kept_by_card(order)):
        return by_card
    told = list(Transfer.objects.filter(order=order))
    in_hand = 0
    if order.paid_amount is not None and order.refunded_at is None and not _is_by_bank(order, told):
        in_hand = max(order.paid_amount - sum(row.amount for row in told) - order.given_back, 0)
    return sum(row.kept for row in told) + in_hand


def still_to_pay(order: Order) -> int:
    """đồng that a buyer still owes: all of it, less what transfers brought; nothing once it is paid."""
    return 0 if order.paid_at is not None else max(order.total - paid_so_far(order), 0)


def _is_by_bank(order: Order, told: Sequence[Transfer]) -> bool:
    """It became paid by what its transfers brought, by nobody's hand."""
    return bool(told) and not order.steps.filter(kind=StepKind.PAID).exclude(by=None).exists()


def in_hand_back(order: Order) -> int:
    """đồng to be given back of what the seller took in her hand beside transfers that a bank's messages told of.

    What is too much goes back of the transfers first (fold); of the hand's part so much as they don't cover.
    """
    amounts = [row.amount for row in Transfer.objects.filter(order=order)]
    if not amounts or order.paid_amount is None or order.refunded_at is not None or order.payment == Payment.CARD:
        return 0
    if not order.steps.filter(kind=StepKind.PAID).exclude(by=None).exists():
        return 0
    in_hand = max(order.paid_amount - sum(amounts), 0)
    costs = 0 if _is_over(order) else order.total
    # Of what is kept of the transfers, and isn't to go back, the order is paid first.
    by_bank = sum(row.kept - row.back for row in Transfer.objects.filter(order=order))
    return max(in_hand - order.given_back - max(costs - by_bank, 0), 0)


def put_refund(
    order: Order, amount: int, by: User | None, *, of: CardPayment | None = None
) -> list[CardRefund]:
    """Ask for `amount` of what cards paid to go back, of the payment `of` or of any; they are sent by whoever comes first, the caller or
    the clock."""
    asked = []
    for payment in [of] if of else list(order.card_payments.exclude(paid_at=None)):
        part = min(amount, kept_of(payment))
        if part > 0:
            asked.append(CardRefund.objects.create(payment=payment, amount=part, by=by))
            amount -= part
    return asked


def _kept_by_card(order: Order) -> int:
    if order.payment != Payment.CARD:
        return 0
    return sum(kept_of(payment) for payment in order.card_payments.exclude(paid_at=None))
