"""What the Union's issues ask of the trades above them."""

from __future__ import annotations

import datetime as dt

from backend.common.ports import Port
from members.acting import Actor
from members.models import Branch
from union.issues.models import Succession


@Port
def branch_merged(*, succession: Succession, actor: Actor) -> None:
    """Carry over to the successor what else counts for the branch from the day of the merger on."""


@Port
def questions_merged(*, succession: Succession, actor: Actor) -> None:
    """Carry over to the successor the questions that wait at the branch."""


@Port
def reports_to_move(*, branch: Branch, merged_date: dt.date) -> int:
    """Return how many reports a merger on that day would let count for the successor."""
    return 0


@Port
def questions_to_move(*, branch: Branch) -> int:
    """Return how many questions wait at the branch."""
    return 0
