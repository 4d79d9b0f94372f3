"""Payment by transfer to the seller's own bank account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.money import dong_words
from orders.payments.ways.base import Way
from orders.payments.ways.transfer.paying import Transfer, transfer_of

if TYPE_CHECKING:
    from orders.models import Order, Shop


class BankTransfer(Way):
    key = "transfer"
    label = gettext_lazy("Chuyển khoản cho người bán")
    rank = 10
    limits_unproven = True
    is_paid_before_sending = True
    slip_words = gettext_lazy("Trả bằng chuyển khoản cho người bán.")
    withdrawal_words = gettext_lazy("Nếu đã chuyển tiền, bạn gọi người bán để nhận lại.")
    buyer_panel = "orders/payments/ways/transfer/buyer.html"
    buyer_scripts = ("orders/copying.js",)

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        if shop.account:
            return ""
        return _("%(producer)s chưa nhận chuyển khoản.") % {"producer": shop.producer.name}

    def paying(self, order: Order) -> Transfer | None:
        return transfer_of(order)

    def received_words(self, order: Order) -> str:
        transfer = transfer_of(order)
        if transfer is None:
            return ""
        return _(
            "Đã ghi bạn nhận hàng. Còn %(amount)s chưa thấy: nếu chưa chuyển khoản, bạn chuyển như dưới đây."
        ) % {"amount": dong_words(transfer.amount)}


WAY = BankTransfer()
