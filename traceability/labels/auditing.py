"""Compare label runs, prints and voids with their entries."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from itertools import batched
from typing import Any

import rfc8785

from backend.ledger.auditing import Finding, entries_of, readable
from backend.ledger.models import Entry
from backend.ledger.pins import pin
from members.people.audit_comparisons import is_gone, is_near, who_and_when
from traceability.labels.enums import MAKER_GONE, CodeKind, RunState
from traceability.labels.runs.files import name_of
from traceability.lots.auditing.erasures import has_lost_a_person
from traceability.lots.auditing.lots import payloads
from traceability.models import LabelPrint, LabelRun, LabelVoid

CHUNK = 1000
RUN_KINDS = ("labels.run", "labels.ready", "labels.remade", "labels.shifted", "labels.cancelled")


def compare_runs() -> Iterator[Finding | int]:
    """Compare runs with their ledger entries: yield each difference, then the number of runs.

    A run's progress before its sheet is ready has no entry, so it is not compared. A run that has an entry
    and no row is named by its lot.
    """
    count, stored = 0, set()
    for batch in batched(
        LabelRun.objects.select_related("code", "lot__product", "requested_by", "on_behalf_of")
        .order_by("pk")
        .iterator(CHUNK),
        CHUNK,
        strict=False,
    ):
        entries = payloads("run", [run.pk for run in batch], RUN_KINDS)
        for run in batch:
            count += 1
            stored.add(f"run:{run.pk}")
            run_entries = entries.get(run.pk, [])
            if not run_entries or run_entries[0][0].kind != "labels.run":
                yield Finding(f"run:{run.pk}", "đợt tem không có mục / the label run has no entry")
                continue
            for name in readable(_differences(run, run_entries)):
                yield Finding(
                    f"run:{run.pk}", f"{name} của đợt tem nói khác sổ cái / the run's {name} differs"
                )
    for entry, payload in entries_of("labels.run"):
        if entry.subject not in stored:
            about = f"lot:{payload['lot']}" if payload.get("lot") else entry.subject
            yield Finding(about, f"đợt tem {entry.subject} đã mất / the label run is gone")
    yield count


def _differences(run: LabelRun, entries: list[tuple[Entry, dict[str, Any]]]) -> Iterator[str]:
    wanted = entries[0][1]
    pairs = {
        "lot": (run.lot_id, wanted.get("lot")),
        "code": (run.code.value, wanted.get("code")),
        "count": (run.count, wanted.get("count")),
        "layout": (run.layout, wanted.get("layout")),
        "key_version": (run.key_version, wanted.get("keyVersion")),
        "origin": (run.origin, wanted.get("origin")),
        **{name: (run.content.get(name), wanted.get(name)) for name in ("produced", "expires", "stars")},
    }
    if "pin" in wanted and not _says_what_was_pinned(run, wanted["pin"]):
        yield "content"
    yield from who_and_when(entries[0][0], run, "requested_by", "requested_at")
    # A code is created when it is first needed: never after a run that is printed with it.
    if run.code.since > entries[0][0].recorded_at and not is_near(run.code.since, entries[0][0].recorded_at):
        yield "code.since"
    if (run.code.kind == CodeKind.GTIN) != run.code.value.isdigit():
        yield "code"
    if "offsetX" in wanted:
        pairs["offset_x"], pairs["offset_y"] = (
            (getattr(run, name), Decimal(wanted[key]))
            for name, key in (("offset_x", "offsetX"), ("offset_y", "offsetY"))
        )
    shifts = [payload for entry, payload in entries if entry.kind == "labels.shifted"]
    if shifts:
        pairs["offset_x"] = run.offset_x, Decimal(shifts[-1].get("offsetX", "NaN"))
        pairs["offset_y"] = run.offset_y, Decimal(shifts[-1].get("offsetY", "NaN"))
    yield from (name for name, (ours, theirs) in pairs.items() if ours != theirs)
    if run.code.product_id != run.lot.product_id:
        yield "code"
    made = [payload for entry, payload in entries if entry.kind in ("labels.ready", "labels.remade")]
    moments = [
        entry.recorded_at for entry, _payload in entries if entry.kind in ("labels.ready", "labels.remade")
    ]
    if (moments or run.ready_at is not None) and not any(is_near(run.ready_at, moment) for moment in moments):
        yield "ready_at"
    if run.pdf and made and run.verified_count not in {payload.get("verified") for payload in made}:
        yield "verified_count"
    is_cancelled = any(entry.kind == "labels.cancelled" for entry, _payload in entries)
    if (run.state == RunState.CANCELLED) != is_cancelled or (run.state == RunState.READY) != bool(made):
        yield "state"
    if (
        run.pdf_sha256
        and made
        and not shifts
        and run.pdf_sha256 not in {payload.get("sha256") for payload in made}
    ):
        yield "pdf_sha256"
    if run.pdf and run.pdf != name_of(run.pk, run.pdf_sha256):
        yield "pdf"


def _says_what_was_pinned(run: LabelRun, pinned: Any) -> bool:
    """Return whether the printed texts match their pin.

    Without a salt, the producer's name must be empty and one of the producer's people erased.
    """
    if run.content_salt is None:
        return not run.content.get("producer") and has_lost_a_person([run.lot.product.producer_id])
    return pin(bytes(run.content_salt), rfc8785.dumps(run.content)) == pinned


def compare_prints_and_voids() -> Iterator[Finding | int]:
    recorded: dict[tuple[str, Any], tuple[Entry, dict[str, Any]]] = {}
    for entry in Entry.objects.filter(kind__in=("labels.printed", "labels.voided")).iterator(CHUNK):
        try:
            payload = json.loads(entry.body)["payload"]
        except (ValueError, KeyError):
            continue
        recorded[entry.kind, payload.get("print" if entry.kind == "labels.printed" else "void")] = (
            entry,
            payload,
        )
    count = 0
    rows: list[tuple[str, Any]] = [
        *(
            ("labels.printed", row)
            for row in LabelPrint.objects.select_related("by", "on_behalf_of").order_by("pk")
        ),
        *(
            ("labels.voided", row)
            for row in LabelVoid.objects.select_related("by", "on_behalf_of", "run__lot__product").order_by(
                "pk"
            )
        ),
    ]
    for kind, row in rows:
        count += 1
        known, payload = recorded.pop((kind, row.pk), (None, {}))
        at = "printed_at" if kind == "labels.printed" else "voided_at"
        if known is not None and (differing := ", ".join(who_and_when(known, row, "by", at))):
            yield Finding(
                f"run:{row.run_id}",
                f"{differing} của lần in hay huỷ tem nói khác sổ cái / who printed or voided, or when, differs",
            )
        stored = (row.run_id, row.first, row.last, getattr(row, "kind", None))
        if (
            known is not None
            and "reasonPin" in payload
            and not _gives_the_pinned_reason(row, known, payload["reasonPin"])
        ):
            yield Finding(
                f"run:{row.run_id}",
                "lý do in lại hay huỷ tem nói khác sổ cái / the reason of a print or a void differs",
            )
        if stored != (payload.get("run"), payload.get("first"), payload.get("last"), payload.get("kind")):
            what = "lần in" if kind == "labels.printed" else "lần huỷ tem"
            yield Finding(
                f"run:{row.run_id}", f"{what} nói khác sổ cái / a print or a void differs from the ledger"
            )
    for _entry, payload in recorded.values():
        yield Finding(
            f"run:{payload.get('run')}", "một lần in hay huỷ tem đã mất / a print or a void is gone"
        )
    yield count


def _gives_the_pinned_reason(row: LabelPrint | LabelVoid, entry: Entry, pinned: Any) -> bool:
    """Return whether the reason of a reprint or a void matches `pinned`, its salted hash in the ledger.

    Without a salt, a person must have been erased. The reason must then be empty; of a void it may be
    MAKER_GONE.
    """
    if row.reason_salt is None:
        if isinstance(row, LabelPrint):
            return not row.reason and is_gone(entry.on_behalf_of or entry.by)
        return row.reason in ("", str(MAKER_GONE)) and has_lost_a_person([row.run.lot.product.producer_id])
    return pin(bytes(row.reason_salt), row.reason) == pinned
