"""The return from Stripe's page. The seller sees this address at Stripe, so it must not be the order's."""

from __future__ import annotations

from django.http import HttpRequest

from backend.common.errors import DomainError
from members.acting import ActorRequest
from orders.models import Order
from orders.payments.ways.card.actions.payments import look_at_page
from orders.payments.ways.card.enums import CardState
from orders.payments.ways.card.models import CardPayment

KEY = "card_orders"
MOST = 10


def remember(request: HttpRequest, order: Order) -> None:
    """Store that this browser knows the order's address, since it went to Stripe from there."""
    ref = str(order.ref)
    request.session[KEY] = [*(each for each in _known(request) if each != ref), ref][-MOST:]


def order_back_to(request: ActorRequest, back: str) -> Order | None:
    """Return the order of the return address `back`; None for strangers.

    The browser that left from it and the member who ordered may see it.
    """
    payment = CardPayment.objects.filter(back=back).select_related("order__purchase").first()
    if payment is None:
        return None
    order = payment.order
    is_buyer = bool(request.actor) and order.purchase.user_id == request.actor.member.pk
    return order if is_buyer or str(order.ref) in _known(request) else None


def look_when_back(request: HttpRequest, order: Order) -> None:
    """Ask Stripe when the buyer returns from its page, so that the payment shows before the event arrives."""
    if "the" not in request.GET or order.paid_at is not None:
        return
    payment = order.card_payments.filter(state=CardState.OPEN).select_related("account").first()
    if payment is not None:
        try:
            look_at_page(payment)
        except DomainError:
            return
        order.refresh_from_db()


def _known(request: HttpRequest) -> list[str]:
    stored = request.session.get(KEY)
    return [each for each in stored if isinstance(each, str)] if isinstance(stored, list) else []
