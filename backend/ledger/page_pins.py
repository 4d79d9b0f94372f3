"""What pages show that is published in no version of its own: who a producer is and where she is reached, branches, communes, pictures.

Whoever changes such a row tells it here, in the same transaction: an entry "shown" with a salted pin of what it says now. An audit
pins the row again and compares. A row that nobody told of (it is older than this, or came by another way) is told by the clock;
one that was told once never is again but by who changes it.
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

# What pages show of a row: JSON values only.
type Words = dict[str, Any]
type Rows = Callable[[], Iterable[tuple[str, Words]]]
# More that can be wrong with a row than its words, such as the bytes of a picture's files.
type MoreChecks = Callable[[], Iterator[Finding]]

_sources: dict[str, tuple[Rows, MoreChecks | None]] = {}


def register(name: str, rows: Rows, more_checks: MoreChecks | None = None) -> None:
    """Have the audit compare `rows`, as (subject, words). A row whose words are {} shows nothing."""
    _sources[name] = (rows, more_checks)


def pin_row(subject: str, words: Words) -> None:
    """Pin what is shown of `subject` from now on, in its change's transaction; the same again changes nothing.

    It says that this is shown, not who wanted it so: that stands in the entry of what she did.
    """
    kept = Shown.objects.filter(subject=subject).first()
    body = rfc8785.dumps(words)
    if kept is not None and pins.pin(bytes(kept.salt), body) == kept.pin:
        return
    salt = pins.new_salt()
    pinned = pins.pin(salt, body)
    append_entry(kind=KIND, subject=subject, payload={"pin": pinned}, by=None)
    Shown.objects.update_or_create(subject=subject, defaults={"salt": salt, "pin": pinned})


def delete_pin(subject: str) -> None:
    """Whatever it showed is erased: its entries stay and tell nothing any more."""
    Shown.objects.filter(subject=subject).delete()


def pin_missing_rows() -> int:
    """Run by the clock: pin what nobody told of yet; how many rows."""
    count = 0
    for rows, _more_checks in _sources.values():
        known = _recorded_pins()
        fresh = ((subject, words) for subject, words in rows() if words and subject not in known)
        count += sum(map(_pin, _in_parts(fresh)))
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
def _pin(part: list[tuple[str, Words]]) -> int:
    made = []
    for subject, words in part:
        salt = pins.new_salt()
        made.append(Shown(subject=subject, salt=salt, pin=pins.pin(salt, rfc8785.dumps(words))))
    # Told meanwhile by who changed it: hers stays, and no second entry contradicts it.
    new = Shown.objects.filter(subject__in=[row.subject for row in made]).values_list("subject", flat=True)
    told = set(new)
    made = [row for row in made if row.subject not in told]
    Shown.objects.bulk_create(made)
    append_entries(Fact(KIND, row.subject, {"pin": row.pin}) for row in made)
    return len(made)


def compare_rows() -> Iterator[Finding | int]:
    """What pages show against the last that was told of it."""
    count = 0
    told = _recorded_pins()
    kept = {row.subject: row for row in Shown.objects.iterator(CHUNK)}
    for rows, more_checks in _sources.values():
        for subject, words in rows():
            count += 1
            if subject not in told or not words:  # nobody told yet, or erased
                continue
            row = kept.get(subject)
            if (
                row is None
                or row.pin != told[subject]
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
    return {entry.subject: one.get("pin", "") for entry, one in entries_of(KIND)}
