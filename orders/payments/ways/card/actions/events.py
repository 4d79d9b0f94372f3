"""Store each event of Stripe once, and handle and state it in the same transaction.

Events come in any order, and can be handled again on request. Only an event that agrees with the ledger is:
one that somebody wrote into the database pays nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.errors import DomainError
from backend.common.money import format_dong
from backend.common.text import filled
from backend.ledger.row_states import agrees, state_rows
from members.notices.actions.notices import notify
from orders.errors import OrderError
from orders.payments.ways.card.actions.payments import take_session
from orders.payments.ways.card.actions.refunds import take_refund
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment
from products.producers.news import people_of

# Fields of an event's object that are stored. Cardholders' names, numbers and addresses are not.
_STORED_FIELDS = (
    "id", "object", "amount_total", "amount", "currency", "status", "payment_status", "payment_intent", "client_reference_id",
    "metadata", "created", "expires_at", "failure_reason", "reason", "charge",
)  # fmt: skip
_SESSIONS = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
}
_REFUNDS = {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}


class NotYet(OrderError):
    """The event depends on another event that has not been received yet."""


@transaction.atomic
def receive_event(*, account: CardAccount, payload: dict[str, Any]) -> CardEvent:
    """Store an event and handle it; a repeated event changes nothing.

    A problem in handling it is stored and reported to the seller, not raised.
    Raises OrderError if it has no number or type.
    """
    number, kind = payload.get("id"), payload.get("type")
    if not (isinstance(number, str) and 0 < len(number) <= 100 and isinstance(kind, str) and kind):
        raise OrderError(_("Nội dung gửi đến không phải tin của Stripe."), code="event_unreadable")
    # A concurrent request with the same event waits here.
    CardAccount.objects.filter(pk=account.pk).update(heard_at=timezone.now())
    thing = {
        name: payload["data"]["object"][name] for name in _STORED_FIELDS if name in payload["data"]["object"]
    }
    event, made = CardEvent.objects.get_or_create(
        account=account,
        number=number,
        defaults={
            "kind": kind[:80],
            "intent": str(thing.get("payment_intent") or "")[:100],
            "body": thing,
            "made_at": _moment(payload.get("created")),
        },
    )
    if made:
        _carry_out(event)
    return event


@transaction.atomic
def replay_event(event: CardEvent) -> CardEvent:
    """Handle a stored event again. Earlier effects are not undone.

    Raises OrderError if the event differs from the ledger.
    """
    # As in receive_event: concurrent events of this account wait.
    CardAccount.objects.select_for_update().get(pk=event.account_id)
    row = (
        CardEvent.objects.select_for_update(of=("self",)).select_related("account__producer").get(pk=event.pk)
    )
    if not agrees(row):
        raise OrderError(_("Tin này không khớp sổ cái, không làm lại được."), code="event_differs")
    _carry_out(row)
    return row


def _carry_out(event: CardEvent) -> None:
    try:
        with transaction.atomic():
            payment = _work(event)
    except DomainError as error:
        event.done_at, event.problem = None, error.message[:200]
        event.save(update_fields=["done_at", "problem"])
        state_rows(event)
        if not isinstance(error, NotYet):
            _notify(event, event.problem[:80])
        return
    event.done_at, event.problem = timezone.now(), ""
    event.save(update_fields=["done_at", "problem"])
    state_rows(event)
    if payment is not None and payment.intent:
        # Events that came before their payment was known.
        waiting = CardEvent.objects.filter(account=event.account, intent=payment.intent, done_at=None)
        for earlier in waiting.exclude(pk=event.pk).order_by("made_at", "pk"):
            if agrees(earlier):
                _carry_out(earlier)


def _work(event: CardEvent) -> CardPayment | None:
    thing = event.body
    if event.kind in _SESSIONS:
        payment = _payment_of(event)
        return take_session(payment=payment, stripe_session=thing) if payment else None
    if event.kind in _REFUNDS:
        if take_refund(account=event.account, stripe_refund=thing, at=event.made_at) is None:
            raise NotYet(_("Chưa biết khoản trả bằng thẻ mà tin này nói đến."), code="event_early")
    elif event.kind == "charge.dispute.created" and not _is_over(event):
        raise OrderError(
            _("Chủ thẻ khiếu nại khoản này với ngân hàng. Chị trả lời trên trang của Stripe."),
            code="card_disputed",
        )
    elif event.kind == "charge.dispute.closed":
        _close_dispute(event)
    return None


def _is_over(event: CardEvent) -> bool:
    """Return whether the end of this event's dispute was received before.

    Events repeat and come in any order.
    """
    closed = CardEvent.objects.filter(
        account=event.account, intent=event.intent, kind="charge.dispute.closed"
    )
    return bool(event.intent) and closed.exists()


def _close_dispute(event: CardEvent) -> None:
    if event.body.get("status") == "lost":
        raise OrderError(
            _("Ngân hàng xử cho chủ thẻ: khoản này đã bị lấy lại. Chị xem trên trang của Stripe."),
            code="card_dispute_lost",
        )
    # The opening event is no problem any more.
    opened = CardEvent.objects.filter(
        account=event.account, intent=event.intent, kind="charge.dispute.created", done_at=None
    )
    for row in opened.exclude(intent="").select_related("account__producer"):
        if agrees(row):
            row.done_at = timezone.now()
            row.save(update_fields=["done_at"])
            state_rows(row)
    _notify(event, gettext_lazy("Khiếu nại của chủ thẻ đã xong, tiền vẫn là của chị."))


def _payment_of(event: CardEvent) -> CardPayment | None:
    """Return the payment of a session's event; None for a session that Piêu didn't open.

    The seller may use the account for other sales too.
    """
    thing = event.body
    rows = CardPayment.objects.filter(account=event.account)
    if payment := rows.filter(session=str(thing.get("id"))).first():
        return payment
    try:
        key = UUID(str(thing.get("client_reference_id")))
    except ValueError:
        return None
    return rows.filter(key=key, session=None).first()


def _notify(event: CardEvent, what: StrOrPromise) -> None:
    """Tell the seller about the event, with order and amount if Stripe's payment intent is a known one."""
    if event.account.producer is None:
        return
    payments = CardPayment.objects.filter(account=event.account).exclude(intent="").select_related("order")
    payment = payments.filter(intent=event.intent).first() if event.intent else None
    title = gettext_lazy("Tin của Stripe cần chị xem: %(what)s")
    if payment is not None:
        title = gettext_lazy("Đơn %(number)s, thẻ: %(what)s")
    amount = event.body.get("amount")
    values = {"what": what, "number": payment.order.number if payment else ""}
    for person in people_of(event.account.producer):
        notify(
            user=person,
            kind="card.problem",
            title=filled(title, values),
            body=filled(gettext_lazy("Số tiền: %(amount)s"), {"amount": format_dong(amount)})
            if isinstance(amount, int)
            else "",
            url=reverse("orders:sale", args=[payment.order.number]) if payment else "",
            key=f"card-event:{event.pk}",
        )


def _moment(seconds: Any) -> dt.datetime:
    if isinstance(seconds, int) and not isinstance(seconds, bool) and 0 < seconds < 2**33:
        return dt.datetime.fromtimestamp(seconds, dt.UTC)
    return timezone.now()
