"""Whether a bundle's lots, genealogy and recipients say what the log has of them, as far as the log tells.

Compared: a lot's code, unit, day of making, state and opening; its quantity and days as far as its entries and harvests tell
them (backend/ledger/verify_pieu.py, lots_said). Who was made from
whom, and what was shipped when, against the events, both ways for the lots of the bundle; words about recipients against their pins.
Not compared, and the index says so: names of products and people, and what lies beyond these lots.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import unquote

from backend.ledger.pins import pin
from traceability.epcis.moments import parse_moment
from traceability.epcis.reading import uuid_of
from traceability.inspection.names import ORDERS

INPUTS, OUTPUTS = ("inputQuantityList", "inputEPCList"), ("outputQuantityList", "outputEPCList")
NAMING = ("quantityList", "epcList", "childQuantityList", "childEPCs")
SECONDS = 60
# The subject of an entry, its kind, what it says, when.
type Said = tuple[str, str, Mapping[str, Any], str]


def lots_disagree(files: Mapping[str, Any], said: Sequence[Said]) -> str:
    """The subject of the first of the bundle's lots or events that say otherwise than `said`, "" where none does."""
    rows = {f"lot:{row['id']}": row for row in files["lo.json"]}
    told: dict[str, list[Said]] = defaultdict(list)
    payloads = {}
    for one in said:
        subject, kind, payload, _at = one
        if subject.startswith("lot:") and kind.startswith("lot."):
            told[subject].append(one)
        elif kind == "event":
            payloads[uuid_of(payload["eventID"])] = payload
    events = files["su-kien.jsonld"]["epcisBody"]["eventList"]
    wrong = {uuid_of(event["eventID"]) for event in events if "errorDeclaration" in event}
    standing = {
        key: event
        for event in events
        if "errorDeclaration" not in event and (key := uuid_of(event["eventID"])) not in wrong
    }
    names: dict[int, set[str]] = {}
    for row in rows.values():
        names[row["id"]] = {row["code"]}
    for subject, entries in told.items():
        if subject not in rows:
            return subject
        row = rows[subject]
        names[row["id"]] |= _codes(entries)
        if entries[0][1] == "lot.opened" and not _is_lot(row, entries):
            return subject
    for row in files["pha-he.json"]["lots"]:
        if row["id"] in names and not _is_lot_again(row, rows[f"lot:{row['id']}"]):
            return f"lot:{row['id']}"
    if missing := names.keys() - {row["id"] for row in files["pha-he.json"]["lots"]}:
        return f"lot:{min(missing)}"
    return _edges_disagree(files, standing, wrong, names) or _recipients_disagree(
        files, standing, wrong, payloads, names
    )


def _codes(entries: Sequence[Said]) -> set[str]:
    found = set()
    for _subject, kind, payload, _at in entries:
        if kind in ("lot.opened", "lot.renamed"):
            found |= {str(payload["code"]), str(payload.get("before", payload["code"]))}
        elif kind == "lot.changed" and "code" in payload["changes"]:
            found |= {str(code) for code in payload["changes"]["code"]}
    return found


def _is_lot(row: Mapping[str, Any], entries: Sequence[Said]) -> bool:
    now = dict(entries[0][2]) | {"state": "open"}
    for _subject, kind, payload, _at in entries[1:]:
        if kind == "lot.changed":
            now |= {name: after for name, (_before, after) in payload["changes"].items()}
        elif kind == "lot.renamed":
            now["code"] = payload["code"]
        elif kind in ("lot.closed", "lot.reopened"):
            now["state"] = "closed" if kind == "lot.closed" else "open"
    pairs = [("code", "code"), ("unit", "unit"), ("produced", "produced_date"), ("state", "state")]
    opened = dt.datetime.fromisoformat(row["opened"]) - dt.datetime.fromisoformat(entries[0][3])
    return abs(opened.total_seconds()) <= SECONDS and all(
        (row[ours] or "") == (now.get(theirs) or "") for ours, theirs in pairs
    )


