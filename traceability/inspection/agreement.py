"""Check that a bundle agrees with the public log.

Its proof shows that entries are in the log; this module checks that the other files match these entries.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import rfc8785

from backend.ledger.pins import pin
from backend.ledger.verifying.bundles import check_lots
from backend.ledger.verifying.proof_reading import Proved
from products.certificates.enums import CertificateState
from traceability.epcis.bodies import exported
from traceability.epcis.moments import in_milliseconds
from traceability.epcis.pins import compact, lot_named
from traceability.epcis.reading import uuid_of
from traceability.inspection.links import NAMING, known_as, texts
from traceability.inspection.lot_agreement import SECONDS, LogEntry, lots_disagree, unlinked
from traceability.inspection.names import LEFT
from traceability.inspection.numbers import numbering
from traceability.labels.enums import RunState

LINKED = ("link.added", "link.changed", "link.removed", "link.taken_down")
# Seconds between the capture of a document and its entries: a large document is one transaction of minutes.
CAPTURING = 900


def disagreement(files: Mapping[str, Any], entries: Sequence[Proved]) -> str:
    """Return the subject of the first log entry that the files contradict or lack, or "".

    `entries` are those that the bundle's proof shows to be in the log. Raises KeyError, TypeError,
    ValueError, AttributeError for files of another structure.
    """
    number = numbering(files)
    events = {
        (number(event["eventID"]), "errorDeclaration" in event): event
        for event in files["su-kien.jsonld"]["epcisBody"]["eventList"]
    }
    hashes = {(number(row["eventID"]), row["isError"]): row for row in files["ma-bam.json"]}
    published = {(f"lot:{row['lot']}", row["number"]): row for row in files["ban-cong-bo.json"]}
    products = {(f"product:{row['product']}", row["version"]): row for row in files["san-pham.json"]}
    recalls = {row["recall"]: row for row in files["thu-hoi.json"]}
    runs = {row["run"]: row for row in files["tem.json"]}
    passports = {(f"lot:{row['lot']}", row["number"]): row for row in files.get("ho-chieu.json", ())}
    labels = files.get("nhan-dien-tu.json", ())
    begun = {(f"product:{row['product']}", row["since"]) for row in labels}
    over = {(f"product:{row['product']}", row["until"]) for row in labels}
    links = {row["link"]: row for row in files.get("lien-ket.json", ())}
    papers = {f"certificate:{row['id']}": row for row in files["giay-to.json"]}
    decided: dict[str, Any] = {}
    log: list[LogEntry] = []
    entries = list(entries)
    erased = {
        uuid_of(entry["payload"]["eventID"])
        for entry in (json.loads(proved.leaf) for proved in entries)
        if entry.get("kind") == "event.words_erased"
    }
    for proved in entries:
        entry = json.loads(proved.leaf)
        log += _log_entries(entry)
        kind, subject, payload = entry.get("kind"), entry.get("subject"), entry.get("payload")
        at = str(entry.get("recordedAt"))
        if kind in ("event", "event.error"):
            key = (uuid_of(payload["eventID"]), kind == "event.error")
            agrees = key in events and _is_event(events[key], payload, hashes[key], at, key[0] in erased)
        elif kind == "origin.published":
            row = published.get((subject, payload["version"]))
            agrees = row is not None and _is_page(row, payload["pin"], at)
        elif kind == "product.facts":
            row = products.get((subject, payload["version"]))
            agrees = (
                row is not None
                and pin(bytes.fromhex(row["salt"]), row["body"]) == row["pin"] == payload["pin"]
                and is_about(row["since"], at)
            )
        elif kind in ("lot.recalled", "lot.recall_ended", "lot.recall_reached"):
            row = recalls.get(payload["recall"])
            agrees = row is not None and _is_recall(row, kind, subject, payload, proved.opened)
        elif kind in ("labels.run", "labels.printed", "labels.voided", "labels.cancelled"):
            row = runs.get(payload["run"])
            agrees = row is not None and _are_labels(row, kind, payload, proved.opened, at)
        elif kind in ("certificate.verified", "certificate.revoked"):
            # The last one counts.
            decided[subject] = kind, payload, at
            continue
        elif kind == "passport.published" and "ho-chieu.json" in files:
            row = passports.get((subject, payload["version"]))
            agrees = row is not None and _is_page(row, payload["pin"], at)
        elif kind in ("elabel.on", "elabel.off") and "nhan-dien-tu.json" in files:
            agrees = (subject, payload["at"]) in (begun if kind == "elabel.on" else over)
        elif kind in LINKED and "lien-ket.json" in files:
            row = links.get(payload["link"])
            agrees = row is not None and _is_link(row, kind, subject, payload, at)
        else:
            continue
        if not agrees:
            return str(subject)
    for subject, (kind, payload, at) in decided.items():
        if subject not in papers or not _is_paper(papers[subject], kind, payload, at):
            return subject
    return lots_disagree(files, log) or check_lots(files, entries).wrong


def rows_unlinked(files: Mapping[str, Any], entries: Iterable[Proved]) -> dict[str, int]:
    """Return {file name: number of rows whose lot the bundle alone can't prove} (lots_agree.unlinked).

    `entries` are those of the bundle's proof.
    """
    return unlinked(files, [one for proved in entries for one in _log_entries(json.loads(proved.leaf))])


def _log_entries(entry: Mapping[str, Any]) -> list[LogEntry]:
    if not isinstance(entry.get("payload"), dict):
        return []
    return [(str(entry["subject"]), str(entry["kind"]), entry["payload"], str(entry["recordedAt"]))]


def is_about(moment: str | None, at: str, apart: int = SECONDS) -> bool:
    """Return whether a row's moment is at most `apart` seconds from that of its entry.

    Both are written in the same transaction. False without a moment.
    """
    if not moment:
        return False
    return abs((dt.datetime.fromisoformat(moment) - dt.datetime.fromisoformat(at)).total_seconds()) <= apart


def _is_link(row: Mapping[str, Any], kind: str, subject: str, payload: Mapping[str, Any], at: str) -> bool:
    """Return whether a link's object, target, dates, creation and end match its ledger entry."""
    on = f"lot:{row['lot']}" if row["lot"] else f"product:{row['product']}"
    if kind in ("link.removed", "link.taken_down"):
        return (
            on == subject and row["endedHow"] == kind.removeprefix("link.") and is_about(row["endedAt"], at)
        )
    computed = pin(bytes.fromhex(row["salt"]), rfc8785.dumps({"url": row["url"], "title": row["title"]}))
    return (
        on == subject
        and computed == row["pin"] == payload["pin"]
        and is_about(row["addedAt"], at)
        and all(
            row[ours] == payload[theirs]
            for ours, theirs in (
                ("type", "type"),
                ("language", "language"),
                ("country", "country"),
                ("previous", "previous"),
                ("firstDay", "from_date"),
                ("lastDay", "until_date"),
            )  # fmt: skip
        )
    )


def _is_event(
    event: Mapping[str, Any], payload: Mapping[str, Any], row: Mapping[str, Any], at: str, is_erased: bool
) -> bool:
    if "pieu:pin" not in payload:
        return exported(payload) == event
    # Captured events are pinned without their moment of capture.
    if not is_about(event["recordTime"], at, CAPTURING):
        return False
    if "salt" not in row:
        return event.keys() <= LEFT or (is_erased and _is_left(event, payload))
    body = compact({name: value for name, value in event.items() if name != "recordTime"})
    return bool(pin(bytes.fromhex(row["salt"]), body) == row["pin"] == payload["pieu:pin"])


def _is_left(event: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
    """Return whether the rest of an erased event matches the kind, moment and lots of its entry."""
    goods = {lot_named(known_as(one)) for one in texts(event, NAMING)}
    same = (payload["type"], payload["eventTime"]) == (event["type"], in_milliseconds(event["eventTime"]))
    return same and {known_as(one) for one in payload["pieu:lots"]} <= goods


def _is_page(row: Mapping[str, Any], pinned: str, at: str) -> bool:
    if row["pin"] != pinned or not is_about(row["publishedAt"], at):
        return False
    if row["salt"] is None:  # erased
        return not row["facts"]
    return pin(bytes.fromhex(row["salt"]), rfc8785.dumps(row["facts"])) == pinned


def _is_recall(
    row: Mapping[str, Any], kind: str, subject: str, payload: Mapping[str, Any], opened: Iterable[str]
) -> bool:
    """Return whether a bundle's recall row matches one ledger entry about that recall.

    `kind` decides what is compared: start, lot, labels and texts; end and reason; or one reached lot.
    `opened` are the texts whose salts are in the proof; erased texts are missing.
    """
    if kind == "lot.recall_reached":
        return not payload["reached"] or int(subject.removeprefix("lot:")) in row["reaches"]
    if kind == "lot.recall_ended":
        return bool(row["to"] == payload["endedAt"]) and _are_words([row["endReason"]], payload, opened)
    labels = payload["labels"]
    return (
        (f"lot:{row['lot']}", row["from"]) == (subject, payload["startedAt"])
        and row["lot"] in row["reaches"]
        and row["labels"] == (labels and [labels["run"], labels["first"], labels["last"]])
        and _are_words([row["reason"], row["advice"], row["contact"]], payload, opened)
    )


def _are_words(words: Iterable[str], payload: Mapping[str, Any], opened: Iterable[str]) -> bool:
    return "pieu:pins" not in payload or {word for word in words if word} == {word for word in opened if word}


def _are_labels(
    row: Mapping[str, Any], kind: str, payload: Mapping[str, Any], opened: Iterable[str], at: str
) -> bool:
    if kind == "labels.cancelled":
        return bool(row["state"] == RunState.CANCELLED)
    if kind == "labels.run":
        return is_about(row["requestedAt"], at) and all(
            row[name] == payload[name] for name in ("lot", "code", "count")
        )
    if kind == "labels.printed":
        return any(
            is_about(each["at"], at)
            and all(each[name] == payload[name] for name in ("kind", "first", "last"))
            for each in row["prints"]
        )
    reasons = set(opened)
    return any(
        (each["first"], each["last"]) == (payload["first"], payload["last"])
        and is_about(each["at"], at)
        and ("reasonPin" not in payload or not reasons or each["reason"] in reasons)
        for each in row["voids"]
    )


_PAPER = (
    ("kind", "kind"), ("number", "number"), ("issued", "issued"), ("until", "validUntil"), ("stars", "stars"), ("issuer", "issuer"),
    ("product", "product"),
)  # fmt: skip


def _is_paper(row: Mapping[str, Any], kind: str, payload: Mapping[str, Any], at: str) -> bool:
    """Return whether a certificate's row matches its last decision in the log, by content and moment.

    A certificate that was revoked after the checkpoint is marked as revoked, and matches.
    """
    if any((row[ours] or None) != (payload[theirs] or None) for ours, theirs in _PAPER if theirs in payload):
        return False
    if kind == "certificate.verified" and row["state"] == CertificateState.REVOKED:
        return True
    return f"certificate.{row['state']}" == kind and is_about(row["decidedAt"], at)
