"""What the ledger asks apps above it (backend.common.ports)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from backend.common.ports import Port

if TYPE_CHECKING:
    from backend.ledger.actions import Fact
    from backend.ledger.verifying.notes import Key


@Port
def entries_written(*, facts: Sequence[Fact], at: datetime) -> None:
    """Learn which entries were just written, in their own transaction."""


@Port
def audited_subject(*, subject: str) -> str:
    """Return what people call a subject ("lot:12") that does not agree with its entries."""
    return subject


@Port
def checked_bundle(*, content: bytes, keys: Sequence[Key], witnesses: Sequence[Key]) -> str:
    """Return a readable report on an inspector's bundle. Raises Refused for an invalid one."""
    raise NotImplementedError("No app reads bundles.")
