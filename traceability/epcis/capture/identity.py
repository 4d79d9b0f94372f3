"""Under which UUID each event of a document is kept here, and what is kept of it already.

An event whose eventID is no urn:uuid is kept under a random UUID and found by its text, of which there is one row; those of before
have a UUID that was made from the text. Where somebody took an event's UUID for one of hers, the other gets a random one. A hash ID is also found by what it is now, where the
event was kept under one that an earlier reading of the standard gave it, and by its keyed hash where the event's words were erased.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from backend.common.bulk import in_parts
from traceability.epcis.hashing import keyed_hashes
from traceability.epcis.pinned import compact
from traceability.epcis.reading import Candidate, is_hash, uuid_of
from traceability.models import EpcisEvent


@dataclass(slots=True)
class Stored:
    """What is kept of the events of a document: what each says by (id, is_error), who sent it, and ids by eventID and by hash ID."""

    said: dict[tuple[uuid.UUID, bool], tuple[str, str]] = field(default_factory=dict)
    senders: dict[uuid.UUID, uuid.UUID | None] = field(default_factory=dict)
    by_uri: dict[str, uuid.UUID] = field(default_factory=dict)
    by_hash: dict[str, uuid.UUID] = field(default_factory=dict)
    uris: dict[uuid.UUID, str] = field(default_factory=dict)

    def id_of(self, uri: str) -> uuid.UUID | None:
        """The UUID of the event that is kept under the eventID `uri`."""
        if (found := self.by_uri.get(_key(uri)) or self.by_hash.get(uri)) is not None:
            return found
        return None


def identify(candidates: Sequence[Candidate]) -> Stored:
    """Look up what is kept, and give each of `candidates` the UUID that it is or will be kept under."""
    uris = {candidate.uri for candidate in candidates}
    for candidate in candidates:
        uris |= set(candidate.event.get("errorDeclaration", {}).get("correctiveEventIDs", ()))
    stored = _kept(uris)
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


def _kept(uris: Iterable[str]) -> Stored:
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
    # A number that we gave to another event, which somebody took for the name of hers: that one bears a number of its own.
    ours = {row[0] for row in rows if _key(row[2]) != f"urn:uuid:{row[0]}"}
    taken = {uri for uri in uris if uri.lower().startswith("urn:uuid:") and uuid_of(uri) in ours}
    for part in in_parts(taken | {_key(uri) for uri in taken}):
        rows += EpcisEvent.objects.filter(uri__in=part).values_list(*columns)
    for event_id, is_error, uri, was_called, hash_id, body, sender in rows:
        stored.said[event_id, is_error] = (hash_id, _declared(body) if is_error else "")
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
    """What an event says of itself as an error, in whatever order of names it was sent."""
    return compact(event["errorDeclaration"]) if "errorDeclaration" in event else ""


def _declared(body: str) -> str:
    return declared(json.loads(body or "{}"))
