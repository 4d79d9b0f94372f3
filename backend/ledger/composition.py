"""What the ledger puts into the house: the clock that keeps the log up."""

from __future__ import annotations

from backend.common.clock import every
from backend.ledger.checkpoints import keep_up


def register() -> None:
    """Called once, from AppConfig.ready()."""
    every(minutes=1)(keep_up)
