"""What the Union's issues ask of the trades above them."""

from __future__ import annotations

from backend.common.ports import Port
from members.acting import Actor
from union.issues.models import Succession


@Port
def branch_merged(*, succession: Succession, actor: Actor) -> None:
    """Carry over to the successor what else counts for the branch from the day of the merger on."""
