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
    """Write down an order that came by telephone, and carry orders through; an officer does it in làm hộ."""
    return runs(user, producer)


def may_handle(user: Any, order: Order) -> bool:
    return may_take_order(user, order.producer)


def is_real(order: Order) -> bool:
    """A buyer placed it herself by a number that is hers or paid it by card, and she is none of those who sell: nobody can type her own
    first order in, or her own praise."""
    people = people_of(order.producer)
    ids, phones = {person.pk for person in people}, {person.phone for person in people}
    return (
        order.channel == Channel.PAGE
        and (order.phone_proven or (order.paid_at is not None and way_of(order.payment).proves_buyer))
        and order.purchase.user_id not in ids
        and order.buyer_phone not in phones
    )


def may_be_buyer(actor: Actor, order: Order) -> bool:
    """Whoever has the order's address may act as its buyer, but none of those who sell it: what they do they do as sellers.

    Where one of them bought it with her own account, it is hers.
    """
    if order.purchase.user_id == actor.member.pk:
        return True
    return not any(runs(user, order.producer) for user in {actor.member, actor.by})


def is_known_buyer(order: Order, buyer: Actor | None, proven_phones: Collection[str] = ()) -> bool:
    """Whether she who has the order's address is its buyer: by her account, or by the order's number, of which a code was typed.

    Where no SMS goes to that number (a landline, abroad), the address is all there is.
    """
    if buyer is not None and order.purchase.user_id == buyer.member.pk:
        return True
    if not order.buyer_phone:  # forgotten
        return False
    return (
        order.buyer_phone in proven_phones
        or (buyer is not None and buyer.member.phone == order.buyer_phone)
        or not is_mobile(order.buyer_phone)
    )


def is_mobile(phone: str) -> bool:
    try:
        parse_mobile(phone)
    except PhoneError:
        return False
    return True


def may_prove_number(order: Order) -> bool:
    """What reached her by a number that nobody asked a code of: with one she may say what she thinks of it."""
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
    return is_mobile(order.buyer_phone)  # elsewhere no SMS goes
