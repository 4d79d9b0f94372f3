"""Payment by card on Stripe's page. Stripe is called outside transactions; its answer is stored in one."""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import format_dong
from backend.common.text import filled
from backend.ledger.row_states import write_states
from orders.errors import WrongState
from orders.models import Order
from orders.orders.actions.settling import settle
from orders.orders.actions.steps import pay_by_message
from orders.orders.enums import OrderState
from orders.orders.news import notify_sellers, words_of
from orders.payments.ways.base import ANSWER_WITHIN
from orders.payments.ways.card import client
from orders.payments.ways.card.accounts import account_for
from orders.payments.ways.card.actions.refunds import start_refund
from orders.payments.ways.card.client import CURRENCY, CardBusy, CardRefused, CardServiceAway
from orders.payments.ways.card.enums import CardState
from orders.payments.ways.card.models import CardPayment
from orders.shops.enums import Payment

logger = logging.getLogger(__name__)

# Stripe keeps a page open for at least thirty minutes.
PAGE_OPEN = dt.timedelta(minutes=35)
# The goods are held a little longer than the page is open, so that its last event finds them held.
NEWS_WITHIN = dt.timedelta(minutes=10)
# Limit on holding goods by opening pages again and again.
HELD_AT_MOST = dt.timedelta(hours=3)
# How long Stripe is asked about a page's result if it refuses the account.
ASKED_FOR = dt.timedelta(days=1)
ASKED_AT_ONCE = 20
OPEN_STATES = (CardState.OPENING, CardState.OPEN)


class CardMismatch(WrongState):
    """Stripe reports another amount or currency than requested; nothing was paid."""


def open_card_page(*, order: Order) -> str:
    """Return the address at Stripe on which `order` is paid. An order has one open page at most.

    Raises WrongState if it can't be paid by card, or no longer; CardServiceAway, CardRefused.
    """
    payment = _begin(order)
    if payment.url:
        return payment.url
    try:
        stripe_session = client.create_session(
            payment,
            name=_("Đơn %(number)s, %(producer)s")
            % {"number": payment.order.number, "producer": payment.order.producer.name},
            back_to=settings.PUBLIC_ORIGIN + reverse("orders:card-back", args=[payment.back]),
        )
    except CardBusy:
        # A double tap: use the page of the first request, even if it was opened only now.
        payment.refresh_from_db(fields=["url"])
        if not payment.url:
            raise
        return payment.url
    except CardRefused:
        _change(CardPayment.objects.filter(pk=payment.pk, state=CardState.OPENING), state=CardState.EXPIRED)
        raise
    with transaction.atomic():
        fresh = CardPayment.objects.filter(pk=payment.pk)
        fresh.filter(session=None).update(session=stripe_session["id"])
        _change(fresh.filter(state=CardState.OPENING), state=CardState.OPEN, url=stripe_session["url"])
    return str(stripe_session["url"])


@transaction.atomic
def _begin(order: Order) -> CardPayment:
    order = Order.objects.select_for_update(of=("self",)).select_related("producer").get(pk=order.pk)
    account = account_for(order.producer)
    if (
        order.payment != Payment.CARD
        or order.paid_at is not None
        or order.state != OrderState.PLACED
        or account is None
    ):
        raise WrongState(_("Đơn này không trả bằng thẻ được nữa."), code="card_not_payable")
    now = timezone.now()
    open_page = order.card_payments.filter(state__in=OPEN_STATES).select_related("order__producer", "account")
    # Stripe would refuse to repeat a request whose page ends in less than half an hour.
    stuck = open_page.filter(state=CardState.OPENING, created_at__lt=now - dt.timedelta(minutes=4))
    _change(stuck, state=CardState.EXPIRED)
    _change(open_page.filter(expires_at__lte=now), state=CardState.EXPIRED)
    if (payment := open_page.first()) is not None:
        return payment
    if now > order.created_at + HELD_AT_MOST:
        raise WrongState(_("Đơn đã quá giờ trả bằng thẻ. Bạn đặt đơn mới."), code="card_too_late")
    payment = CardPayment.objects.create(
        order=order, account=account, amount=order.total, created_at=now, expires_at=now + PAGE_OPEN
    )
    order.answer_by = max(order.answer_by, payment.expires_at + NEWS_WITHIN)
    order.save(update_fields=["answer_by"])
    write_states("card_payment.changed", [order, payment])
    return payment


@transaction.atomic
def _change(rows: QuerySet[CardPayment], **values: Any) -> None:
    """Change `rows` and state them."""
    keys = list(rows.values_list("pk", flat=True))
    if CardPayment.objects.filter(pk__in=keys).update(**values):
        write_states("card_payment.changed", CardPayment.objects.filter(pk__in=keys).select_related("order"))


