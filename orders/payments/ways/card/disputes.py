"""The result of a cardholder's dispute, for the order that the card paid."""

from __future__ import annotations

from django.utils.translation import gettext as _

from orders.models import Order
from orders.payments.ways.card.models import CardEvent


def dispute_of(order: Order) -> str:
    """Return what the seller reads about a dispute: open or lost; empty if there is none, or it was won.

    Events come in any order: a closed dispute counts as closed, whenever its opening is received.
    """
    paid = order.card_payments.exclude(intent="").values_list("account", "intent")
    words = ""
    for account, intent in paid:
        reports = CardEvent.objects.filter(account=account, intent=intent, kind__startswith="charge.dispute.")
        ends = [
            event.body.get("status")
            for event in reports.order_by("made_at", "pk")
            if event.kind.endswith(".closed")
        ]
        if ends and ends[-1] == "lost":
            return _(
                "Ngân hàng xử cho chủ thẻ: tiền của đơn này đã bị lấy lại. Chị xem trên trang của Stripe."
            )
        if not ends and reports.filter(kind="charge.dispute.created").exists():
            words = _(
                "Chủ thẻ khiếu nại tiền của đơn này với ngân hàng. Chị trả lời trên trang của Stripe trước khi giao hàng hay trả lại tiền."
            )
    return words
