"""Compare documents, provisions and recorded changes of the law with the ledger, for `./run audit_log`."""

from __future__ import annotations

from collections.abc import Iterator

from backend.law.library.actions.changes import change_payload
from backend.law.library.models import Change, Document
from backend.law.library.states import STATED, digests_of
from backend.ledger import taking_up
from backend.ledger.auditing import CHUNK, Finding, entries_of
from backend.ledger.models import Entry
from members.people.audit_comparisons import is_near


def compare_documents() -> Iterator[Finding | int]:
    """Compare each document, with its provisions, with the last hash that an entry states, both ways.

    One without a state isn't accused before the clock has stated the older ones.
    """
    count = 0
    stated: dict[str, str] = {}
    for _entry, payload in entries_of("law.document", "law.imported"):
        stated |= payload.get(STATED) or {}
    is_due = Entry.objects.filter(kind=taking_up.DONE, subject="documents of the law").exists()
    rows = list(Document.objects.order_by("pk").values_list("pk", "number", "stated_sha256"))
    digests = digests_of(pk for pk, _number, _digest in rows)
    for pk, number, digest in rows:
        count += 1
        known = stated.pop(number, "")
        if (known or digest or is_due) and not known == digest == digests[pk]:
            yield Finding(
                f"law:{number}", "văn bản hay điều khoản nói khác sổ cái / document or provisions differ"
            )
    for number in stated:
        yield Finding(f"law:{number}", "văn bản đã mất / the document is gone")
    yield count


def compare_changes() -> Iterator[Finding | int]:
    """Compare each change with its entries, both ways."""
    count = 0
    stated = {payload.pop("change"): (entry, payload) for entry, payload in entries_of("law.change")}
    withdrawn = {
        payload["change"]: (entry, payload.get("reason"))
        for entry, payload in entries_of("law.change_withdrawn")
    }
    rows = Change.objects.select_related("document", "provision", "by_document", "recorded_by")
    for row in rows.order_by("pk").iterator(CHUNK):
        count += 1
        subject = f"law:{row.document.number}"
        known = stated.pop(row.pk, None)
        if known is None:
            yield Finding(subject, f"thay đổi {row.pk} không có mục / change {row.pk} has no entry")
            continue
        entry, payload = known
        ended, reason = withdrawn.pop(row.pk, (None, ""))
        ref = row.recorded_by.ref if row.recorded_by else None
        is_same = (
            entry.subject == subject
            and payload == change_payload(row)
            and (ref is None or entry.by == ref)
            and is_near(row.recorded_at, entry.recorded_at)
            and row.withdrawn_reason == reason
            and (row.withdrawn_at is None) == (ended is None)
            and (ended is None or is_near(row.withdrawn_at, ended.recorded_at))
        )
        if not is_same:
            yield Finding(subject, f"thay đổi {row.pk} nói khác sổ cái / change {row.pk} differs")
    for pk, (entry, _payload) in stated.items():
        yield Finding(entry.subject, f"thay đổi {pk} đã mất / change {pk} is gone")
    for pk, (ended, _reason) in withdrawn.items():
        yield Finding(ended.subject, f"thay đổi {pk} đã mất / change {pk} is gone")
    yield count
