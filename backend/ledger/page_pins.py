"""Pin what pages show of rows that have no published versions: producers, branches, communes, pictures.

An action that changes such a row pins it here in the same transaction, by a ledger entry "shown" with a
salted pin of the row's content. The audit computes the pin again and compares. A clock job pins each row that
has no pin yet; it never pins a row twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import rfc8785
from django.db import transaction

from backend.ledger import pins
from backend.ledger.actions import Fact, append_entries, append_entry
from backend.ledger.auditing import Finding, entries_of
from backend.ledger.models import Shown

KIND = "shown"
CHUNK = 1000

# The content of a row that pages show: JSON values only.
type Words = dict[str, Any]
type Rows = Callable[[], Iterable[tuple[str, Words]]]
# Further checks of a source, such as the bytes of a picture's files.
type MoreChecks = Callable[[], Iterator[Finding]]

_sources: dict[str, tuple[Rows, MoreChecks | None]] = {}


def register(name: str, rows: Rows, more_checks: MoreChecks | None = None) -> None:
    """Let the audit compare `rows`, given as (subject, content), with their pins.

    Empty content means that pages show nothing of the row.
    more_checks: yields findings of further checks, such as the bytes of files.
    """
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
    """Pin the rows that have no pin yet, and return how many. Run by the clock."""
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
    made = []
    for subject, words in rows:
        salt = pins.new_salt()
        made.append(Shown(subject=subject, salt=salt, pin=pins.pin(salt, rfc8785.dumps(words))))
    # A change may have pinned a row in the meantime: its pin stays, and no second entry contradicts it.
    new = Shown.objects.filter(subject__in=[row.subject for row in made]).values_list("subject", flat=True)
    pinned = set(new)
    made = [row for row in made if row.subject not in pinned]
    Shown.objects.bulk_create(made)
    append_entries(Fact(KIND, row.subject, {"pin": row.pin}) for row in made)
    return len(made)


def compare_rows() -> Iterator[Finding | int]:
    """Yield a Finding for each row that differs from its last pin in the ledger, and those of further checks.

    The last value yielded is the number of rows compared.
    """
    count = 0
    recorded = _recorded_pins()
    stored = {row.subject: row for row in Shown.objects.iterator(CHUNK)}
    for rows, more_checks in _sources.values():
        for subject, words in rows():
            count += 1
            if subject not in recorded or not words:  # not pinned yet, or erased
                continue
            row = stored.get(subject)
            if (
                row is None
                or row.pin != recorded[subject]
                or pins.pin(bytes(row.salt), rfc8785.dumps(words)) != row.pin
            ):
                yield Finding(
                    subject,
                    "điều trang cho thấy nói khác sổ cái / what pages show of it differs from the ledger",
                )
        if more_checks is not None:
            yield from more_checks()
    yield count


def _recorded_pins() -> dict[str, str]:
    """Return {subject: the pin in its last ledger entry}."""
    return {entry.subject: one.get("pin", "") for entry, one in entries_of(KIND)}
