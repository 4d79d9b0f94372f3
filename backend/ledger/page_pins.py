"""Pin what pages show of rows: producers, branches, communes, pictures; and whole rows of courses, such as a hand-in.

An action that changes such a row pins it here in the same transaction, by a ledger entry "shown" with a
salted pin of the row's content. The audit computes the pin again and compares. A row of a family must have a
pin, and each pin its row. Of other rows, a clock job pins each that has no pin yet; it never pins one twice.

Columns of a single row are stated instead (backend.ledger.row_states), without a row of salts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import rfc8785
from django.db import transaction

from backend.ledger import auditing, pins, taking_up
from backend.ledger.actions import Fact, append_entries, append_entry
from backend.ledger.auditing import Finding, entries_of
from backend.ledger.models import Entry, Shown

KIND = "shown"
CHUNK = 1000

# The content of a row that pages show: JSON values only.
type Words = dict[str, Any]
type Rows = Callable[[], Iterable[tuple[str, Words]]]
# Further checks of a source, such as the bytes of a picture's files.
type MoreChecks = Callable[[], Iterator[Finding]]

_sources: dict[str, tuple[Rows, MoreChecks | None]] = {}


def register(name: str, rows: Rows, more_checks: MoreChecks | None = None, *, family: str = "") -> None:
    """Let the audit compare `rows`, given as (subject, content), with their pins.

    Empty content means that pages show nothing of the row, or that it was erased.
    more_checks: yields findings of further checks, such as the bytes of files.
    family: the beginning of all subjects of these rows, each of which must have a pin. Their comparison has
        the name `name`.
    """
    if family:
        auditing.register(name, lambda: _compare_family(name, family, rows))
        taking_up.register(name, lambda: _pins_of_before(family, rows))
    else:
        _sources[name] = (rows, more_checks)


def pin_row(subject: str, words: Words) -> None:
    """Pin `words` as the content that pages show of `subject`, in the transaction that changes it.

    Does nothing if this content is pinned already. The entry contains no person: the entry of the change has
    the actor.
    """
    row = Shown.objects.filter(subject=subject).first()
    body = rfc8785.dumps(words)
    if row is not None and pins.pin(bytes(row.salt), body) == row.pin:
        return
    salt = pins.new_salt()
    pinned = pins.pin(salt, body)
    append_entry(kind=KIND, subject=subject, payload={"pin": pinned}, by=None)
    Shown.objects.update_or_create(subject=subject, defaults={"salt": salt, "pin": pinned})


def delete_pin(subject: str) -> None:
    """Delete the salt and pin of `subject`, whose content was erased.

    The ledger entries stay, but nobody can open their pins.
    """
    Shown.objects.filter(subject=subject).delete()


def pin_missing_rows() -> int:
    """Pin the rows outside families that have no pin yet, and return how many. Run by the clock."""
    count = 0
    for rows, _more_checks in _sources.values():
        known = _recorded_pins()
        fresh = ((subject, words) for subject, words in rows() if words and subject not in known)
        count += sum(map(pin_rows, _in_parts(fresh)))
    return count


def _in_parts(rows: Iterable[tuple[str, Words]]) -> Iterator[list[tuple[str, Words]]]:
    part: list[tuple[str, Words]] = []
    for row in rows:
        part.append(row)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


@transaction.atomic
def pin_rows(rows: Iterable[tuple[str, Words]]) -> int:
    """Pin rows that have no pin yet, given as (subject, content), with few statements. Return how many."""
    made = [_made(subject, words) for subject, words in rows]
    # A change may have pinned a row in the meantime: its pin stays, and no second entry contradicts it.
    new = Shown.objects.filter(subject__in=[row.subject for row in made]).values_list("subject", flat=True)
    pinned = set(new)
    made = [row for row in made if row.subject not in pinned]
    Shown.objects.bulk_create(made)
    append_entries(Fact(KIND, row.subject, {"pin": row.pin}) for row in made)
    return len(made)


def _made(subject: str, words: Words) -> Shown:
    salt = pins.new_salt()
    return Shown(subject=subject, salt=salt, pin=pins.pin(salt, rfc8785.dumps(words)))


def compare_rows() -> Iterator[Finding | int]:
    """Yield a Finding for each row outside families that differs from its last pin in the ledger, and those of further checks.

    The last value yielded is the number of rows compared.
    """
    count, recorded, stored = 0, _recorded_pins(), _stored()
    for rows, more_checks in _sources.values():
        for subject, words in rows():
            count += 1
            if subject in recorded:  # else not pinned yet
                yield from _differing(subject, words, recorded[subject], stored.get(subject))
        if more_checks is not None:
            yield from more_checks()
    yield count


def _compare_family(name: str, family: str, rows: Rows) -> Iterator[Finding | int]:
    count, recorded, stored = 0, _recorded_pins(family), _stored(family)
    is_taken_up = Entry.objects.filter(kind=taking_up.DONE, subject=name).exists()
    for subject, words in rows():
        count += 1
        pinned = recorded.pop(subject, None)
        if pinned is not None:
            yield from _differing(subject, words, pinned, stored.get(subject))
        elif words and is_taken_up:
            yield Finding(subject, "không có mục / it has no entry")
    for subject in recorded:
        yield Finding(subject, "có mục mà đã mất / it has an entry and is gone")
    yield count


def _differing(subject: str, words: Words, pinned: str, row: Shown | None) -> Iterator[Finding]:
    if words and (
        row is None or row.pin != pinned or pins.pin(bytes(row.salt), rfc8785.dumps(words)) != pinned
    ):
        yield Finding(
            subject, "điều trang cho thấy nói khác sổ cái / what pages show of it differs from the ledger"
        )


def _pins_of_before(family: str, rows: Rows) -> Iterator[Fact]:
    """Yield a fact for each row that has no pin yet, and store its salt and pin."""
    recorded = _recorded_pins(family)
    for subject, words in rows():
        if words and subject not in recorded:
            row = _made(subject, words)
            row.save(force_insert=True)
            yield Fact(KIND, subject, {"pin": row.pin})


def _recorded_pins(family: str = "") -> dict[str, str]:
    """Return {subject: the pin in its last ledger entry}."""
    return {
        entry.subject: one.get("pin", "")
        for entry, one in entries_of(KIND)
        if entry.subject.startswith(family)
    }


def _stored(family: str = "") -> dict[str, Shown]:
    return {row.subject: row for row in Shown.objects.filter(subject__startswith=family).iterator(CHUNK)}
