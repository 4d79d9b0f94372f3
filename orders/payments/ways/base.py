"""What the rest of orders asks a way of paying. A way is a folder beside this file whose `way.py` names one `WAY`."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, ClassVar

from django_stubs_ext import StrOrPromise

if TYPE_CHECKING:
    from orders.models import Shop

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
    proves_buyer: ClassVar[bool] = False
    """Who paid so is real: nobody types in orders of her own, to review them, at that price."""

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        """Return why `shop` can't be paid so, in words; empty where it can.

        `on_page`: the buyer orders on a page herself. Otherwise the seller writes down what came by telephone.
        """
        return ""
