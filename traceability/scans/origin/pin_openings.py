"""Texts that open the pins of a lot's entries in a proof: public texts of recalls and labels."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import batched

import rfc8785

from backend.ledger.models import Entry
from backend.ledger.proof_files import Opened
from traceability.models import LabelRun, LabelVoid, RecallPin

CHUNK = 500
RECALL_KINDS = ("lot.recalled", "lot.recall_ended")
LABEL_KINDS = ("labels.run", "labels.voided")


def opened_words(entries: Sequence[Entry]) -> dict[int, list[Opened]]:
    """Return the texts that open the pins of `entries`, as {entry id: [(salt, text), ...]}.

    Covers recalls, label runs and voided labels. Erased texts are left out.
    """
    found: dict[int, list[Opened]] = defaultdict(list)
    payloads = {
        entry.pk: json.loads(entry.body)["payload"]
        for entry in entries
        if entry.kind in (*RECALL_KINDS, *LABEL_KINDS)
    }
    recalls = _pins({payloads[each.pk].get("recall") for each in entries if each.kind in RECALL_KINDS})
    runs = _runs({payloads[each.pk].get("run") for each in entries if each.kind == "labels.run"})
    voids = _voids({payloads[each.pk].get("void") for each in entries if each.kind == "labels.voided"})
    for entry in entries:
        payload = payloads.get(entry.pk, {})
        if entry.kind in RECALL_KINDS:
            pinned = {each["pin"] for each in payload.get("pieu:pins", ())}
            for row in recalls.get(payload.get("recall"), ()):
                if row.pin in pinned:
                    found[entry.pk].append((bytes(row.salt or b""), getattr(row.recall, row.what)))
        elif entry.kind == "labels.run" and "pin" in payload and payload.get("run") in runs:
            run = runs[payload["run"]]
            found[entry.pk].append((bytes(run.content_salt or b""), rfc8785.dumps(run.content).decode()))
        elif entry.kind == "labels.voided" and "reasonPin" in payload and payload.get("void") in voids:
            void = voids[payload["void"]]
            found[entry.pk].append((bytes(void.reason_salt or b""), void.reason))
    return dict(found)


def _pins(ids: Iterable[int | None]) -> dict[int, list[RecallPin]]:
    found: dict[int, list[RecallPin]] = defaultdict(list)
    for part in batched(sorted(filter(None, ids)), CHUNK, strict=False):
        for row in (
            RecallPin.objects.filter(recall__in=part, erased_at=None).select_related("recall").order_by("pk")
        ):
            found[row.recall_id].append(row)
    return found


def _runs(ids: Iterable[int | None]) -> dict[int, LabelRun]:
    rows: dict[int, LabelRun] = {}
    for part in batched(sorted(filter(None, ids)), CHUNK, strict=False):
        rows |= LabelRun.objects.exclude(content_salt=None).in_bulk(part)
    return rows


def _voids(ids: Iterable[int | None]) -> dict[int, LabelVoid]:
    rows: dict[int, LabelVoid] = {}
    for part in batched(sorted(filter(None, ids)), CHUNK, strict=False):
        rows |= LabelVoid.objects.exclude(reason_salt=None).in_bulk(part)
    return rows
