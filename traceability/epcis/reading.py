"""Parse raw bytes into valid events, each with the data that capture needs."""

from __future__ import annotations

import datetime as dt
import json
import math
import re
import uuid
from dataclasses import dataclass, field
from typing import Any

from traceability.epcis.faults import Fault
from traceability.epcis.hashing import event_hash
from traceability.epcis.identifiers import canonical
from traceability.epcis.moments import parse_moment
from traceability.epcis.schema import EPC_LISTS, EVENTS, QUANTITY_LISTS, check_event, check_rules
from traceability.epcis.vocabulary import EPCIS, bare, expanded

# The length of the columns of EpcisEvent and EpcisThing.
MAX_URI = 300
# Deeper than any real event; hashing and canonical JSON are recursive.
MAX_DEPTH = 40
_NO_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
_HALF_OR_NUL = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


class NotJson(ValueError):
    """The bytes are no UTF-8 JSON text, too deeply nested, or with text or numbers that can't be stored."""


class NotKept(NotJson):
    """The JSON is valid, but a text has NUL or an unpaired surrogate."""


def read_json(raw: bytes) -> Any:
    """Parse JSON, strictly.

    Raises NotJson for invalid JSON, nesting deeper than MAX_DEPTH, NaN, Infinity, 1e999, and a name that
    occurs twice in one object. Raises NotKept for NUL and unpaired surrogates in a text: neither database can
    store them.
    """

    def refuse(_word: str) -> None:
        raise NotJson

    def finite(text: str) -> float:
        number = float(text)
        if not math.isfinite(number):
            raise NotJson
        return number

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise NotJson
        return found

    try:
        found = json.loads(
            raw.decode("utf-8"), parse_constant=refuse, parse_float=finite, object_pairs_hook=once
        )
    except (ValueError, RecursionError) as error:
        raise NotJson from error
    if _may_be_deep(raw) and _is_deeper(found, MAX_DEPTH):
        raise NotJson
    if _HALF_OR_NUL.search(raw) and not _is_text(json.dumps(found, ensure_ascii=False)):
        raise NotKept
    return found


def _may_be_deep(raw: bytes) -> bool:
    """Return False if the brackets alone show that nothing is nested deeper than MAX_DEPTH.

    Nearly all documents are shallow, and this check is cheap.
    """
    left = raw.translate(None, _NO_BRACKETS)
    for _layer in range(MAX_DEPTH):
        left = left.replace(b"[]", b"").replace(b"{}", b"")
    return bool(left)


def _is_deeper(value: Any, layers: int) -> bool:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inner is not None and (not layers or any(_is_deeper(one, layers - 1) for one in inner))


def _is_text(dumped: str) -> bool:
    """Return whether `dumped`, JSON with unescaped characters, has neither NUL nor unpaired surrogates."""
    return not re.search(r"(?<!\\)(?:\\\\)*\\u0000|[\ud800-\udfff]", dumped)


@dataclass(slots=True)
class Candidate:
    """One event of a document being captured; `place` is its index in the document.

    `things` are (list, canonical identifier, quantity element or None).
    """

    place: int
    event: dict[str, Any]
    uri: str
    event_id: uuid.UUID
    is_error: bool
    hash_id: str
    event_time: dt.datetime
    # The ID is a hash ID of other content: valid only if the event is stored under it by an earlier reading
    # of the standard.
    is_false_hash: bool = False
    things: list[tuple[str, str, dict[str, Any] | None]] = field(default_factory=list)

    def column(self, name: str) -> str:
        return str(self.event.get(name, ""))


def read_event(event: Any, place: int, context: Any) -> Candidate | list[Fault]:
    """Check and parse one event of a document; return it, or its faults.

    `place` is the event's index, `context` the document's @context.
    """
    if isinstance(event, dict) and isinstance(kind := event.get("type"), str):
        short = expanded(kind).removeprefix(EPCIS)
        event = event | {"type": short if short in EVENTS else kind}
    if faults := check_event(event):
        return faults
    if faults := check_rules(event):
        return faults
    hash_id = event_hash(event, context)
    uri = event.get("eventID") or hash_id
    moment = parse_moment(event["eventTime"])
    assert moment is not None
    body = {name: value for name, value in event.items() if name != "recordTime"}
    body["eventID"] = uri
    if "bizStep" in body:
        body["bizStep"] = bare("bizStep", body["bizStep"])
    if "disposition" in body:
        body["disposition"] = bare("disposition", body["disposition"])
    if "@context" not in body and context is not None:
        body["@context"] = context
    things: list[tuple[str, str, dict[str, Any] | None]] = [
        (name, canonical(epc), None) for name in EPC_LISTS for epc in event.get(name, ())
    ]
    things += [
        (name, canonical(one["epcClass"]), one) for name in QUANTITY_LISTS for one in event.get(name, ())
    ]
    if "parentID" in event:
        things.append(("parentID", canonical(event["parentID"]), None))
    for name in ("readPoint", "bizLocation"):
        if name in event and len(event[name]["id"]) > MAX_URI:
            return [Fault(f"/{name}/id", "long")]
    # Stored unchanged: events are joined by it, and a truncated ID would not match.
    if len(event.get("transformationID", "")) > MAX_URI:
        return [Fault("/transformationID", "long")]
    if len(uri) > MAX_URI or any(len(value) > MAX_URI for _name, value, _one in things):
        return [Fault("/eventID" if len(uri) > MAX_URI else "", "long")]
    return Candidate(
        place,
        body,
        uri,
        number_of(uri) or uuid.uuid4(),
        "errorDeclaration" in event,
        hash_id,
        moment,
        is_false_hash=is_hash(uri) and uri != hash_id,
        things=things,
    )


def is_hash(uri: str) -> bool:
    """Return whether an eventID has the form of the event's hash (RFC 6920)."""
    return uri.lower().startswith("ni:///")


def number_of(uri: str) -> uuid.UUID | None:
    """Return the UUID of a urn:uuid, which is also our id of the event; None for another eventID.

    Events with other eventIDs get a random id. It is in a public leaf, so it must not be derived from the URI
    or from a hash: that would confirm a guess.
    """
    if uri.lower().startswith("urn:uuid:"):
        try:
            return uuid.UUID(uri[9:])
        except ValueError:
            pass
    return None


def uuid_of(uri: str) -> uuid.UUID:
    """Return the UUID of an eventID: its own if it is a urn:uuid, else one derived from it.

    Older events are stored under the derived UUID.
    """
    return number_of(uri) or uuid.uuid5(uuid.NAMESPACE_URL, uri)
