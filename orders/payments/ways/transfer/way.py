"""Payment by transfer to the seller's own bank account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.payments.ways.base import Way

if TYPE_CHECKING:
    from orders.models import Shop


class BankTransfer(Way):
    key = "transfer"
    label = gettext_lazy("Chuyển khoản cho người bán")
    rank = 10
    limits_unproven = True
    is_paid_before_sending = True
    slip_words = gettext_lazy("Trả bằng chuyển khoản cho người bán.")

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        if shop.account:
            return ""
        return _("%(producer)s chưa nhận chuyển khoản.") % {"producer": shop.producer.name}


WAY = BankTransfer()
