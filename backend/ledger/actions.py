import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import rfc8785
from django.db import transaction
from django.utils import timezone

from backend.ledger.models import Entry


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
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("A ledger entry is written in its effect's transaction.")
    now = timezone.now()
    body = rfc8785.dumps(
        {
            "kind": kind,
            "subject": subject,
            "recordedAt": now.isoformat(timespec="milliseconds"),
            "by": str(by) if by else None,
            "onBehalfOf": str(on_behalf_of) if on_behalf_of else None,
            "payload": dict(payload),
        }
    )
    return Entry.objects.create(
        kind=kind,
        subject=subject,
        body=body.decode(),
        leaf_hash=leaf_hash(body),
        by=by,
        on_behalf_of=on_behalf_of,
        recorded_at=now,
    )
