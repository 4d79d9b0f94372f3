"""Rows that were there before their kind of fact had entries: taken up into the ledger, once.

An audit wants an entry of every row. A database that is older than the entry gets them from here, the first time that its clock
runs; from then on a row without one is a finding. Such an entry says `"takenUp": true`: what stands in it was so when it was
written, and nobody vouches for when it happened and who did it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import batched

from django.db import transaction

from backend.ledger.actions import Fact, append_entries, append_entry
from backend.ledger.models import Entry

TAKEN_UP = "takenUp"
DONE = "ledger.taken_up"
BATCH = 1000

_sources: dict[str, Callable[[], Iterable[Fact]]] = {}


def register(name: str, rows_of_before: Callable[[], Iterable[Fact]]) -> None:
    """Have the facts that `rows_of_before` answers written once; called where no entry tells of `name` yet. Sorted by nobody else:
    what it answers must not tell a row twice that has an entry."""
    _sources[name] = rows_of_before


def take_up() -> int:
    """Run by the clock: what has not been taken up yet, each source whole or not at all; how many entries were written."""
    done = set(Entry.objects.filter(kind=DONE).values_list("subject", flat=True))
    return sum(_take(name) for name in _sources if name not in done)


@transaction.atomic
def _take(name: str) -> int:
    count = 0
    for facts in batched(_marked(_sources[name]()), BATCH, strict=False):
        count += len(append_entries(facts))
    append_entry(kind=DONE, subject=name, payload={"entries": count}, by=None)
    return count


def _marked(facts: Iterable[Fact]) -> Iterator[Fact]:
    for fact in facts:
        yield Fact(fact.kind, fact.subject, {**fact.payload, TAKEN_UP: True})
