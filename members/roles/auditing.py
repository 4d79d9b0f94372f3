"""What ledger entries state of roles (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from members.models import RoleGrant

STATED = (
    Stated(
        RoleGrant,
        subject=lambda grant: f"member:{grant.user.ref}",
        stated=("role", "branch", "granted_at", "ended_at"),
        people=("user", "granted_by", "ended_by"),
        pinned=("capacity",),
    ),
)
