from __future__ import annotations

from collections.abc import Collection
from typing import Any

from backend.common.phones import PhoneError, parse_mobile
from members.acting import Actor
from orders.models import Order
from orders.orders.enums import Channel, OrderState
from orders.payments.ways.finding import way_of
from products.models import Producer
from products.producers.news import people_of
from products.producers.rules import runs


def may_take_order(user: Any, producer: Producer) -> bool:
    """Return True if the user runs `producer`, and so may enter telephone orders and handle its orders.

    An officer does so on behalf of a member (làm hộ).
    """
    return runs(user, producer)


def may_handle(user: Any, order: Order) -> bool:
    return may_take_order(user, order.producer)


def is_real(order: Order) -> bool:
    """Return True if a buyer placed the order on the page, with a proven number or paid by card.

    The buyer must be none of the sellers: sellers can't fake their own first order or review.
    """
    people = people_of(order.producer)
    ids, phones = {person.pk for person in people}, {person.phone for person in people}
    return (
        order.channel == Channel.PAGE
        and (order.phone_proven or (order.paid_at is not None and way_of(order.payment).proves_buyer))
        and order.purchase.user_id not in ids
        and order.buyer_phone not in phones
    )


def may_be_buyer(actor: Actor, order: Order) -> bool:
    """Return True if the actor may act as the buyer of an order whose address they have. Sellers may not.

    A seller who bought it with their own account may.
    """
    if order.purchase.user_id == actor.member.pk:
        return True
    return not any(runs(user, order.producer) for user in {actor.member, actor.by})


def is_known_buyer(order: Order, buyer: Actor | None, proven_phones: Collection[str] = ()) -> bool:
    """Return True if the visitor is known as the buyer: by account, or by a code to the order's number.

    If no SMS reaches that number (a landline, abroad), the address is enough.
    """
    if buyer is not None and order.purchase.user_id == buyer.member.pk:
        return True
    if not order.buyer_phone:  # erased
        return False
    return (
        order.buyer_phone in proven_phones
        or (buyer is not None and buyer.member.phone == order.buyer_phone)
        or not is_mobile(order.buyer_phone)
    )


def may_read_address(order: Order, buyer: Actor | None, proven_phones: Collection[str] = ()) -> bool:
    """Return True if the visitor may read the buyer's address: by account, or by a code to the order's number.

    The same proof is asked before the buyer's order is cancelled.

    Unlike `is_known_buyer`, the order's link alone is never enough: links are passed on.
    """
    if buyer is not None and order.purchase.user_id == buyer.member.pk:
        return True
    if not order.buyer_phone:  # erased
        return False
    return order.buyer_phone in proven_phones or (
        buyer is not None and buyer.member.phone == order.buyer_phone
    )


def is_mobile(phone: str) -> bool:
    try:
        parse_mobile(phone)
    except PhoneError:
        return False
    return True


def may_prove_number(order: Order) -> bool:
    """Return True if the buyer of delivered goods can prove the order's number by a code, to review them."""
    if (
        order.state != OrderState.DELIVERED
        or order.channel != Channel.PAGE
        or order.phone_proven
        or is_real(order)
    ):
        return False
    people = people_of(order.producer)
    if order.purchase.user_id in {person.pk for person in people} or order.buyer_phone in {
        person.phone for person in people
    }:
        return False  # a code would change nothing
    return is_mobile(order.buyer_phone)  # other numbers get no SMS
