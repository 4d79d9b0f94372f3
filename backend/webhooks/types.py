"""Webhook types: the acts that have a payload (backend.ledger.acts)."""

from __future__ import annotations

from typing import Any

from backend.ledger import acts
from backend.ledger.acts import Act

# Sent when a member asks for it; no entry has this kind.
TEST = "webhook.test"


def get(kind: str) -> Act | None:
    """Return the act of a webhook type; None if `kind` is no webhook type."""
    act = acts.find(kind)
    return act if act is not None and act.payload is not None else None


def choices() -> list[tuple[str, Any]]:
    """Return (kind, title) of all webhook types in the order in which they were declared."""
    return [
        (act.kind, act.words if act.title is None else act.title) for act in acts.declared() if act.payload
    ]
