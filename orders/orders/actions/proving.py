"""That the number an order was placed with is its buyer's, proven after the goods came: then she may review them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from members.acting import Actor
from members.signing_in.actions.sms_codes import confirm_buyer_code, send_buyer_code
from orders.errors import WrongState
from orders.models import Order
from orders.orders import rules
from orders.orders.actions.first_orders import count_first_order
from orders.orders.actions.stepping import check_buyer, locked


def send_order_code(
    *, order: Order, buyer: Actor | None = None, network: str = "", again: bool = False
) -> bool:
    """Send a code to the order's number; False where one was sent less than a minute ago.

    `again`: the number is proven, and she who asks isn't known by it yet (confirm_buyer).

    Raises WrongState where there is nothing to prove, NotAllowed where `buyer` is of the seller's, PhoneError, TooManyCodes.
    """
    if again:
        check_buyer(buyer, order)
    else:
        _check(order, buyer)
    return send_buyer_code(phone=order.buyer_phone, network=network)


def prove_order_number(*, order: Order, code: str, buyer: Actor | None = None) -> Order:
    """The code from the SMS proves the order's number; it counts as its sellers' first real order from then on, too.

    Raises WrongState, NotAllowed, WrongCode, TooManyGuesses. Tries are counted in the caller's transaction: answer a refusal.
    """
    if order.phone_proven:
        return order
    _check(order, buyer)
    # Outside the transaction below: a wrong code raises, and its try stays counted.
    confirm_buyer_code(phone=order.buyer_phone, code=code)
    with transaction.atomic():
        order = locked(order)
        if not order.phone_proven:
            _check(order, buyer)
            order.phone_proven = True
            order.save(update_fields=["phone_proven"])
            count_first_order(order)
    return order


def confirm_buyer(*, order: Order, code: str, buyer: Actor | None = None) -> None:
    """The code from the SMS says that whoever has the order's address has its number, too. Of the order nothing changes.

    Raises NotAllowed, WrongCode, TooManyGuesses. Tries are counted in the caller's transaction: answer a refusal.
    """
    check_buyer(buyer, order)
    confirm_buyer_code(phone=order.buyer_phone, code=code)


def _check(order: Order, buyer: Actor | None) -> None:
    check_buyer(buyer, order)
    if not rules.may_prove_number(order):
        raise WrongState(_("Đơn này không cần xác nhận số."), code="nothing_to_prove")
