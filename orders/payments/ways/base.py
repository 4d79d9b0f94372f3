"""The interface of a way of paying. Each way is a folder here whose `way.py` defines one `WAY`.

The app takes in these modules of a folder, if it has them:

- models
- urls: `urlpatterns`
- api: `register(router)`; actions at an order's address are in `BoughtOrderActions` or `OrderActions`
- admin
- registration, own_records: `register()`
- own_data: `erase(user)`
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.money import format_dong

if TYPE_CHECKING:
    from orders.models import Order, Shop

# Time in which the seller answers a new order; after it the goods are free again.
ANSWER_WITHIN = dt.timedelta(hours=48)


class Refund(Protocol):
    """A refund as the pages of an order show it. `problem`: why it failed."""

    @property
    def amount(self) -> int: ...

    @property
    def problem(self) -> str: ...

    @property
    def has_failed(self) -> bool: ...

    def get_state_display(self) -> str: ...


class Way:
    """A way of paying: what it needs, what an order waits for, and its texts.

    Subclasses override what differs.
    By default the buyer owes the total from the order's confirmation on, and the seller records the payment.
    """

    key: ClassVar[str]
    """At most twelve characters. Stored with orders and sent by the API, so it never changes."""
    label: ClassVar[StrOrPromise]
    rank: ClassVar[int]
    """Position among the choices; the lowest comes first and is preselected."""

    needs_proven_number: ClassVar[bool] = False
    """On the page, only a buyer with a proven number may choose it."""
    limits_unproven: ClassVar[bool] = False
    """Unanswered orders of unproven numbers may hold no more by it than remains for others."""
    takes_foreign_numbers: ClassVar[bool] = False
    """A buyer who pays this way may have a foreign number."""
    answer_within: ClassVar[dt.timedelta] = ANSWER_WITHIN
    """How long the goods of a new order are held."""
    is_paid_first: ClassVar[bool] = False
    """The seller hears of an order only once it is paid, and can't confirm it before."""
    is_paid_before_sending: ClassVar[bool] = False
    """A confirmed order waits for the money: both sides get reminders, and after a week it is cancelled."""
    is_paid_at_handover: ClassVar[bool] = False
    """The buyer pays on delivery: delivering the order marks it as paid."""
    is_cash: ClassVar[bool] = False
    """The revenue book calls its money cash, unless a transfer was recorded."""
    proves_buyer: ClassVar[bool] = False
    """An order paid this way counts as real: its buyer may review without a code."""
    slip_words: ClassVar[StrOrPromise] = ""
    """Text of the packing slip for an unpaid order that isn't paid at handover."""
    withdrawal_words: ClassVar[StrOrPromise] = ""
    """Text for a buyer who is about to withdraw an order."""

    producer_relations: ClassVar[tuple[str, ...]] = ()
    """Relations of a producer that `refusal` reads, fetched with the goods of a basket."""
    money_relations: ClassVar[tuple[str, ...]] = ()
    """Relations of an order that `received_amount` and `refunded_amounts` read, fetched with a book's orders."""
    refund_row_words: ClassVar[StrOrPromise] = ""
    """Text of the book's row for a refund that was made outside of Piêu."""

    # Parts of pages: names of templates in orders/payments/ways/<way>/, empty if there is nothing to show.
    buyer_panel: ClassVar[str] = ""
    """Part of the buyer's page while the order is to be paid; gets `order`, `page`, and `paying`.

    If `is_paid_first`, it is shown above everything else, and only until the seller hears of the order.
    """
    buyer_scripts: ClassVar[tuple[str, ...]] = ()
    """Static files of the scripts of `buyer_panel`."""
    seller_panel: ClassVar[str] = ""
    """Part of the seller's page, after the money that came; gets `order` and `page`."""
    shop_panel: ClassVar[str] = ""
    """Part of the shop's page, where the seller sets up this way; gets `producer`."""

    def how_to_pay(self, order: Order) -> str:
        """Return the text about paying `order` on the buyer's page while it is unpaid; may be empty."""
        return ""

    def paying(self, order: Order) -> Any:
        """Return what `buyer_panel` shows of an order that is neither paid nor over; None hides the panel."""
        return order

    def refresh_payment(self, order: Order, request: HttpRequest) -> None:
        """Update `order` before the buyer's page shows it, such as after a return from a payment page."""

    def form_origins(self, order: Order) -> list[str]:
        """Return the origins to which forms of `buyer_panel` may redirect."""
        return []

    def waiting_words(self, order: Order) -> str:
        """Return what the seller reads while a new order must be paid first; may be empty."""
        return ""

    def received_words(self, order: Order) -> str:
        """Return what the buyer reads after confirming the receipt, if the order is still to be paid.

        Empty if there is nothing to pay, or nothing to do about it.
        """
        return ""

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        """Return why `shop` can't be paid this way, as a readable message; empty if it can be.

        `on_page`: the buyer orders on a page. Otherwise the seller writes down an order by telephone.
        """
        return ""

    def check_confirmable(self, order: Order) -> None:
        """Raise WrongState if the seller can't confirm `order` yet."""

    def hindrance_to_noting(self, order: Order) -> str:
        """Return why the seller can't record the payment by hand, as a readable message.

        Empty if that is possible.
        """
        return ""

    def refundable(self, order: Order) -> int:
        """Return the đồng paid this way that it can refund by itself.

        Money with a started refund is not included. Neither is money in the seller's hand or account: the
        seller returns it and records that.
        """
        return 0

    def paid(self, order: Order) -> bool:
        """Return whether `order` was paid by money that this way can refund by itself (`refundable`).

        The buyer then gets it back without the seller.
        """
        return False

    def paid_filter(self) -> Q:
        """Return the condition of `paid`, to filter orders of this way."""
        return Q(pk__in=())

    def has_payment(self, order: Order) -> bool:
        """Return whether `order` ever got a payment that this way can refund by itself, refunded or not."""
        return False

    def received_amount(self, order: Order) -> int:
        """Return the đồng of `refundable` that ever came for `order`, refunded or not."""
        return 0

    def refunded_amounts(self, order: Order) -> list[tuple[dt.datetime, int]]:
        """Return moment and đồng of each successful refund of this way, the earliest first."""
        return []

    def refunded_between(self, start: dt.datetime, end: dt.datetime) -> Q:
        """Return the condition of orders with a refund of this way from `start` until before `end`."""
        return Q(pk__in=())

    def refunds(self, order: Order) -> Iterable[Refund]:
        """Return the refunds of `order` that this way sent, the oldest first."""
        return ()

    def dispute(self, order: Order) -> str:
        """Return what the seller reads about a buyer who disputes the payment; empty if there is none."""
        return ""

    def give_back(self, order: Order) -> None:
        """Refund the `refundable` money of a cancelled order. A repeated call changes nothing."""

    def is_going_back(self, order: Order) -> bool:
        """Return whether a refund of `order` is under way."""
        return False

    def went_back(self, order: Order) -> bool:
        """Return whether a refund of `order` was ever sent, whatever its result."""
        return False

    def may_lapse(self, order: Order) -> bool:
        """Return whether an unanswered `order` may lapse: not while a payment of it is on its way."""
        return True

    def lapse_words(self, order: Order, part: int) -> str:
        """Return what the buyer reads about a lapsed order.

        `part` (đồng) was paid and goes back to the buyer.
        """
        if not part:
            return _("Nơi sản xuất chưa trả lời trong 48 giờ.")
        return _("Nơi sản xuất chưa trả lời trong 48 giờ, và còn phải trả lại bạn %(amount)s.") % {
            "amount": format_dong(part)
        }

    def lapse_title(self, order: Order, part: int) -> StrOrPromise:
        """Return the sellers' message, with the places %(number)s and, if there is a `part`, %(amount)s."""
        if not part:
            return gettext_lazy("Đơn %(number)s đã tự huỷ vì quá 48 giờ chưa nhận")
        return gettext_lazy(
            "Đơn %(number)s đã tự huỷ vì quá 48 giờ chưa nhận: chị trả lại người mua %(amount)s"
        )
