"""What ledger entries state of confirmed tax claims (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from orders.figures.models import TaxConfirmation

STATED = (
    Stated(
        TaxConfirmation,
        subject=lambda row: f"tax:{row.claim}",
        stated=("claim", "digest", "seen_in", "at"),
        people=("by",),
    ),
)
