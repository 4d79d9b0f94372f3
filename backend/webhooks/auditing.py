"""What ledger entries state of webhook endpoints: where messages go to, and the secrets that sign them."""

from backend.ledger.row_values import Stated
from backend.webhooks.models import Endpoint


def subject_of(endpoint: Endpoint) -> str:
    return f"producer:{endpoint.producer.ref}" if endpoint.producer else "union"


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
)
