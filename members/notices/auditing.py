"""What ledger entries state of milestones, from which practice tasks and certificates follow."""

from backend.ledger.row_values import Stated
from members.notices.models import Milestone, MilestoneEvent

STATED = (
    Stated(
        Milestone,
        subject=lambda milestone: f"member:{milestone.user.ref}",
        stated=("kind", "subject", "happened_at", "undone_at"),
        people=("user",),
        pinned=("data",),
    ),
    Stated(
        MilestoneEvent,
        subject=lambda event: f"member:{event.user.ref}",
        stated=("kind", "subject", "type", "at", "recorded_at"),
        people=("user",),
    ),
)
