"""Learning that an officer does for a member who has no phone: she must be able to read later what was done in her name."""

from __future__ import annotations

from typing import Any

from backend.ledger.actions import append_entry
from members.acting import Actor


def note_help(*, actor: Actor, kind: str, subject: str, payload: dict[str, Any] | None = None) -> None:
    """An entry on her behalf; none where she learns herself, whose learning is nobody else's to prove."""
    if actor.is_helping:
        append_entry(kind=kind, subject=subject, payload=payload or {}, **actor.ledger_refs())
