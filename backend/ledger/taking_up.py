"""Write ledger entries for rows that are older than their kind of entry, once per source.

The audit requires an entry for every row. In an older database the clock writes the missing ones on its first
run; after that a row without an entry is a finding. Such an entry has `"takenUp": true`. It proves the row's
content at that moment, not when it happened or who did it.
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
    """Add a source of facts that is written to the ledger once.

    `rows_of_before` is called only while the ledger has no DONE entry for `name`. It must leave out rows that
    have an entry already.
    """
    _sources[name] = rows_of_before


def record_earlier_rows() -> int:
    """Write the missing entries of each source that is not done, in one transaction per source.

    Return how many. Run by the clock.
    """
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
