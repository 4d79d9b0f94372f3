"""What ledger entries state of consents (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from members.models import Consent

STATED = (
    Stated(
        Consent,
        subject=lambda consent: f"member:{consent.user.ref}",
        stated=("purpose", "wording", "channel", "given_at", "withdrawn_at"),
        people=("user", "recorded_by"),
    ),
)
