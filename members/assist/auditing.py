"""What ledger entries state of sessions of làm hộ (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from members.models import AssistSession

STATED = (
    Stated(
        AssistSession,
        subject=lambda assist: f"member:{assist.member.ref}",
        stated=("started_at", "ended_at"),
        people=("officer", "member"),
    ),
)
