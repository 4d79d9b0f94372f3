"""Check that a bundle's lots, genealogy and recipients match the log, as far as the log has them.

Compared are a lot's code, unit, production date, state and opening. Its quantity and days are compared as far
as its entries and harvests have them (backend/ledger/verifying/bundles.py, check_lots). The genealogy and the
shipments with their times are compared with the events, in both directions for the lots of the bundle; notes
about recipients with their pins. Not compared, as the index states: names of products and people, and what
lies beyond these lots.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from backend.ledger.pins import pin
from traceability.epcis.kinds import kind_of
from traceability.epcis.moments import parse_moment
from traceability.epcis.reading import uuid_of
from traceability.epcis.vocabulary import bare
from traceability.events.enums import EventKind
from traceability.inspection.links import INPUTS, NAMING, OUTPUTS, Links, Named
from traceability.inspection.names import LEFT, ORDERS
from traceability.inspection.numbers import numbering

SECONDS = 60
# (subject, kind, payload, recordedAt) of a ledger entry
type LogEntry = tuple[str, str, Mapping[str, Any], str]


def lots_disagree(files: Mapping[str, Any], log: Sequence[LogEntry]) -> str:
    """Compare a bundle with the log entries `log`.

    Return the first lot or event that contradicts them, or "".

    A lot is returned as "lot:<id>", an event by its id.
    """
    rows = {f"lot:{row['id']}": row for row in files["lo.json"]}
    by_lot: dict[str, list[LogEntry]] = defaultdict(list)
    payloads = {}
    for one in log:
        subject, kind, payload, _at = one
        if subject.startswith("lot:") and kind.startswith("lot."):
            by_lot[subject].append(one)
        elif kind == "event":
            payloads[uuid_of(payload["eventID"])] = payload
    standing, wrong = _standing(files)
    names: dict[int, set[str]] = {}
    for row in rows.values():
        names[row["id"]] = {row["code"]}
    for subject, entries in by_lot.items():
        if subject not in rows:
            return subject
        row = rows[subject]
        names[row["id"]] |= _codes(entries)
        if entries[0][1] == "lot.opened" and not _is_lot(row, entries):
            return subject
    for row in files["pha-he.json"]["lots"]:
        if row["id"] in names and not _describes_same_lot(row, rows[f"lot:{row['id']}"]):
            return f"lot:{row['id']}"
    if missing := names.keys() - {row["id"] for row in files["pha-he.json"]["lots"]}:
        return f"lot:{min(missing)}"
    links = Links(files, names)
    return _edges_disagree(files, standing, wrong, links) or _recipients_disagree(
        files, standing, wrong, payloads, links
    )


def _standing(files: Mapping[str, Any]) -> tuple[dict[Any, Any], set[Any]]:
    """Return the valid events by UUID, and the UUIDs of those declared wrong."""
    events = files["su-kien.jsonld"]["epcisBody"]["eventList"]
    number = numbering(files)
    wrong = {number(event["eventID"]) for event in events if "errorDeclaration" in event}
    numbered = ((number(event["eventID"]), event) for event in events if "errorDeclaration" not in event)
    return {key: event for key, event in numbered if key not in wrong}, wrong


def _codes(entries: Sequence[LogEntry]) -> set[str]:
    found = set()
    for _subject, kind, payload, _at in entries:
        if kind in ("lot.opened", "lot.renamed"):
            found |= {str(payload["code"]), str(payload.get("before", payload["code"]))}
        elif kind == "lot.changed" and "code" in payload["changes"]:
            found |= {str(code) for code in payload["changes"]["code"]}
    return found


def _is_lot(row: Mapping[str, Any], entries: Sequence[LogEntry]) -> bool:
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


def _describes_same_lot(row: Mapping[str, Any], lot: Mapping[str, Any]) -> bool:
    """Return whether the genealogy describes a lot by the same code, product and producer as lo.json."""
    return all(row[name] == lot[name] for name in ("code", "product", "producer"))


def _edges_disagree(
    files: Mapping[str, Any], standing: Mapping[Any, Any], wrong: set[Any], links: Links
) -> str:
    recorded = set()
    for edge, sides in _edges(files, standing, links):
        key = uuid_of(edge["event"])
        recorded.add((edge["from"], edge["to"], key))
        if key in wrong:
            return f"lot:{edge['to']}"
        for lot, named in sides:
            if lot not in named.possible:
                return f"lot:{lot}"
    for key, event in standing.items():
        went, came = links.named(event, INPUTS), links.named(event, OUTPUTS)
        # A possible lot counts if the database names it for this event, and it can't be on the other side of
        # the event.
        book = links.book.get(key, set())
        sources = went.certain | ((went.perhaps & book) - came.possible)
        targets = came.certain | ((came.perhaps & book) - went.possible)
        for source in sorted(sources):
            for target in sorted(targets):
                if source != target and (source, target, key) not in recorded and not event.keys() <= LEFT:
                    return f"lot:{target}"
    return ""


def _edges(
    files: Mapping[str, Any], standing: Mapping[Any, Any], links: Links
) -> Iterator[tuple[Mapping[str, Any], list[tuple[int, Named]]]]:
    """Yield each edge with the bundle's lots at its two ends, and what the event names there.

    There are no ends if the event is about more distant lots.
    """
    into: dict[Any, Named] = defaultdict(Named)
    for key, event in standing.items():
        into[event.get("transformationID", key)].add(links.named(event, INPUTS))
    # Any part of a transformation may name the ingredients; an erased one doesn't.
    erased = Named()
    for event in standing.values():
        if event.keys() <= LEFT:
            erased = links.named(event, INPUTS)
    for edge in files["pha-he.json"]["edges"]:
        key = uuid_of(edge["event"])
        if (event := standing.get(key)) is None:
            yield edge, []
            continue
        whole = Named()
        whole.add(into[event.get("transformationID", key)])
        if "transformationID" in event:
            whole.add(erased)
        ends = ((edge["to"], links.named(event, OUTPUTS)), (edge["from"], whole))
        yield edge, [(lot, named) for lot, named in ends if lot in links.names]


def _recipients_disagree(
    files: Mapping[str, Any],
    standing: Mapping[Any, Any],
    wrong: set[Any],
    payloads: Mapping[Any, Mapping[str, Any]],
    links: Links,
) -> str:
    listed = set()
    for row in files["noi-nhan.json"]:
        key = uuid_of(row["event"])
        listed.add(key)
        event = standing.get(key)
        if key in wrong or event is None or not _may_send(event):
            return str(row["event"])
        if dt.datetime.fromisoformat(row["time"]) != parse_moment(event["eventTime"]):
            return str(row["event"])
        if row["lot"] not in links.names or row["lot"] not in links.named(event, NAMING).possible:
            return str(row["event"])
        if (payload := payloads.get(key)) is not None and "pieu:pin" not in payload and "salts" in row:
            pinned = {each["pin"] for each in payload.get("pieu:pins", ())}
            salted = zip(row["salts"], row["words"], strict=True)
            if any(pin(bytes.fromhex(salt), word) not in pinned for salt, word in salted):
                return str(row["event"])
    # Older bundles contain only deliveries of the diary.
    is_whole = ORDERS in files
    for key, payload in payloads.items():
        if key not in standing or key in listed:
            continue
        if payload.get("pieu:kind") == "shipping" or (is_whole and _sends(standing[key])):
            named = links.named(standing[key], NAMING)
            if named.certain or named.perhaps & links.book.get(key, set()):
                return str(standing[key]["eventID"])
    return ""


def unlinked(files: Mapping[str, Any], log: Iterable[LogEntry]) -> dict[str, int]:
    """Return {file name: number of rows whose lot the bundle alone can't prove}.

    Their event names a label without its lot, or a carton, or was erased. The bundle must agree with the log.
    """
    standing, _wrong = _standing(files)
    by_subject: dict[str, list[LogEntry]] = defaultdict(list)
    for one in log:
        by_subject[one[0]].append(one)
    links = Links(
        files, {row["id"]: {row["code"]} | _codes(by_subject[f"lot:{row['id']}"]) for row in files["lo.json"]}
    )
    edges = sum(
        any(lot not in named.certain for lot, named in ends) for _edge, ends in _edges(files, standing, links)
    )
    sent = sum(
        row["lot"] not in links.named(standing[uuid_of(row["event"])], NAMING).certain
        for row in files["noi-nhan.json"]
    )
    return {name: count for name, count in (("pha-he.json", edges), ("noi-nhan.json", sent)) if count}


def _sends(event: Mapping[str, Any]) -> bool:
    """Return whether the event sent goods, by the rule of our database.

    That is a delivery, or an event with a destination.
    """
    step = bare("bizStep", str(event.get("bizStep", "")))
    return kind_of({**event, "bizStep": step}) == EventKind.SHIPPING or bool(event.get("destinationList"))


def _may_send(event: Mapping[str, Any]) -> bool:
    """Return whether the event may have sent goods: an event with erased texts can't show that it did not."""
    return _sends(event) or "destinationList" in event or event.keys() <= LEFT
