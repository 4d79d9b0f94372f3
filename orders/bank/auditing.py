"""What ledger entries state of bank feeds and transfers (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from orders.models import BankFeed, Transfer

STATED = (
    Stated(
        BankFeed,
        subject=lambda feed: f"producer:{feed.producer.ref}",
        related=("producer",),
        stated=("producer", "form", "created_at"),
        pinned=("ref", "sealed_secret"),
    ),
    Stated(
        Transfer,
        subject=lambda transfer: f"producer:{transfer.feed.producer.ref}",
        related=("feed__producer",),
        stated=(
            "feed",
            "number",
            "order",
            "state",
            "amount",
            "back",
            "returned",
            "made_at",
            "received_at",
            "closed_at",
            "is_by_hand",
        ),
        pinned=("content", "code", "reference", "bank", "account"),
    ),
)
