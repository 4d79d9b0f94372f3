"""Record learning that an officer does for a member without a phone, so that the member can read it later."""

from __future__ import annotations

from typing import Any

from backend.ledger.actions import append_entry
from members.acting import Actor


def note_help(*, actor: Actor, kind: str, subject: str, payload: dict[str, Any] | None = None) -> None:
    """Append a ledger entry if the actor acts on behalf of the member; otherwise do nothing.

    Members' own learning has no entry that names them: its rows are stated without a person.
    """
    if actor.is_helping:
        append_entry(kind=kind, subject=subject, payload=payload or {}, **actor.ledger_refs())
