"""Read from the ledger what officers did on behalf of a member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import overload

from backend.ledger.deeds import phrases_of
from backend.ledger.models import Entry
from members.models import AssistSession, User

MOST_ON_PAPER = 200
COLUMNS = ("id", "kind", "subject", "body", "by", "recorded_at")


@dataclass(frozen=True, slots=True)
class Act:
    """One act on behalf of a member: `words` says what it was about; `who` is None if that account was erased."""

    happened_at: datetime
    who: User | None
    words: str


class ActsFor(Sequence[Act]):
    """The acts on behalf of `member`, newest first. A slice takes few queries, however long it is."""

    def __init__(self, member: User) -> None:
        self._entries = Entry.objects.filter(on_behalf_of=member.ref).order_by("-id")

    def __len__(self) -> int:
        return self._entries.count()

    @overload
    def __getitem__(self, index: int) -> Act: ...
    @overload
    def __getitem__(self, index: slice) -> list[Act]: ...
    def __getitem__(self, index: int | slice) -> Act | list[Act]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        entries = list(self._entries.only(*COLUMNS)[index])
        return acts_of(entries)


def acts_in(assist: AssistSession) -> list[Act]:
    """Return the acts of a session in order, for the printed summary, at most MOST_ON_PAPER.

    The session's own start and end are left out.
    """
    entries = Entry.objects.filter(
        by=assist.officer.ref, on_behalf_of=assist.member.ref, recorded_at__gte=assist.started_at
    ).exclude(kind__startswith="assist.")
    if assist.ended_at:
        entries = entries.filter(recorded_at__lte=assist.ended_at)
    return acts_of(list(entries.only(*COLUMNS).order_by("id")[:MOST_ON_PAPER]))


def acts_of(entries: list[Entry]) -> list[Act]:
    """Convert entries to acts in the same order, with few queries for the people and things named."""
    people = {
        user.ref: user for user in User.objects.filter(ref__in={entry.by for entry in entries if entry.by})
    }
    return [
        Act(entry.recorded_at, people.get(entry.by) if entry.by else None, words)
        for entry, words in zip(entries, phrases_of(entries), strict=True)
    ]
