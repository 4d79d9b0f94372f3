"""Refunds to cards: requested in a transaction, sent outside of it, and updated by Stripe's events."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from backend.common.text import filled
from backend.ledger.actions import append_entry
from backend.ledger.row_states import write_states
from members.acting import Actor
from members.models import User
from orders.errors import NotAllowed, WrongState
from orders.models import Order
from orders.orders import rules
from orders.orders.actions.settling import is_all_back, settle, standing_of
from orders.orders.actions.steps import record_difference, record_refund
from orders.orders.enums import OrderState, StepKind
from orders.orders.news import notify_sellers
from orders.payments.ways.card import client
from orders.payments.ways.card.accounts import refundable_amount
from orders.payments.ways.card.client import CardRefused, CardServiceAway
from orders.payments.ways.card.enums import RefundState
from orders.payments.ways.card.models import CardAccount, CardPayment, CardRefund

logger = logging.getLogger(__name__)

_STATES = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}
_RANK = [RefundState.ASKED, RefundState.PENDING, RefundState.SUCCEEDED, RefundState.FAILED]


@transaction.atomic
def ask_refund(*, actor: Actor, order: Order) -> list[CardRefund]:
    """Request the refund that the seller owes to the card.

    That is what a card paid above the order's price; a cancelled or returned order has no price.
    A second call finds nothing left to refund. Raises NotAllowed, WrongState.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("producer").get(pk=order.pk)
    if not rules.may_handle(actor.member, order):
        raise NotAllowed(_("Đơn này không phải của chị."))
    owed = standing_of(order).by_card
    asked = start_refund(order, owed, actor.by) if owed else []
    if not asked:
        raise WrongState(_("Đơn này không có tiền phải trả lại vào thẻ."), code="nothing_to_refund")
    append_entry(
        kind="order.refund_asked",
        subject=f"order:{order.ref}",
        payload={"amount": sum(each.amount for each in asked)},
        **actor.ledger_refs(),
    )
    return asked


def start_refund(
    order: Order, amount: int, by: User | None, *, of: CardPayment | None = None
) -> list[CardRefund]:
    """Create refunds of at most `amount` đồng of the order's card payments, or of the payment `of` alone.

    The caller or the clock sends them, whichever comes first.
    """
    asked = []
    for payment in [of] if of else list(order.card_payments.exclude(paid_at=None)):
        part = min(amount, refundable_amount(payment))
        if part > 0:
            asked.append(CardRefund.objects.create(payment=payment, amount=part, by=by))
            amount -= part
    write_states("card_refund.asked", asked)
    return asked


def send_refund(refund: CardRefund) -> None:
    """Send a requested refund to Stripe; a repeated call sends the same one.

    If Stripe can't be reached, the clock sends it later. If Stripe refuses, it fails and the seller is
    notified.
    """
    row = (
        CardRefund.objects.select_related("payment__account", "payment__order")
        .filter(pk=refund.pk, number=None, state=RefundState.ASKED)
        .first()
    )
    if row is None:
        return
    try:
        stripe_refund = client.create_refund(row)
    except CardServiceAway as error:
        logger.warning("Stripe's refund %s: %s", row.pk, error)
        return
    except CardRefused as error:
        _give_up(row, error.message)
        return
    take_refund(
        account=row.payment.account, stripe_refund=stripe_refund, at=_moment(stripe_refund.get("created"))
    )


def send_waiting_refunds() -> int:
    """Send up to twenty refunds that Stripe doesn't know of yet. Return how many were tried."""
    waiting = list(CardRefund.objects.filter(number=None, state=RefundState.ASKED).order_by("pk")[:20])
    for refund in waiting:
        send_refund(refund)
    return len(waiting)


@transaction.atomic
def _give_up(refund: CardRefund, why: str) -> None:
    order = Order.objects.select_for_update(of=("self",)).get(pk=refund.payment.order_id)
    gone = CardRefund.objects.filter(pk=refund.pk, number=None, state=RefundState.ASKED)
    if gone.update(state=RefundState.FAILED, problem=why[:200]):
        write_states("card_refund.changed", CardRefund.objects.filter(pk=refund.pk))
        _notify_of_failed_refund(order, refund)


@transaction.atomic
def take_refund(*, account: CardAccount, stripe_refund: dict[str, Any], at: dt.datetime) -> CardRefund | None:
    """Store Stripe's state of a refund, also of one created at Stripe. An older report changes nothing.

    Return None if its payment isn't known. Raises WrongState for an unreadable amount.
    """
    intent = str(stripe_refund.get("payment_intent") or "")
    payment = CardPayment.objects.filter(account=account, intent=intent).first() if intent else None
    if payment is None:
        return None
    order = Order.objects.select_for_update(of=("self",)).select_related("producer").get(pk=payment.order_id)
    key = (stripe_refund.get("metadata") or {}).get("refund", "")
    rows = CardRefund.objects.select_for_update().filter(payment=payment)
    row = rows.filter(number=stripe_refund["id"]).first() or next(
        (each for each in rows.filter(number=None) if str(each.key) == key), None
    )
    amount: Any = stripe_refund.get("amount")
    is_whole = isinstance(amount, int) and not isinstance(amount, bool)
    if not is_whole or not 0 < amount <= payment.amount or stripe_refund.get("currency") != client.CURRENCY:
        raise WrongState(_("Stripe báo một khoản trả lại không đọc được."), code="refund_unreadable")
    row = row or CardRefund(payment=payment, amount=amount)
    row.number, before = stripe_refund["id"], row.state if row.pk else None
    state = _STATES.get(str(stripe_refund.get("status")), RefundState.PENDING)
    is_news = row.told_at is None or (at, _RANK.index(state)) > (
        row.told_at,
        _RANK.index(RefundState(row.state)),
    )
    if is_news:
        row.state, row.told_at, row.amount = state, at, amount
        row.problem = str(stripe_refund.get("failure_reason") or "")[:200]
    row.save()
    write_states("card_refund.changed", [row])
    if is_news and row.state != before:
        _after(order, row)
    return row


def _after(order: Order, refund: CardRefund) -> None:
    settle(order)
    if refund.state == RefundState.FAILED:
        if order.refunded_at is not None:
            # It was reported as done and then failed: buyer and reminders show it as owed again.
            order.refunded_at, order.moved_at, order.still_day = None, timezone.now(), 0
            order.save(update_fields=["refunded_at", "moved_at", "still_day"])
            undone = list(order.steps.standing().filter(kind=StepKind.REFUNDED))
            for step in undone:
                step.undone_at = timezone.now()
                step.save(update_fields=["undone_at"])
            write_states("order.refund_failed", [order, *undone])
        _notify_of_failed_refund(order, refund)
    if refund.state != RefundState.SUCCEEDED:
        return
    actor = Actor.of(refund.by) if refund.by else None
    words = _("Stripe trả lại %(amount)s vào thẻ") % {"amount": format_dong(refund.amount)}
    if order.state in (OrderState.CANCELLED, OrderState.RETURNED):
        if is_all_back(order):
            record_refund(order, actor, words=words)
    else:
        record_difference(order, actor, words=words, amount=refund.amount)


def _notify_of_failed_refund(order: Order, refund: CardRefund) -> None:
    notify_sellers(
        order,
        f"refund-failed-{refund.pk}",
        title=filled(
            gettext_lazy("Đơn %(number)s: chưa trả lại được %(amount)s vào thẻ"),
            {"number": order.number, "amount": format_dong(refund.amount)},
        ),
    )


def _moment(seconds: Any) -> dt.datetime:
    if isinstance(seconds, int) and 0 < seconds < 2**33:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    return timezone.now()
