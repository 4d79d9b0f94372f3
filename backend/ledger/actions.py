import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction
from django.utils import timezone

from backend.ledger.models import Entry


@dataclass(frozen=True, slots=True)
class Fact:
    """What one entry is to say; see append_entry."""

    kind: str
    subject: str
    payload: Mapping[str, Any]
    by: UUID | None = None
    on_behalf_of: UUID | None = None


def leaf_hash(body: bytes) -> bytes:
    """RFC 6962 §2.1: SHA-256(0x00 || entry), 32 bytes."""
    return hashlib.sha256(b"\x00" + body).digest()


def append_entry(
    *,
    kind: str,
    subject: str,
    payload: Mapping[str, Any],
    by: UUID | None,
    on_behalf_of: UUID | None = None,
) -> Entry:
    """Write one entry inside the caller's transaction.

    `payload` holds JSON values only (moments as ISO 8601 text, quantities as text) and no personal words. Outside a
    transaction it raises TransactionManagementError: the entry and what it tells of stand or fall together.
    """
    fact = Fact(kind, subject, payload, by, on_behalf_of)
    _in_its_effects_transaction()
    entry = _entry(fact, timezone.now())
    entry.save(force_insert=True)
    return entry


def append_entries(facts: Iterable[Fact]) -> list[Entry]:
    """Write many entries at once, in the order given, inside the caller's transaction; otherwise as append_entry."""
    _in_its_effects_transaction()
    now = timezone.now()
    return Entry.objects.bulk_create((_entry(fact, now) for fact in facts), batch_size=2_000)


def _in_its_effects_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A ledger entry is written in its effect's transaction.")


def _entry(fact: Fact, now: datetime) -> Entry:
    body = rfc8785.dumps(
        {
            "kind": fact.kind,
            "subject": fact.subject,
            "recordedAt": now.isoformat(timespec="milliseconds"),
            "by": str(fact.by) if fact.by else None,
            "onBehalfOf": str(fact.on_behalf_of) if fact.on_behalf_of else None,
            "payload": dict(fact.payload),
        }
    )
    return Entry(
        kind=fact.kind,
        subject=fact.subject,
        body=body.decode(),
        leaf_hash=leaf_hash(body),
        by=fact.by,
        on_behalf_of=fact.on_behalf_of,
        recorded_at=now,
    )
