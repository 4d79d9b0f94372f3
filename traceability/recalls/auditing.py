"""Compare recalls with their entries, and their texts with the pins in these."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from backend.ledger.auditing import Finding
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.people.audit_comparisons import iso, who_and_when
from traceability.models import Recall
from traceability.recalls.enums import RecallWord

CHUNK = 1000
PINS = "pieu:pins"


def compare_recalls() -> Iterator[Finding | int]:
    """Compare begin, end, labels and texts of recalls with their entries; yield each difference, then their
    number.
    """
    count = 0
    begun: dict[Any, tuple[Entry, dict[str, Any]]] = {}
    over: dict[Any, tuple[Entry, dict[str, Any]]] = {}
    for entry in (
        Entry.objects.filter(kind__in=("lot.recalled", "lot.recall_ended")).order_by("pk").iterator(CHUNK)
    ):
        try:
            payload = json.loads(entry.body)["payload"]
        except (ValueError, KeyError):
            continue
        (begun if entry.kind == "lot.recalled" else over)[payload.get("recall")] = entry, payload
    for row in (
        Recall.objects.order_by("pk")
        .select_related("by", "ended_by")
        .prefetch_related("pins")
        .iterator(CHUNK)
    ):
        count += 1
        subject = f"lot:{row.lot_id}"
        recorded = begun.pop(row.pk, None)
        if recorded is None or recorded[0].subject != subject:
            yield Finding(subject, "việc thu hồi không có mục / the recall has no entry")
            continue
        payload, end = recorded[1], over[row.pk][1] if row.pk in over else {}
        ended = end.get("endedAt")
        pairs = [
            ("started_at", iso(row.started_at), payload.get("startedAt")),
            ("until_date", iso(row.until_date), payload.get("until")),
            (
                "labels",
                {"run": row.run_id, "first": row.first, "last": row.last} if row.run_id else None,
                payload.get("labels"),
            ),
            ("ended_at", iso(row.ended_at), ended),
        ]
        differing = [name for name, ours, theirs in pairs if ours != theirs]
        differing += who_and_when(recorded[0], row, "by", behalf="")
        if row.pk in over:
            differing += who_and_when(over[row.pk][0], row, "ended_by", behalf="")
        elif row.ended_by is not None or row.end_reason:
            differing.append("ended_by")
        for name in [*differing, *_words_not_pinned(row, payload, end)]:
            yield Finding(subject, f"{name} của việc thu hồi nói khác sổ cái / the recall's {name} differs")
    for entry, _payload in begun.values():
        yield Finding(entry.subject, "việc thu hồi đã mất / a recall is gone")
    yield count


def _words_not_pinned(recall: Recall, begun: dict[str, Any], over: dict[str, Any]) -> Iterator[str]:
    """Yield the fields with texts that differ from the pin.

    Entries from before texts were pinned have no pins.
    """
    rows = {row.what: row for row in recall.pins.all()}
    for one in rows.values():
        # Only the contact is erased, and at the end of the recall at the latest.
        if one.goes_when_over and (
            one.what != RecallWord.CONTACT or (recall.ended_at and one.salt is not None)
        ):
            yield "goes_when_over"
    for payload, fields in (
        (begun, (RecallWord.REASON, RecallWord.ADVICE, RecallWord.CONTACT)),
        (over, (RecallWord.END_REASON,)),
    ):
        if PINS not in payload:
            continue
        pinned = {each["of"]: each["pin"] for each in payload[PINS]}
        for what in fields:
            words, row = getattr(recall, what), rows.get(what)
            if (row.pin if row else None) != pinned.get(what):
                yield what
            elif row is None or row.salt is None:
                if words:
                    yield what
            elif pin(bytes(row.salt), words) != row.pin:
                yield what
