"""Compare Stripe's records with Piêu's; each kind of difference has a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from orders.orders.enums import OrderState
from orders.payments.ways.card import client
from orders.payments.ways.card.accounts import key_of
from orders.payments.ways.card.client import CURRENCY
from orders.payments.ways.card.enums import CardState, RefundState
from orders.payments.ways.card.models import CardAccount, CardPayment, CardRefund

_REFUNDED = {"pending": RefundState.PENDING, "requires_action": RefundState.PENDING,
             "succeeded": RefundState.SUCCEEDED, "failed": RefundState.FAILED, "canceled": RefundState.FAILED}  # fmt: skip

# docs.stripe.com/api/disputes/object: in these states nothing is claimed any more.
DISPUTES_OVER = ("won", "warning_closed", "prevented")


@dataclass(frozen=True, slots=True)
class Difference:
    """A difference between Stripe and Piêu.

    name: the kind of difference.
    thing: the number at Stripe.
    words: both sides as text.
    payment: Piêu's payment, if there is one.
    stripe_object: Stripe's data.
    """

    name: str
    thing: str
    words: str
    payment: CardPayment | None = None
    stripe_object: dict[str, Any] | None = None


def differences(account: CardAccount, since: dt.datetime, until: dt.datetime) -> Iterator[Difference]:
    """Yield differences of sessions, refunds and disputes from `since` to before `until`, on both sides.

    Each row of Piêu that Stripe made in another period costs one more request. Raises CardServiceAway,
    CardRefused.
    """
    if not key_of(account):
        yield Difference("key_missing", str(account), "no key to ask Stripe with")
        return
    yield from _of_sessions(account, since, until)
    yield from _of_refunds(account, since, until)
    yield from _of_disputes(account, since, until)


def _of_disputes(account: CardAccount, since: dt.datetime, until: dt.datetime) -> Iterator[Difference]:
    """Yield a difference for each open or lost dispute.

    Piêu did not refund this money, and the order still counts as paid.
    """
    rows = {
        row.intent: row
        for row in CardPayment.objects.filter(account=account).exclude(intent="").select_related("order")
    }
    for dispute in client.disputes_between(account, since, until):
        row = rows.get(str(dispute.get("payment_intent")))
        if row is not None and dispute.get("status") not in DISPUTES_OVER:
            yield Difference(
                "disputed_there",
                dispute["id"],
                f"Stripe: {dispute.get('status')}, {dispute.get('amount')}; {row.order}: paid",
                row,
            )


def _of_sessions(account: CardAccount, since: dt.datetime, until: dt.datetime) -> Iterator[Difference]:
    rows = {
        row.session: row
        for row in CardPayment.objects.filter(account=account).exclude(session=None).select_related("order")
    }
    by_key = {
        str(row.key): row
        for row in CardPayment.objects.filter(account=account, session=None).select_related("order")
    }
    numbers = set()
    for stripe_session in client.sessions_between(account, since, until):
        number = stripe_session["id"]
        numbers.add(number)
        row = rows.get(number) or by_key.get(str(stripe_session.get("client_reference_id")))
        is_paid = stripe_session.get("payment_status") == "paid"
        if row is None:
            # The account may have other uses; only sessions with our metadata count.
            if is_paid and (stripe_session.get("metadata") or {}).get("payment"):
                yield Difference(
                    "session_unknown",
                    number,
                    f"Stripe: paid {stripe_session.get('amount_total')}; here: none",
                )
            continue
        if (stripe_session.get("amount_total"), stripe_session.get("currency")) != (row.amount, CURRENCY):
            yield Difference(
                "amount_differs",
                number,
                f"Stripe: {stripe_session.get('amount_total')} {stripe_session.get('currency')}; {row.order}: {row.amount} {CURRENCY}",
                row,
            )
        elif is_paid and row.paid_at is None:
            yield Difference(
                "paid_there_only", number, f"Stripe: paid; {row.order}: {row.state}", row, stripe_session
            )
        elif not is_paid and row.paid_at is not None:
            yield Difference(
                "paid_here_only",
                number,
                f"Stripe: {stripe_session.get('payment_status')}; {row.order}: paid",
                row,
            )
        elif stripe_session.get("status") == "expired" and row.state in (CardState.OPEN, CardState.OPENING):
            yield Difference(
                "expired_there_only",
                number,
                f"Stripe: expired; {row.order}: {row.state}",
                row,
                stripe_session,
            )
    for number, row in rows.items():
        # The clocks differ: a session of a month's last second may be in Stripe's next month.
        is_ours = number not in numbers and since <= row.created_at < until
        if is_ours and client.find_session(account, str(number)) is None:
            yield Difference(
                "session_missing_there", str(number), f"Stripe: none; {row.order}: {row.state}", row
            )
        is_over = row.order.state in (OrderState.CANCELLED, OrderState.RETURNED)
        if (
            row.paid_at is not None
            and since <= row.created_at < until
            and not is_over
            and not row.order.paid_at
        ):
            yield Difference("order_unpaid", str(number), f"{row.order}: its card paid, the order isn't", row)


def _of_refunds(account: CardAccount, since: dt.datetime, until: dt.datetime) -> Iterator[Difference]:
    rows = {
        row.number: row
        for row in CardRefund.objects.filter(payment__account=account)
        .exclude(number=None)
        .select_related("payment__order")
    }
    intents = set(
        CardPayment.objects.filter(account=account).exclude(intent="").values_list("intent", flat=True)
    )
    numbers = set()
    keys = set()
    for refund in client.refunds_between(account, since, until):
        number = refund["id"]
        numbers.add(number)
        keys.add((refund.get("metadata") or {}).get("refund"))
        row = rows.get(number)
        if row is None:
            if refund.get("payment_intent") in intents:
                yield Difference(
                    "refund_unknown", number, f"Stripe: {refund.get('amount')} {refund.get('status')}; here: none",
                    stripe_object=refund,
                )  # fmt: skip
            continue
        state = _REFUNDED.get(str(refund.get("status")), RefundState.PENDING)
        if refund.get("amount") != row.amount:
            yield Difference(
                "refund_amount_differs", number,
                f"Stripe: {refund.get('amount')}; {row.payment.order}: {row.amount}", stripe_object=refund,
            )  # fmt: skip
        elif state != row.state:
            yield Difference(
                "refund_state_differs", number, f"Stripe: {refund.get('status')}; {row.payment.order}: {row.state}",
                stripe_object=refund,
            )  # fmt: skip
    for number, row in rows.items():
        is_of_the_time = any(moment and since <= moment < until for moment in (row.asked_at, row.told_at))
        # A refund may be made in one month and reported in the next; it is missing in neither.
        if number not in numbers and is_of_the_time and client.find_refund(account, str(number)) is None:
            yield Difference(
                "refund_missing_there", str(number), f"Stripe: none; {row.payment.order}: {row.amount}"
            )
    waiting = CardRefund.objects.filter(
        payment__account=account, number=None, asked_at__gte=since, asked_at__lt=until
    ).exclude(state=RefundState.FAILED)
    for row in waiting.select_related("payment__order"):
        if str(row.key) in keys:
            continue  # sent, but the answer was lost: reported above as unknown here
        yield Difference(
            "refund_unsent", str(row.key), f"Stripe: none; {row.payment.order}: {row.amount} asked for"
        )
