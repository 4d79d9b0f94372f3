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
    """Called in the transaction that wrote the entries `facts`. Create the data that follows from them."""


@Port
def audited_subject(*, subject: str) -> str:
    """Return the readable name of a subject ("lot:12") whose rows don't agree with its entries."""
    return subject


@Port
def checked_bundle(*, content: bytes, keys: Sequence[Key], witnesses: Sequence[Key]) -> str:
    """Check an inspector's bundle and return a readable report. Raises Refused for an invalid bundle."""
    raise NotImplementedError("No app reads bundles.")
