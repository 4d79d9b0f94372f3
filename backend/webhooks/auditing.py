"""What ledger entries state of webhook endpoints and messages: where they go to, what signs them, what they report."""

from backend.ledger.row_values import Stated
from backend.webhooks.models import Endpoint, Message


def subject_of(row: Endpoint | Message) -> str:
    return f"producer:{row.producer.ref}" if row.producer else "union"


STATED = (
    Stated(
        Endpoint,
        subject=subject_of,
        stated=("producer", "kinds", "old_until", "is_on", "off_reason", "off_at", "created_at"),
        people=("created_by",),
        pinned=("url",),
        secret=("sealed_secret", "sealed_old"),
        related=("producer",),
    ),
    Stated(
        Message,
        subject=subject_of,
        stated=("uid", "kind", "producer", "created_at"),
        pinned=("body",),
        related=("producer",),
    ),
)
