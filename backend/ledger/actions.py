from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.bulk import insert_all, next_numbers
from backend.common.errors import DomainError
from backend.ledger import ports
from backend.ledger.canonical import canonical
from backend.ledger.merkle import leaf_hash
from backend.ledger.models import Entry

__all__ = ["EntryTooLarge", "Fact", "append_entries", "append_entry", "leaf_hash"]

# C2SP tlog-tiles: an entry's length is written in two bytes.
MAX_BODY_BYTES = 65_535


class EntryTooLarge(DomainError):
    """The entry has more than MAX_BODY_BYTES.

    Store long content elsewhere and put its hash into the entry.
    """

    status_code = 413


@dataclass(frozen=True, slots=True)
class Fact:
    """Content of one ledger entry; see append_entry."""

    kind: str
    subject: str
    payload: Mapping[str, Any]
    by: UUID | None = None
    on_behalf_of: UUID | None = None


def append_entry(
    *,
    kind: str,
    subject: str,
    payload: Mapping[str, Any],
    by: UUID | None,
    on_behalf_of: UUID | None = None,
) -> Entry:
    """Append an entry to the ledger inside the caller's transaction, which also contains the recorded change.

    Args:
        payload: JSON values only, without personal data; moments as ISO 8601 text, quantities as text.

    Raises:
        TransactionManagementError: outside a transaction.
        EntryTooLarge: the entry has more than MAX_BODY_BYTES.
    """
    fact = Fact(kind, subject, payload, by, on_behalf_of)
    _in_its_effects_transaction()
    now = timezone.now()
    entry = Entry(**_fields(fact, now))
    entry.save(force_insert=True)
    ports.entries_written(facts=[fact], at=now)
    return entry


def append_entries(facts: Iterable[Fact]) -> list[int]:
    """Append many entries in the given order, with few statements. Return their ids in this order.

    The rules and errors are those of append_entry.
    """
    _in_its_effects_transaction()
    now, facts = timezone.now(), list(facts)
    rows = [_fields(fact, now) for fact in facts]
    ports.entries_written(facts=facts, at=now)
    if transaction.get_connection().vendor != "postgresql":
        made = Entry.objects.bulk_create((Entry(**row) for row in rows), batch_size=2_000)
        return [entry.pk for entry in made]
    numbers = next_numbers(Entry, len(rows))
    insert_all(Entry, [{"id": number, **row} for number, row in zip(numbers, rows, strict=True)])
    return numbers


def _in_its_effects_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A ledger entry is written in its effect's transaction.")


def _fields(fact: Fact, now: datetime) -> dict[str, Any]:
    body = canonical(
        {
            "kind": fact.kind,
            "subject": fact.subject,
            "recordedAt": now.isoformat(timespec="milliseconds"),
            "by": str(fact.by) if fact.by else None,
            "onBehalfOf": str(fact.on_behalf_of) if fact.on_behalf_of else None,
            "payload": dict(fact.payload),
        }
    )
    if len(body) > MAX_BODY_BYTES:
        raise EntryTooLarge(_("Một lần ghi dài quá. Chị chia làm nhiều lần."), code="entry_too_large")
    return {
        "kind": fact.kind,
        "subject": fact.subject,
        "body": body.decode(),
        "leaf_hash": leaf_hash(body),
        "by": fact.by,
        "on_behalf_of": fact.on_behalf_of,
        "recorded_at": now,
    }
