"""What ledger entries state of imports of members. Their rows lead to accounts, which are compared themselves."""

from backend.ledger.row_values import Stated
from members.models import MemberImport

STATED = (
    Stated(
        MemberImport,
        subject=lambda run: f"branch:{run.branch_id}",
        stated=("ref", "branch", "state", "sha256", "created_at", "ended_at"),
        people=("by",),
    ),
)
