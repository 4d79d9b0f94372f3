"""Audit labels that may have been copied: which were listed, by which sign, and who recorded what."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from backend.ledger.actions import Fact
from backend.ledger.auditing import CHUNK, EntryPayload, Finding, entries_of
from backend.ledger.pins import pin
from members.people.audit_comparisons import differing, is_near, unequal, who_and_when
from traceability.models import LabelFlag


def compare_flags() -> Iterator[Finding | int]:
    """Compare flags with their ledger entries: yield each difference, then the number of flags.

    Scans have no entries, but the sign that led to a flag is recorded.
    """
    count = 0
    raised, looked = _last_entries("label.flagged"), _last_entries("label.looked_into")
    times: Counter[tuple[int, int]] = Counter()
    rows = LabelFlag.objects.select_related("looked_by", "run").order_by("pk")
    for row in rows.iterator(CHUNK):
        count += 1
        subject = f"run:{row.run_id}"
        names = [*unequal(lot=(row.lot_id, row.run.lot_id))]
        times[row.run_id, row.number] += 1
        key = (row.run_id, row.number, times[row.run_id, row.number])
        entry, one = raised.pop(key, (None, {}))
        if entry is None:
            yield Finding(subject, "tem đáng ngờ không có mục / a suspicious label has no entry")
        else:
            names += unequal(sign=(row.sign, one.get("sign")), lot=(row.lot_id, one.get("lot")))
            # An entry from before the moment was recorded has only its own time.
            recorded_at = dt.datetime.fromisoformat(one["at"]) if "at" in one else entry.recorded_at
            if not is_near(row.flagged_at, recorded_at):
                names.append("flagged_at")
        names += _what_was_found(row, looked.pop(key, None))
        yield from differing(subject, "tem đáng ngờ", "suspicious label", names)
    for entry, _one in [*raised.values(), *looked.values()]:
        yield Finding(entry.subject, "một tem đáng ngờ đã mất / a suspicious label is gone")
    yield count


def flags_of_before() -> Iterator[Fact]:
    """Yield ledger facts for labels that were flagged before the ledger recorded flags."""
    recorded = _last_entries("label.flagged")
    for row in LabelFlag.objects.order_by("pk").iterator(CHUNK):
        if (row.run_id, row.number, 1) not in recorded:
            payload = {"run": row.run_id, "label": row.number, "sign": row.sign, "lot": row.lot_id}
            payload["at"] = row.flagged_at.isoformat()
            yield Fact("label.flagged", f"run:{row.run_id}", payload)


def _last_entries(kind: str) -> dict[tuple[Any, Any, Any], EntryPayload]:
    """Return the last entry of a kind by run, label and number of the listing.

    Older entries without a number are those of the only listing.
    """
    return {
        (one.get("run"), one.get("label"), one.get("raised", 1)): (entry, one)
        for entry, one in entries_of(kind)
    }


def _what_was_found(row: LabelFlag, looked: EntryPayload | None) -> Iterator[str]:
    if looked is None:
        if row.known:
            yield "known"
        if row.looked_at is not None:
            yield "looked_at"
        if row.finding:
            yield "finding"
        return
    entry, one = looked
    if row.looked_at is None:
        yield "looked_at"
        return
    yield from who_and_when(entry, row, "looked_by", "looked_at", behalf="")
    yield from unequal(known=(row.known, one.get("known", {})))
    if (pinned := one.get("finding")) is None:  # an entry from before findings were pinned
        return
    if row.salt is None:
        # The finding is erased with the person who wrote it, and in no other way.
        if row.finding or row.looked_by is not None:
            yield "finding"
    elif pin(bytes(row.salt), row.finding) != pinned:
        yield "finding"
