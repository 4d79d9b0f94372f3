"""What the rest of orders asks a way of paying. A way is a folder beside this file whose `way.py` names one `WAY`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.money import format_dong

if TYPE_CHECKING:
    from orders.models import Order, Shop

# The seller answers a new order within that time, or its goods are free again.
ANSWER_WITHIN = dt.timedelta(hours=48)


class Way:
    """A way of paying: what it needs, what an order waits for, and the words of it. A way overrides what differs from this one.

    By this one the buyer owes the total from the order's confirmation on, and the seller says when she has it.
    """

    key: ClassVar[str]
    """At most twelve characters; stored with orders and sent by the API, so it never changes."""
    label: ClassVar[StrOrPromise]
    rank: ClassVar[int]
    """Place among the choices; the lowest comes first and is chosen beforehand."""

    needs_proven_number: ClassVar[bool] = False
    """On the page only a buyer who showed that her number is hers may choose it."""
    limits_unproven: ClassVar[bool] = False
    """What numbers that nobody proved hold by it, until a seller answers, is never more than is left for the others."""
    takes_foreign_numbers: ClassVar[bool] = False
    """A buyer who pays so may have a number from abroad."""
    answer_within: ClassVar[dt.timedelta] = ANSWER_WITHIN
    """For so long the goods of a new order are held."""
    is_paid_first: ClassVar[bool] = False
    """The seller hears of an order only when it is paid, and can't confirm it before."""
    is_paid_before_sending: ClassVar[bool] = False
    """A confirmed order waits for the money: both sides are reminded of it, and after a week it is let go."""
    is_paid_at_handover: ClassVar[bool] = False
    """Paid into the seller's hand when the goods reach the buyer: delivering the order says that it is paid."""
    proves_buyer: ClassVar[bool] = False
    """An order that was paid so counts as a real one: its buyer may review, and nobody asks for a code."""
    slip_words: ClassVar[StrOrPromise] = ""
    """What the packing slip says of an unpaid order that isn't paid at handover."""

    def how_to_pay(self, order: Order) -> str:
        """Return what the buyer's page says of paying `order`, as long as it isn't paid; empty where nothing is to be said."""
        return ""

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        """Return why `shop` can't be paid so, in words; empty where it can.

        `on_page`: the buyer orders on a page herself. Otherwise the seller writes down what came by telephone.
        """
        return ""

    def check_confirmable(self, order: Order) -> None:
        """Raise WrongState where the seller can't confirm `order` yet."""

    def hindrance_to_noting(self, order: Order) -> str:
        """Return why the seller can't note by hand that she has the money, in words; empty where she can."""
        return ""

    def kept(self, order: Order) -> int:
        """Return đồng that came by this way and that it takes back itself; what is on its way back is not among them.

        What the seller has in her hand or on her account isn't: she gives that back and says so.
        """
        return 0

    def paid(self, order: Order) -> bool:
        """Return whether money of `kept` is what made `order` paid. Its buyer then gets it back without the seller."""
        return False

    def give_back(self, order: Order) -> None:
        """Have what was `kept` of a cancelled order go back. Done again, it changes nothing."""

    def is_going_back(self, order: Order) -> bool:
        """Return whether money is on its way back."""
        return False

    def went_back(self, order: Order) -> bool:
        """Return whether money of `order` was sent back, whatever came of it."""
        return False

    def may_lapse(self, order: Order) -> bool:
        """Return whether no payment of `order` can be on its way, so that its goods may be let go."""
        return True

    def lapse_words(self, order: Order, part: int) -> str:
        """Return what the buyer reads of an order that lapsed; `part` (đồng) of it came and goes back to her."""
        if not part:
            return _("Nơi sản xuất chưa trả lời trong 48 giờ.")
        return _("Nơi sản xuất chưa trả lời trong 48 giờ, và còn phải trả lại bạn %(amount)s.") % {
            "amount": format_dong(part)
        }

    def lapse_title(self, order: Order, part: int) -> StrOrPromise:
        """Return what the sellers are told of it, with places for %(number)s and, of a `part`, %(amount)s."""
        if not part:
            return gettext_lazy("Đơn %(number)s đã tự huỷ vì quá 48 giờ chưa nhận")
        return gettext_lazy(
            "Đơn %(number)s đã tự huỷ vì quá 48 giờ chưa nhận: chị trả lại người mua %(amount)s"
        )
