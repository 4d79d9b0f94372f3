"""What ledger entries state of card accounts, payments, refunds and events (backend.ledger.row_states)."""

from __future__ import annotations

from backend.ledger.row_values import Stated
from orders.payments.ways.card.models import CardAccount, CardEvent, CardPayment, CardRefund


def _subject(account: CardAccount) -> str:
    """Return the producer as the subject; "card_account:…" for the account of the Union."""
    return f"producer:{account.producer.ref}" if account.producer else f"card_account:{account.pk}"


STATED = (
    Stated(
        CardAccount,
        subject=_subject,
        related=("producer",),
        stated=("producer", "created_at", "closed_at"),
        pinned=("ref", "sealed_key", "sealed_signing"),
    ),
    Stated(
        CardPayment,
        subject=lambda payment: f"order:{payment.order.ref}",
        related=("order",),
        stated=(
            "order",
            "account",
            "key",
            "state",
            "amount",
            "intent",
            "url",
            "created_at",
            "expires_at",
            "paid_at",
        ),
    ),
    Stated(
        CardRefund,
        subject=lambda refund: f"order:{refund.payment.order.ref}",
        related=("payment__order",),
        stated=("payment", "key", "number", "state", "amount", "asked_at", "told_at", "problem"),
        people=("by",),
    ),
    Stated(
        CardEvent,
        subject=lambda event: _subject(event.account),
        related=("account__producer",),
        stated=("account", "kind", "intent", "made_at", "received_at", "done_at", "problem"),
        pinned=("number", "body"),
    ),
)
