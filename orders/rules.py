"""Who may do what to offers and orders. `user` is whose act it is (`Actor.member`), also in làm hộ."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from backend.common.phones import PhoneError, parse_mobile
from members.acting import Actor
from members.rules import has_desk, is_staff
from orders.enums import Channel, ComplaintKind, OrderState, Payment
from orders.models import Complaint, Order
from products.models import Producer
from products.producers.news import people_of
from products.producers.rules import oversees, runs


def may_sell(user: Any, producer: Producer) -> bool:
    """Her people, and the officers who help them: offers, delivery, rest."""
    return runs(user, producer) or oversees(user, producer)


def may_set_account(user: Any, producer: Producer) -> bool:
    """Where a producer's money goes is said by her own people alone."""
    return runs(user, producer)


def may_stop_sales(user: Any, producer: Producer) -> bool:
    """Those who run the market, and none of those who sell."""
    return is_staff(user) and not runs(user, producer)


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
        and (order.phone_proven or (order.payment == Payment.CARD and order.paid_at is not None))
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


def may_review(order: Order) -> bool:
    """Whoever has the order's address says what she thinks of it, once it reached her."""
    return order.state == OrderState.DELIVERED and is_real(order)


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


def may_hide_review(user: Any, producer: Producer) -> bool:
    """Officers, and none of those who sell it: nobody hides what is said of her own goods."""
    return oversees(user, producer) and not runs(user, producer)


def may_answer_complaint(user: Any, complaint: Complaint) -> bool:
    """The seller's people and her officers; a request to take a listing down is decided, not answered."""
    return complaint.kind == ComplaintKind.COMPLAINT and may_sell(user, complaint.producer)


def may_decide_take_down(user: Any, complaint: Complaint) -> bool:
    """Officers, and none of those who sell it."""
    return oversees(user, complaint.producer) and not runs(user, complaint.producer)


def may_object(user: Any, complaint: Complaint) -> bool:
    """The seller's own people."""
    return runs(user, complaint.producer)


def may_keep_exchanges(user: Any) -> bool:
    """Exchanges' files are kept by officers and staff, for all of them."""
    return has_desk(user)
