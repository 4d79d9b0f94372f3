"""Assign each event of a document the UUID under which it is stored, and find its stored state.

An event whose eventID is no urn:uuid gets a random UUID and is found by the text of its eventID, which one
row has. Older rows have a UUID derived from the text. If a sender uses a UUID that we gave to another event,
the sender's event gets a random one. A hash ID is also found by its present value, if an earlier reading of
the standard hashed it differently. If the event's texts were erased, it is found by its keyed hash.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.common.bulk import in_parts
from traceability.epcis.hashing import keyed_hashes
from traceability.epcis.pins import compact
from traceability.epcis.reading import Candidate, is_hash, uuid_of
from traceability.models import EpcisEvent


@dataclass(slots=True)
class Stored:
    """Stored state of a document's events.

    It has their content by (id, is_error), their senders, and their ids by eventID and by hash ID.
    """

    contents: dict[tuple[uuid.UUID, bool], tuple[str, str]] = field(default_factory=dict)
    senders: dict[uuid.UUID, uuid.UUID | None] = field(default_factory=dict)
    by_uri: dict[str, uuid.UUID] = field(default_factory=dict)
    by_hash: dict[str, uuid.UUID] = field(default_factory=dict)
    uris: dict[uuid.UUID, str] = field(default_factory=dict)

    def id_of(self, uri: str) -> uuid.UUID | None:
        """Return the UUID of the event that is stored under the eventID or hash ID `uri`, or None."""
        if (found := self.by_uri.get(_key(uri)) or self.by_hash.get(uri)) is not None:
            return found
        return None


def identify(candidates: Sequence[Candidate]) -> Stored:
    """Look up stored events, and set each candidate's UUID, existing or new."""
    uris = {candidate.uri for candidate in candidates}
    for candidate in candidates:
        uris |= set(candidate.event.get("errorDeclaration", {}).get("correctiveEventIDs", ()))
    stored = _find_stored(uris)
    for candidate in candidates:
        event_id = stored.id_of(candidate.uri)
        if event_id is None:
            event_id = candidate.event_id
            if event_id in stored.uris:
                event_id = uuid.uuid4()
            stored.by_uri[_key(candidate.uri)] = event_id
            stored.uris[event_id] = candidate.uri
        candidate.event_id = event_id
    return stored


def _find_stored(uris: Iterable[str]) -> Stored:
    """Look up the events stored under `uris`: by id, eventID, hash ID, or a hash that erasure changed."""
    stored = Stored()
    ids = {uuid_of(uri) for uri in uris}
    erased = {keyed: uri for uri in uris if is_hash(uri) for keyed in keyed_hashes(uri)}
    columns = ("event_id", "is_error", "uri", "was_called", "hash_id", "body", "captured_by_ref")
    rows: list[tuple[uuid.UUID, bool, str, str | None, str, str, uuid.UUID | None]] = []
    for name, values in (
        ("event_id", ids),
        ("uri", {uri for uri in uris if not uri.lower().startswith("urn:uuid:")}),
        ("hash_id", {uri for uri in uris if is_hash(uri)}),
        ("was_called", erased.keys()),
    ):
        for part in in_parts(values):
            rows += EpcisEvent.objects.filter(**{f"{name}__in": part}).values_list(*columns)
    # UUIDs that we gave to other events, and that a sender used as the name of an event. Such an event has
    # another UUID.
    ours = {row[0] for row in rows if _key(row[2]) != f"urn:uuid:{row[0]}"}
    taken = {uri for uri in uris if uri.lower().startswith("urn:uuid:") and uuid_of(uri) in ours}
    for part in in_parts(taken | {_key(uri) for uri in taken}):
        rows += EpcisEvent.objects.filter(uri__in=part).values_list(*columns)
    for event_id, is_error, uri, was_called, hash_id, body, sender in rows:
        stored.contents[event_id, is_error] = (hash_id, _declared(body) if is_error else "")
        if not is_error:
            stored.senders[event_id] = sender
        stored.by_uri[_key(uri)] = event_id
        stored.uris[event_id] = uri
        if was_called in erased:
            stored.by_uri[erased[was_called]] = event_id
        if is_hash(uri):
            stored.by_hash[hash_id] = event_id
    return stored


def _key(uri: str) -> str:
    return f"urn:uuid:{uuid_of(uri)}" if uri.lower().startswith("urn:uuid:") else uri


def declared(event: Mapping[str, Any]) -> str:
    """Return the event's errorDeclaration as canonical JSON with sorted names; "" if it has none."""
    return compact(event["errorDeclaration"]) if "errorDeclaration" in event else ""


def _declared(body: str) -> str:
    return declared(json.loads(body or "{}"))
