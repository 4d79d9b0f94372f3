"""Compare the texts of the law with the hashes in the ledger, for `./run audit_log`."""

from __future__ import annotations

from collections.abc import Iterator

from backend.law.editions.models import Edition
from backend.law.library.models import ProvisionText
from backend.law.library.texts import edition_digest, text_hash
from backend.ledger.auditing import CHUNK, Finding, entries_of
from members.people.audit_comparisons import is_near


def compare_texts() -> Iterator[Finding | int]:
    """Compare editions and the texts that they wrote, and texts that people wrote, with their entries."""
    yield from _editions()
    count = 0
    for found in _written_by_people():
        if isinstance(found, int):
            count = found
        else:
            yield found
    yield count + ProvisionText.objects.exclude(edition=None).count()


def _editions() -> Iterator[Finding]:
    digests: dict[int, str] = {}
    for _entry, payload in entries_of("law.imported", "law.text"):
        digests |= {int(pk): digest for pk, digest in (payload.get("editions") or {}).items()}
    stated = {payload.get("edition"): (entry, payload) for entry, payload in entries_of("law.imported")}
    for row in Edition.objects.select_related("imported_by").order_by("pk").iterator(CHUNK):
        subject = f"law:{row.scope}"
        known = stated.pop(row.pk, None)
        if known is None:
            yield Finding(subject, f"bản nhập {row.pk} không có mục / edition {row.pk} has no entry")
            continue
        entry, payload = known
        by = row.imported_by.ref if row.imported_by else None
        is_same = (
            entry.subject == subject
            and payload["file"] == row.file_sha256
            and payload["layout"] == row.layout
            and payload["from"] == row.from_date.isoformat()
            and payload["ended"] == text_hash("\n".join(row.ended))
            and payload["editions"][str(row.pk)] == row.written_sha256
            and (by is None or entry.by == by)
            and is_near(row.imported_at, entry.recorded_at)
        )
        if not is_same:
            yield Finding(subject, f"bản nhập {row.pk} nói khác sổ cái / edition {row.pk} differs")
        if edition_digest(row.pk) != digests.get(row.pk):
            yield Finding(
                subject, f"lời văn của bản nhập {row.pk} đã khác / the texts of edition {row.pk} differ"
            )
    for pk, (entry, _payload) in stated.items():
        yield Finding(entry.subject, f"bản nhập {pk} đã mất / edition {pk} is gone")


def _written_by_people() -> Iterator[Finding | int]:
    stated = {
        (entry.subject, payload.get("ref"), payload.get("from")): payload.get("sha256")
        for entry, payload in entries_of("law.text")
    }
    count = 0
    rows = ProvisionText.objects.filter(edition=None).select_related("provision__document").order_by("pk")
    for row in rows.iterator(CHUNK):
        count += 1
        place = row.provision.ref or row.provision.eid
        subject = f"law:{row.provision.document.number}"
        if stated.get((subject, place, row.valid_from_date.isoformat())) != text_hash(row.text):
            yield Finding(subject, f"lời văn {place} nói khác sổ cái / the text of {place} differs")
    yield count
