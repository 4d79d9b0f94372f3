"""Whether a bundle says what the public log has: its proof shows that entries are in the log, this that the other files tell the same."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from backend.ledger.pins import pin
from traceability.epcis import exported
from traceability.epcis.pinned import compact
from traceability.epcis.reading import uuid_of

# What is left of an event whose words were erased.
_LEFT = frozenset({"type", "eventID", "eventTime", "eventTimeZoneOffset", "recordTime", "errorDeclaration"})


def disagreement(
    events: Iterable[Mapping[str, Any]],
    hashes: Iterable[Mapping[str, Any]],
    versions: Iterable[Mapping[str, Any]],
    leaves: Iterable[str],
) -> str:
    """The subject of the first of `leaves` (entries that the log holds) that the files contradict or leave out, "" where none is.

    Raises KeyError, TypeError, ValueError, AttributeError for files of another shape.
    """
    told = {(uuid_of(event["eventID"]), "errorDeclaration" in event): event for event in events}
    kept = {(uuid_of(row["eventID"]), row["isError"]): row for row in hashes}
    published = {(f"lot:{row['lot']}", row["number"]): row for row in versions}
    for leaf in leaves:
        entry = json.loads(leaf)
        kind, payload = entry.get("kind"), entry.get("payload")
        if kind in ("event", "event.error"):
            key = (uuid_of(payload["eventID"]), kind == "event.error")
            agrees = key in told and _is_event(told[key], payload, kept[key])
        elif kind == "origin.published":
            row = published.get((entry["subject"], payload["version"]))
            agrees = row is not None and _is_page(row, payload["pin"])
        else:
            continue
        if not agrees:
            return str(entry["subject"])
    return ""


def _is_event(event: Mapping[str, Any], payload: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    if "pieu:pin" not in payload:
        return exported(payload) == event
    if "salt" not in row:
        return event.keys() <= _LEFT
    body = compact({name: value for name, value in event.items() if name != "recordTime"})
    return pin(bytes.fromhex(row["salt"]), body) == payload["pieu:pin"]


def _is_page(row: Mapping[str, Any], pinned: str) -> bool:
    if row["salt"] is None:  # erased
        return row["pin"] == pinned and not row["facts"]
    return pin(bytes.fromhex(row["salt"]), rfc8785.dumps(row["facts"])) == pinned
