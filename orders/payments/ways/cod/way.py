"""Cash on delivery: the buyer pays the person who hands over the goods."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from orders.payments.ways.base import Way


class CashOnDelivery(Way):
    key = "on_delivery"
    label = gettext_lazy("Trả tiền khi nhận hàng")
    rank = 20
    needs_proven_number = True
    is_paid_at_handover = True
    is_cash = True


WAY = CashOnDelivery()