@transaction.atomic
def take_session(*, payment: CardPayment, stripe_session: dict[str, Any]) -> CardPayment:
    """Store Stripe's state of a page, and mark the order as paid once a card paid.

    A payment that came too late or twice is refunded instead. A paid page stays paid, whatever comes later.
    Raises CardMismatch.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("producer").get(pk=payment.order_id)
    row = CardPayment.objects.select_for_update().get(pk=payment.pk)
    if (stripe_session.get("amount_total"), stripe_session.get("currency")) != (row.amount, CURRENCY):
        raise CardMismatch(
            _("Stripe báo %(amount)s %(currency)s, đơn là %(right)s VND.")
            % {
                "amount": stripe_session.get("amount_total"),
                "currency": stripe_session.get("currency"),
                "right": row.amount,
            },
            code="card_amount_differs",
        )
    row.session = row.session or stripe_session["id"]
    row.intent = row.intent or str(stripe_session.get("payment_intent") or "")
    is_paid = stripe_session.get("payment_status") == "paid" and row.paid_at is None
    if is_paid:
        row.state, row.paid_at = CardState.PAID, timezone.now()
    elif stripe_session.get("status") == "expired" and row.state in OPEN_STATES:
        row.state = CardState.EXPIRED
    row.save(update_fields=["session", "intent", "state", "paid_at"])
    write_states("card_payment.changed", [row])
    if is_paid:
        _paid(order, row)
    return row


def _paid(order: Order, payment: CardPayment) -> None:
    others = order.card_payments.filter(state=CardState.PAID).exclude(pk=payment.pk)
    # A payment recorded by hand counts as well.
    is_double = (
        others.exists()
        or order.paid_at is not None
        or sum(row.net_amount for row in order.transfers.all()) >= order.total
    )
    if is_double or order.state in (OrderState.CANCELLED, OrderState.RETURNED):
        start_refund(order, payment.amount, None, of=payment)
        notify_sellers(
            order,
            f"card-late-{payment.pk}",
            title=filled(
                gettext_lazy("Đơn %(number)s: thẻ trả muộn hoặc hai lần, đang tự trả lại %(amount)s"),
                {"number": order.number, "amount": format_dong(payment.amount)},
            ),
        )
        settle(order)
        return
    if order.state == OrderState.PLACED:
        # Only now does the order need the seller.
        order.answer_by = timezone.now() + ANSWER_WITHIN
        order.save(update_fields=["answer_by"])
    pay_by_message(order, amount=payment.amount, words=_("Trả bằng thẻ qua Stripe"), source="card")
    notify_sellers(
        order,
        "placed",
        title=filled(
            gettext_lazy("Có đơn mới %(number)s: %(what)s, đã trả thẻ %(total)s"),
            {
                "number": order.number,
                "what": lazy(words_of, str)(list(order.lines.all())),
                "total": format_dong(order.total),
            },
        ),
    )


def look_at_page(payment: CardPayment, *, end: bool = False) -> CardPayment:
    """Ask Stripe for the state of a page and store it. With `end`, close the page first.

    Raises CardServiceAway, CardRefused, CardMismatch.
    """
    if payment.session is None:
        _change(CardPayment.objects.filter(pk=payment.pk, state=CardState.OPENING), state=CardState.EXPIRED)
        payment.refresh_from_db()
        return payment
    stripe_session = None
    if end:
        try:
            stripe_session = client.expire_session(payment)
        except CardRefused:
            stripe_session = None  # It has ended already, paid or not.
    return take_session(payment=payment, stripe_session=stripe_session or client.fetch_session(payment))


def close_card_pages() -> int:
    """Close open pages and store their state, at most ASKED_AT_ONCE. Return the number of pages.

    These are the pages of cancelled or returned orders, those of closed accounts, and those two minutes past
    their expiry.
    """
    now, checked = timezone.now(), 0
    is_over = Q(order__state__in=[OrderState.CANCELLED, OrderState.RETURNED])
    is_silent = Q(expires_at__lte=now - dt.timedelta(minutes=2))
    # Pages of closed accounts too, so that their keys can be deleted.
    is_closing = Q(account__closed_at__isnull=False)
    left = CardPayment.objects.filter(is_over | is_silent | is_closing, state=CardState.OPEN).select_related(
        "account"
    )
    asked, refused = 0, set()
    for payment in left.select_related("account", "order").order_by("pk"):
        # A revoked key must not block the pages of other sellers.
        if payment.account_id in refused:
            continue
        if asked == ASKED_AT_ONCE:
            break
        asked += 1
        try:
            look_at_page(payment, end=True)
            checked += 1
        except (CardServiceAway, CardRefused, CardMismatch) as error:
            logger.warning("Stripe's page of payment %s: %s", payment.pk, error)
            if isinstance(error, CardRefused):
                refused.add(payment.account_id)
            if isinstance(error, CardRefused) and payment.expires_at <= now - ASKED_FOR:
                # It takes no card any more, and its result is unknown.
                _change(
                    CardPayment.objects.filter(pk=payment.pk, state=CardState.OPEN), state=CardState.EXPIRED
                )
    return checked


def may_lapse(order: Order) -> bool:
    """Close the order's open pages at Stripe, and return whether the order may lapse.

    True for an order that was paid before. False if a card has paid now, or may still be paying.
    If Stripe can't be asked, the order may lapse a day after its `answer_by`.
    """
    if order.paid_at is not None:
        return True
    for payment in order.card_payments.filter(state__in=OPEN_STATES).select_related("account", "order"):
        try:
            look_at_page(payment, end=True)
        except (CardServiceAway, CardRefused, CardMismatch) as error:
            logger.warning("Stripe's page of payment %s: %s", payment.pk, error)
            return timezone.now() > order.answer_by + dt.timedelta(days=1)
    order.refresh_from_db()
    return order.paid_at is None
