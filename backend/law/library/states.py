"""State documents and their provisions in the ledger: one hash for each document, over its row and its provisions.

A hash instead of the values: an import writes thousands of provisions, and its one entry states them all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator

from backend.common.bulk import in_parts
from backend.law.library.models import Document, Provision
from backend.ledger.actions import Fact

STATED = "documents"  # the key in a payload: {number: hash}
_DOCUMENT = (
    "number", "slug", "kind", "title", "issuer", "issued_date", "valid_from_date", "valid_to_date", "state",
    "source_name", "source_url", "source_sha256", "read_date",
)  # fmt: skip
_PROVISION = (
    "kind", "number", "ref", "eid", "parent_id", "title", "sort", "valid_from_date", "valid_to_date",
)  # fmt: skip
_BATCH = 2_000


def digests_of(documents: Iterable[int]) -> dict[int, str]:
    """Return document's key -> SHA-256, as hex, of its columns and those of its provisions. Two queries per part."""
    found: dict[int, str] = {}
    for keys in in_parts(sorted(set(documents))):
        hashes = {
            pk: hashlib.sha256(_line(pk, *values))
            for pk, *values in Document.objects.filter(pk__in=keys).values_list("pk", *_DOCUMENT)
        }
        rows = Provision.objects.filter(document__in=keys).order_by("document_id", "pk")
        for document, *values in rows.values_list("document_id", "pk", *_PROVISION).iterator(_BATCH):
            hashes[document].update(_line(*values))
        found |= {pk: each.hexdigest() for pk, each in hashes.items()}
    return found


def state_documents(rows: Iterable[Document]) -> dict[str, str]:
    """Store the hashes of the documents that changed, and return them by number for the payload of an entry.

    The caller holds the documents' locks, and appends the entry in the same transaction.
    """
    rows = list(rows)
    digests = digests_of(row.pk for row in rows)
    changed = [row for row in rows if row.stated_sha256 != digests[row.pk]]
    for row in changed:
        row.stated_sha256 = digests[row.pk]
    Document.objects.bulk_update(changed, ["stated_sha256"], batch_size=_BATCH)
    return {row.number: row.stated_sha256 for row in changed}


def unstated_documents() -> Iterator[Fact]:
    """Yield an entry for each document that is older than its first state (backend/ledger/taking_up.py)."""
    rows = Document.objects.select_for_update().filter(stated_sha256="").order_by("pk")
    for keys in in_parts(list(rows.values_list("pk", flat=True))):
        for number, digest in state_documents(rows.filter(pk__in=keys)).items():
            yield Fact("law.document", f"law:{number}", {STATED: {number: digest}})


def _line(*values: object) -> bytes:
    return (json.dumps(values, ensure_ascii=False, default=str) + "\n").encode()
