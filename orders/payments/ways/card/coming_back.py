"""The return from Stripe's page. The seller sees this address at Stripe, so it must not be the order's."""

from __future__ import annotations

from django.http import HttpRequest

from members.acting import ActorRequest
from orders.models import CardPayment, Order

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


def _known(request: HttpRequest) -> list[str]:
    stored = request.session.get(KEY)
    return [each for each in stored if isinstance(each, str)] if isinstance(stored, list) else []
