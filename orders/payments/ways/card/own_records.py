"""Which columns of cards' rows a member's export includes as they are stored (members.own_data.records)."""

from __future__ import annotations

from members.own_data import records
from members.own_data.records import owned_by
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment, CardRefund
from products.own_data.records import run_by


def register() -> None:
    """Register the tables; called once, from AppConfig.ready()."""
    records.register(
        CardAccount, run_by("producer__"), "id producer created_at heard_at refused_at closed_at"
    )
    records.register(
        CardEvent,
        run_by("account__producer__"),
        "id account number kind intent made_at received_at done_at problem",
    )
    records.register(
        CardPayment,
        run_by("order__producer__"),
        "id order account state amount created_at expires_at paid_at",
        part="sold",
    )
    records.register(
        CardPayment,
        owned_by("order__purchase__user"),
        "id order state amount url created_at expires_at paid_at",
        part="bought",
    )
    records.register(
        CardRefund,
        run_by("payment__order__producer__"),
        "id payment key number state amount by asked_at told_at problem",
    )
