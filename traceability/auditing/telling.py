"""Who did something and when, by a row's own columns and by its entry."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from backend.ledger.models import Entry
from members.models import User

# A row and its entry are written in one transaction, seconds apart at most.
SECONDS = 45


def who_and_when(
    entry: Entry, row: Any, by: str, at: str = "", behalf: str = "on_behalf_of"
) -> Iterator[str]:
    """The names of those fields of `row` that `entry` tells otherwise. `by` and `behalf` lead to users, `at` to a moment; "" for none."""
    for name, told in ((by, entry.by), (behalf, entry.on_behalf_of)):
        if name and not is_user(getattr(row, name), told):
            yield name
    if at and not is_near(getattr(row, at), entry.recorded_at):
        yield at


def is_user(user: User | None, ref: Any) -> bool:
    """A row may have lost its user only where she of that pseudonym was erased."""
    if user is None:
        return ref is None or not User.objects.filter(ref=ref, erased_at=None).exists()
    return bool(user.ref == ref)


def is_near(moment: dt.datetime | None, told: dt.datetime) -> bool:
    return moment is not None and abs((moment - told).total_seconds()) <= SECONDS
