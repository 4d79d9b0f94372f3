"""What ledger entries state of branches and memberships (backend.ledger.row_states)."""

from backend.ledger.row_values import Stated
from members.models import Branch, Membership

STATED = (
    Stated(
        Membership,
        subject=lambda membership: f"member:{membership.user.ref}",
        stated=("branch", "state", "requested_at", "decided_at"),
        people=("user", "decided_by"),
        pinned=("reason",),
    ),
    Stated(
        Branch,
        subject=lambda branch: f"branch:{branch.pk}",
        stated=("is_active",),  # "what pages show" compares the others
    ),
)
