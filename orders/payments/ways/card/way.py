"""Payment by foreign card on Stripe's page, into the seller's own account."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from backend.common.dates import format_moment
from backend.common.money import format_dong
from orders.errors import WrongState
from orders.payments.ways.base import Way
from orders.payments.ways.card.accounts import refundable_amount, takes_cards
from orders.payments.ways.card.actions.payments import OPEN_STATES, may_lapse
from orders.payments.ways.card.actions.refunds import start_refund
from orders.payments.ways.card.disputes import dispute_of
from orders.payments.ways.card.enums import RefundState
from orders.payments.ways.card.models import CardPayment, CardRefund
from orders.payments.ways.card.return_address import look_when_back

if TYPE_CHECKING:
    from orders.models import Order, Shop


@dataclass(frozen=True, slots=True)
class CardPaying:
    """What the card panel on the buyer's page shows. `may_pay`: the seller still takes cards."""

    may_pay: bool


class Card(Way):
    key = "card"
    label = gettext_lazy("Thẻ quốc tế (Stripe)")
    rank = 30
    takes_foreign_numbers = True
    # How long goods are held for a card that has not paid yet.
    answer_within = dt.timedelta(minutes=45)
    is_paid_first = True
    proves_buyer = True
    slip_words = gettext_lazy("Trả bằng chuyển khoản cho người bán.")
    producer_relations = ("card_account",)
    money_relations = ("card_payments__refunds",)
    refund_row_words = gettext_lazy("Trả lại vào thẻ trên trang của Stripe")
    buyer_panel = "orders/payments/ways/card/buyer.html"
    seller_panel = "orders/payments/ways/card/seller.html"
    shop_panel = "orders/payments/ways/card/shop.html"

    def refusal(self, shop: Shop, *, on_page: bool) -> str:
        # An order by telephone has no page to pay on.
        if on_page and takes_cards(shop.producer):
            return ""
        return _("%(producer)s không nhận thẻ.") % {"producer": shop.producer.name}

    def paying(self, order: Order) -> CardPaying:
        return CardPaying(may_pay=takes_cards(order.producer))

    def refresh_payment(self, order: Order, request: HttpRequest) -> None:
        look_when_back(request, order)

    def form_origins(self, order: Order) -> list[str]:
        return [settings.STRIPE_CHECKOUT_ORIGIN] if takes_cards(order.producer) else []

    def waiting_words(self, order: Order) -> str:
        return _(
            "Chờ người mua trả bằng thẻ, đến %(when)s. Trả rồi chị mới nhận đơn; không trả thì đơn tự huỷ."
        ) % {"when": format_moment(order.answer_by)}

    def check_confirmable(self, order: Order) -> None:
        if order.paid_at is None:
            raise WrongState(_("Người mua chưa trả bằng thẻ. Trả rồi chị mới nhận đơn."), code="card_unpaid")

    def hindrance_to_noting(self, order: Order) -> str:
        """Return why payment can't be recorded by hand while a page at Stripe is open: a card may be paying.

        Empty if no page is open, or if the order is paid.
        """
        page = order.card_payments.filter(state__in=OPEN_STATES, expires_at__gt=timezone.now())
        if order.paid_at is not None or not page.exists():
            return ""
        return _("Trang trả thẻ của đơn này còn mở, người mua có thể đang trả. Chị chờ trang đóng rồi ghi.")

    def refundable(self, order: Order) -> int:
        return sum(refundable_amount(payment) for payment in order.card_payments.exclude(paid_at=None))

    def paid(self, order: Order) -> bool:
        """Return whether a card paid it.

        A card that paid again after another payment doesn't count; it is refunded at once.
        """
        return order.paid_at is not None and order.card_payments.filter(paid_at__lte=order.paid_at).exists()

    def paid_filter(self) -> Q:
        return Q(Exists(CardPayment.objects.filter(order=OuterRef("pk"), paid_at__lte=OuterRef("paid_at"))))

    def has_payment(self, order: Order) -> bool:
        return order.card_payments.exclude(paid_at=None).exists()

    def received_amount(self, order: Order) -> int:
        return sum(payment.amount for payment in order.card_payments.all() if payment.paid_at)

    def refunded_amounts(self, order: Order) -> list[tuple[dt.datetime, int]]:
        refunds = [row for payment in order.card_payments.all() for row in payment.refunds.all()]
        done = [row for row in refunds if row.state == RefundState.SUCCEEDED]
        done.sort(key=lambda row: (row.told_at or row.asked_at, row.pk))
        return [(row.told_at or row.asked_at, row.amount) for row in done]

    def refunded_between(self, start: dt.datetime, end: dt.datetime) -> Q:
        return Q(card_payments__refunds__told_at__gte=start, card_payments__refunds__told_at__lt=end)

    def refunds(self, order: Order) -> Iterable[CardRefund]:
        return CardRefund.objects.filter(payment__order=order)

    def dispute(self, order: Order) -> str:
        return dispute_of(order)

    def give_back(self, order: Order) -> None:
        if not self.refundable(order):
            return
        for payment in order.card_payments.exclude(paid_at=None):
            # A failed refund would fail again each minute: the seller is notified and requests it again by
            # hand.
            if not payment.refunds.filter(state=RefundState.FAILED).exists():
                start_refund(order, refundable_amount(payment), None, of=payment)

    def is_going_back(self, order: Order) -> bool:
        on_its_way = [RefundState.ASKED, RefundState.PENDING]
        return CardRefund.objects.filter(payment__order=order, state__in=on_its_way).exists()

    def went_back(self, order: Order) -> bool:
        return CardRefund.objects.filter(payment__order=order).exists()

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
