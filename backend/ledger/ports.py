"""Ports of the ledger, which apps above it provide (backend.common.ports)."""

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
    """React to new entries, in the transaction that wrote them: create the data that follows from `facts`."""


@Port
def audited_subject(*, subject: str) -> str:
    """Return the readable name of an entry's subject, such as "lot:12", for the findings of the audit."""
    return subject


@Port
def checked_bundle(*, content: bytes, keys: Sequence[Key], witnesses: Sequence[Key]) -> str:
    """Check an inspector's bundle and return a readable report. Raises Refused for an invalid bundle."""
    raise NotImplementedError("No app reads bundles.")
