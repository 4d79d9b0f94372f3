"""A foreign card, on a page of Stripe's, into the seller's own account there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.money import format_dong
from orders.errors import WrongState
from orders.payments.ways.base import Way
from orders.payments.ways.card.accounts import takes_cards
from orders.payments.ways.card.actions.payments import may_lapse

if TYPE_CHECKING:
    from orders.models import Order, Shop


class Card(Way):
    key = "card"
    label = gettext_lazy("Thẻ quốc tế (Stripe)")
    rank = 30
    takes_foreign_numbers = True
    # Goods are held so long for a card that nobody paid with yet.
    answer_within = dt.timedelta(minutes=45)
    is_paid_first = True
    proves_buyer = True

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        # Whoever telephones has no page to pay on.
        if on_page and takes_cards(shop.producer):
            return ""
        return _("%(producer)s không nhận thẻ.") % {"producer": shop.producer.name}

    def check_confirmable(self, order: Order) -> None:
        if order.paid_at is None:
            raise WrongState(_("Người mua chưa trả bằng thẻ. Trả rồi chị mới nhận đơn."), code="card_unpaid")

    def may_lapse(self, order: Order) -> bool:
        return may_lapse(order)

    def lapse_words(self, order: Order, part: int) -> str:
        if order.paid_at is not None:
            return super().lapse_words(order, part)
        if not part:
            return _("Chưa trả bằng thẻ trong giờ giữ hàng.")
        return _("Chưa trả bằng thẻ trong giờ giữ hàng, và nơi sản xuất còn phải trả lại bạn %(amount)s.") % {
            "amount": format_dong(part)
        }

    def lapse_title(self, order: Order, part: int) -> StrOrPromise:
        if order.paid_at is not None or not part:
            return super().lapse_title(order, part)
        return gettext_lazy(
            "Đơn %(number)s đã tự huỷ vì chưa trả bằng thẻ: chị trả lại người mua %(amount)s đã chuyển"
        )


WAY = Card()
