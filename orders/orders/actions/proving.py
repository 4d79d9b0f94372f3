"""Prove by SMS code that an order's phone number is the buyer's.

The buyer may then review the delivered goods.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from backend.ledger.row_states import write_states
from members.acting import Actor
from members.signing_in.actions.sms_codes import confirm_buyer_code, send_buyer_code
from orders.errors import WrongState
from orders.models import Order
from orders.orders import rules
from orders.orders.actions.first_orders import count_first_order
from orders.orders.actions.stepping import check_buyer, locked, mark_cards_of


def send_order_code(
    *, order: Order, buyer: Actor | None = None, network: str = "", again: bool = False
) -> bool:
    """Send a code to the order's number. Return False if one was sent less than a minute ago.

    `again`: send it even if the number is proven already, so that this caller can use `confirm_buyer`.

    Raises:
        WrongState: the number needs no proof; never with `again`.
        NotAllowed: `buyer` is one of the seller's people.
        PhoneError, TooManyCodes: the code can't be sent.
    """
    if again:
        check_buyer(buyer, order)
    else:
        _check(order, buyer)
    return send_buyer_code(phone=order.buyer_phone, network=network)


def prove_order_number(*, order: Order, code: str, buyer: Actor | None = None) -> Order:
    """Mark the order's number as proven by the SMS code.

    The order may then count as the sellers' first real order.
    Raises WrongState, NotAllowed, WrongCode, TooManyGuesses.
    Tries are counted in the caller's transaction: catch the error, so that the transaction commits.
    """
    if order.phone_proven:
        return order
    _check(order, buyer)
    # Outside the transaction below: a wrong code raises, and the try must still be counted.
    confirm_buyer_code(phone=order.buyer_phone, code=code)
    with transaction.atomic():
        order = locked(order)
        if not order.phone_proven:
            _check(order, buyer)
            order.phone_proven = True
            order.save(update_fields=["phone_proven"])
            write_states(
                "order.phone_proven", [order], payload=None, **(buyer.ledger_refs() if buyer else {})
            )
            count_first_order(order)
            mark_cards_of(order)
    return order


def confirm_buyer(*, order: Order, code: str, buyer: Actor | None = None) -> None:
    """Check by SMS code that the person who has the order's address also has its number.

    The order doesn't change.
    Raises NotAllowed, WrongCode, TooManyGuesses.
    Tries are counted in the caller's transaction: catch the error, so that the transaction commits.
    """
    check_buyer(buyer, order)
    confirm_buyer_code(phone=order.buyer_phone, code=code)


def _check(order: Order, buyer: Actor | None) -> None:
    check_buyer(buyer, order)
    if not rules.may_prove_number(order):
        raise WrongState(_("Đơn này không cần xác nhận số."), code="nothing_to_prove")
