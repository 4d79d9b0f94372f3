"""Shared parts of the comparisons for `./run audit_log`: compare who did something and when, in a row and in its entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.taking_up import TAKEN_UP
from members.models import User

# A row and its entry are written in one transaction, seconds apart at most.
SECONDS = 45


def differing(subject: str, vi: str, en: str, names: Iterable[str]) -> Iterator[Finding]:
    for name in names:
        yield Finding(subject, f"{name} của {vi} nói khác sổ cái / the {en}'s {name} differs from the ledger")


def unequal(**pairs: tuple[Any, Any]) -> Iterator[str]:
    return (name for name, (ours, theirs) in pairs.items() if ours != theirs)


def who_and_when(
    entry: Entry, row: Any, by: str, at: str = "", behalf: str = "on_behalf_of"
) -> Iterator[str]:
    """Yield the names of the fields of `row` that differ from `entry`.

    `by` and `behalf` name fields with users, `at` one with a moment; "" for none. An entry that the clock
    wrote later for an older row is not compared.
    """
    if f'"{TAKEN_UP}":true' in entry.body:
        return
    for name, recorded in ((by, entry.by), (behalf, entry.on_behalf_of)):
        if name and not is_user(getattr(row, name), recorded):
            yield name
    if at and not is_near(getattr(row, at), entry.recorded_at):
        yield at


def is_user(user: User | None, ref: Any) -> bool:
    """Return True if `user` has the pseudonym `ref`.

    Without `user`, return True if no account in use has it, or if `ref` is None.
    """
    if user is None:
        return ref is None or not User.objects.filter(ref=ref, erased_at=None).exists()
    return bool(user.ref == ref)


def is_gone(ref: Any) -> bool:
    """Return True if the account with the pseudonym `ref` was erased. False if `ref` is None."""
    return ref is not None and is_user(None, ref)


def is_near(moment: dt.datetime | None, recorded: dt.datetime) -> bool:
    """Return True if a stored moment is that of its entry. False for a value that can't be read."""
    return isinstance(moment, dt.datetime) and abs((moment - recorded).total_seconds()) <= SECONDS


def iso(value: dt.date | None) -> str | None:
    """Return a stored day or moment as entries have it. A value that can't be read stays as it is."""
    return value.isoformat() if isinstance(value, dt.date) else value
