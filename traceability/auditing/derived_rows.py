"""Rows that follow from others: the genealogy, the lots that a recall reaches, the former codes of a lot.

No entry has them literally, but buyers see their effect: deleting one hides a recall and leaves every entry
unchanged.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from backend.ledger.auditing import UNREADABLE, Finding
from backend.ledger.models import Entry
from members.people.audit_comparisons import is_near, who_and_when
from traceability.genealogy.edges import compute_edges
from traceability.genealogy.traversal import descendant_ids
from traceability.lots.auditing.lots import NAMED, codes_of, payloads
from traceability.models import Lot, LotAlias, LotEdge, Recall, RecallReach
from traceability.recalls.actions.recall_reach import lots_reached

CHUNK = 1000


def compare_edges() -> Iterator[Finding | int]:
    """Compare the genealogy with the events that it follows from."""
    expected = compute_edges()
    stored = set(LotEdge.objects.values_list("source", "target", "input_event", "output_event"))
    for source, target, *_events in sorted(expected - stored):
        yield Finding(f"lot:{target}", f"phả hệ bỏ mất lô:{source} / the genealogy left out lot:{source}")
    for source, target, *_events in sorted(stored - expected):
        yield Finding(
            f"lot:{target}",
            f"phả hệ nói làm từ lô:{source}, không việc nào nói / no event says that it was made from lot:{source}",
        )
    yield len(stored)


def compare_reach() -> Iterator[Finding | int]:
    """Compare the lots that each recall reaches with the genealogy and with the ledger."""
    count = 0
    moments_by_recall = _recorded_reach()
    rows: dict[int, list[RecallReach]] = defaultdict(list)
    for row in RecallReach.objects.order_by("pk").iterator(CHUNK):
        rows[row.recall_id].append(row)
    for recall in Recall.objects.order_by("pk").iterator(CHUNK):
        count += len(rows[recall.pk])
        try:
            differing = _differing_lots(recall, rows[recall.pk], moments_by_recall[recall.pk])
        except UNREADABLE:
            differing = {recall.lot_id}
        for lot in sorted(differing):
            yield Finding(
                f"lot:{lot}",
                f"thu hồi {recall.pk} tới lô nói khác / whether recall {recall.pk} reaches it differs",
            )
    yield count


def _differing_lots(
    recall: Recall, rows: list[RecallReach], moments: Mapping[int, Sequence[tuple[dt.datetime, bool]]]
) -> set[int]:
    """Return the lots of which the rows of a recall say something else than genealogy and ledger."""
    reached = {row.lot_id for row in rows if row.ended_at is None}
    ever = {lot for lot, changes in moments.items() if any(is_reached for _at, is_reached in changes)}
    wanted: set[int] = set()
    if recall.ended_at is None:
        wanted = lots_reached(recall, {recall.lot_id} | descendant_ids([recall.lot_id]))
    recorded = (
        {lot for lot, changes in moments.items() if changes[-1][1]} if recall.ended_at is None else set()
    )
    differing = (reached ^ wanted) | ((reached ^ recorded) - {recall.lot_id})
    differing |= {
        row.lot_id
        for row in rows
        # What was made from some recalled labels is recalled as a whole.
        if (row.run_id, row.first, row.last)
        != ((recall.run_id, recall.first, recall.last) if row.lot_id == recall.lot_id else (None, None, None))
        or not _are_moments(row, recall, moments[row.lot_id])
    }
    differing |= {row.lot_id for row in rows} ^ (ever | {recall.lot_id})
    return differing


def _are_moments(row: RecallReach, recall: Recall, changes: Sequence[tuple[dt.datetime, bool]]) -> bool:
    """Return whether the moments when a lot was added to a recall and removed from it match the ledger.

    They match if they are near a moment in `changes`, or equal to the recall's start or end.
    """
    begun = [at for at, is_reached in changes if is_reached]
    left = [at for at, is_reached in changes if not is_reached]
    if row.lot_id == recall.lot_id:
        begun.append(recall.started_at)
    return any(is_near(row.since, at) for at in begun) and (
        row.ended_at is None
        or row.ended_at == recall.ended_at
        or any(is_near(row.ended_at, at) for at in left)
    )


def _recorded_reach() -> dict[int, dict[int, list[tuple[dt.datetime, bool]]]]:
    """Return {recall: {lot: [(moment, True if the lot was added, False if removed)]}} from the ledger."""
    found: dict[int, dict[int, list[tuple[dt.datetime, bool]]]] = defaultdict(lambda: defaultdict(list))
    entries = Entry.objects.filter(kind="lot.recall_reached").order_by("pk")
    for subject, body, at in entries.values_list("subject", "body", "recorded_at").iterator(CHUNK):
        try:
            payload = json.loads(body)["payload"]
            found[payload["recall"]][int(subject.removeprefix("lot:"))].append((at, payload["reached"]))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def compare_old_codes() -> Iterator[Finding | int]:
    """Compare the former codes of lots: each is in the ledger, and none from a renaming is missing."""
    count = 0
    for batch in batched(Lot.objects.order_by("pk").iterator(CHUNK), CHUNK, strict=False):
        aliases: dict[int, set[str]] = defaultdict(set)
        entries = payloads("lot", [lot.pk for lot in batch], NAMED)
        rows = LotAlias.objects.filter(lot__in=batch).select_related("lot", "by", "on_behalf_of")
        for alias in rows:
            count += 1
            is_recorded = alias.product_id == alias.lot.product_id and any(
                not list(who_and_when(entry, alias, "by", "since"))
                for entry, payload in entries.get(alias.lot_id, [])
                if _left_code(payload) == alias.code
            )
            aliases[alias.lot_id].add(alias.code if is_recorded else "")
        for lot in batch:
            lot_entries = entries.get(lot.pk, [])
            left = {
                str(payload.get("before")) for entry, payload in lot_entries if entry.kind == "lot.renamed"
            } - {lot.code}
            if not left <= aliases[lot.pk] <= set(codes_of(lot_entries)):
                yield Finding(f"lot:{lot.pk}", "mã cũ của lô nói khác sổ cái / the lot's former codes differ")
    yield count


def _left_code(payload: Mapping[str, Any]) -> str | None:
    """Return the code that the lot had before a renaming or change with this payload, or None."""
    before = payload.get("before") or (payload.get("changes", {}).get("code") or [None])[0]
    return None if before is None else str(before)
