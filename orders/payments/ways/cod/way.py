"""Cash on delivery: the buyer pays the person who hands over the goods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.payments.ways.base import Way

if TYPE_CHECKING:
    from orders.models import Shop


class CashOnDelivery(Way):
    key = "on_delivery"
    label = gettext_lazy("Trả tiền khi nhận hàng")
    rank = 20
    needs_proven_number = True
    is_paid_at_handover = True
    is_cash = True

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        # A seller who writes an order down agreed on cash with the buyer.
        if shop.takes_cash or not on_page:
            return ""
        return _("%(producer)s không nhận tiền mặt.") % {"producer": shop.producer.name}


WAY = CashOnDelivery()
