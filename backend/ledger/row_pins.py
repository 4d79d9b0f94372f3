"""Compare rows with their salted pins both ways, where no row may be without a pin.

Rows are pinned by page_pins.pin_row, in the transaction of each change. page_pins.compare_rows lets the clock
pin what has no pin yet; here only rows from before the first run of the clock are pinned by it
(backend.ledger.taking_up). After that, a row without a pin is a finding, and so is a pin without its row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import rfc8785

from backend.ledger import auditing, pins, taking_up
from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.models import Entry, Shown
from backend.ledger.page_pins import KIND, Words

# Yields (subject, content) of each row. Empty content: erased, nothing is left to compare.
type Rows = Callable[[], Iterable[tuple[str, Words]]]


def register(name: str, family: str, rows: Rows) -> None:
    """Let the audit compare `rows`, whose subjects all begin with `family`, with their pins.

    name: the name of the rows in the audit's summary.
    """
    auditing.register(name, lambda: _compare(name, family, rows))
    taking_up.register(name, lambda: _of_before(family, rows))


def _compare(name: str, family: str, rows: Rows) -> Iterator[Finding | int]:
    count = 0
    recorded, stored = _recorded(family), _stored(family)
    is_taken_up = Entry.objects.filter(kind=taking_up.DONE, subject=name).exists()
    for subject, words in rows():
        count += 1
        recorded_pin, row = recorded.pop(subject, None), stored.get(subject)
        if not words:
            continue
        if recorded_pin is None:
            if is_taken_up:
                yield Finding(subject, "không có mục / it has no entry")
        elif (
            row is None
            or row.pin != recorded_pin
            or pins.pin(bytes(row.salt), rfc8785.dumps(words)) != recorded_pin
        ):
            yield Finding(subject, "nội dung nói khác sổ cái / its content differs from the ledger")
    for subject in recorded:
        yield Finding(subject, "có mục mà đã mất / it has an entry and is gone")
    yield count


def _of_before(family: str, rows: Rows) -> Iterator[Fact]:
    """Yield a fact for each row that has no pin yet, and store its salt and pin."""
    recorded = _recorded(family)
    for subject, words in rows():
        if words and subject not in recorded:
            salt = pins.new_salt()
            row = Shown(subject=subject, salt=salt, pin=pins.pin(salt, rfc8785.dumps(words)))
            row.save(force_insert=True)
            yield Fact(KIND, subject, {"pin": row.pin})


def _recorded(family: str) -> dict[str, str]:
    """Return {subject: the pin in its last ledger entry}."""
    return {
        entry.subject: one.get("pin", "")
        for entry, one in entries_of(KIND)
        if entry.subject.startswith(family)
    }


def _stored(family: str) -> dict[str, Shown]:
    return {row.subject: row for row in Shown.objects.filter(subject__startswith=family).iterator(CHUNK)}