def _is_lot_again(row: Mapping[str, Any], lot: Mapping[str, Any]) -> bool:
    """The genealogy names a lot as lo.json does."""
    return all(row[name] == lot[name] for name in ("code", "product", "producer"))


def _named(event: Mapping[str, Any], lists: Sequence[str]) -> set[str]:
    """The lots' codes in some lists of an event."""
    found = set()
    for name in lists:
        for one in event.get(name, ()):
            text = one["epcClass"] if isinstance(one, dict) else one
            found.add(unquote(text.partition("/10/")[2].partition("/")[0]))
    return found - {""}


def _edges_disagree(
    files: Mapping[str, Any], standing: Mapping[Any, Any], wrong: set[Any], names: Mapping[int, set[str]]
) -> str:
    into: dict[Any, set[str]] = defaultdict(set)
    for key, event in standing.items():
        into[event.get("transformationID", key)] |= _named(event, INPUTS)
    kept = set()
    for edge in files["pha-he.json"]["edges"]:
        key = uuid_of(edge["event"])
        kept.add((edge["from"], edge["to"], key))
        if key in wrong:
            return f"lot:{edge['to']}"
        if (event := standing.get(key)) is None:
            continue  # of lots further away, whose events aren't in the bundle
        whole = into[event.get("transformationID", key)]
        for lot, codes in ((edge["to"], _named(event, OUTPUTS)), (edge["from"], whole)):
            if lot in names and not names[lot] & codes:
                return f"lot:{lot}"
    # The same code may stand for lots of two products: of such nothing is said.
    times: dict[str, int] = defaultdict(int)
    for codes in names.values():
        for code in codes:
            times[code] += 1
    lot_of = {code: lot for lot, codes in names.items() for code in codes if times[code] == 1}
    for key, event in standing.items():
        sources = {lot_of[code] for code in _named(event, INPUTS) if code in lot_of}
        targets = {lot_of[code] for code in _named(event, OUTPUTS) if code in lot_of}
        for source in sorted(sources):
            for target in sorted(targets):
                if (source, target, key) not in kept:
                    return f"lot:{target}"
    return ""


def _recipients_disagree(
    files: Mapping[str, Any],
    standing: Mapping[Any, Any],
    wrong: set[Any],
    payloads: Mapping[Any, Mapping[str, Any]],
    names: Mapping[int, set[str]],
) -> str:
    told = set()
    for row in files["noi-nhan.json"]:
        key = uuid_of(row["event"])
        told.add(key)
        event = standing.get(key)
        if key in wrong or event is None or not _sends(event):
            return str(row["event"])
        if dt.datetime.fromisoformat(row["time"]) != parse_moment(event["eventTime"]):
            return str(row["event"])
        codes = _named(event, NAMING)
        if codes and not names[row["lot"]] & codes:
            return str(row["event"])
        if (payload := payloads.get(key)) is not None and "pieu:pin" not in payload and "salts" in row:
            pinned = {each["pin"] for each in payload.get("pieu:pins", ())}
            salted = zip(row["salts"], row["words"], strict=True)
            if any(pin(bytes.fromhex(salt), word) not in pinned for salt, word in salted):
                return str(row["event"])
    # Bundles of before told only of deliveries that the diary has.
    is_whole = ORDERS in files
    for key, payload in payloads.items():
        if key not in standing or key in told:
            continue
        if payload.get("pieu:kind") == "shipping" or (is_whole and _sends(standing[key])):
            if any(_named(standing[key], NAMING) & codes for codes in names.values()):
                return str(standing[key]["eventID"])
    return ""


def _sends(event: Mapping[str, Any]) -> bool:
    """Whether goods went away by it: a delivery, or what says where to."""
    return str(event.get("bizStep", "")).endswith("shipping") or bool(event.get("destinationList"))
