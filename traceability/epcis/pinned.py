"""What the ledger says of an event that others wrote: what it is about, and a salted hash of every word of it.

The ledger is public and forgets nothing. An eventID, a type or the end of an identifier may be any text a sender likes, also
somebody's name; and the hash of an event, which is its id where it has none, tells to whoever guesses what it said.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from backend.ledger.pins import new_salt, pin
from traceability.epcis.bodies import urn
from traceability.epcis.moments import in_milliseconds
from traceability.epcis.schema import EVENTS

# Made once: a capture writes thousands.
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def pinned(body: str) -> tuple[bytes, str]:
    """A fresh salt, and the pin of `body` under it."""
    salt = new_salt()
    return salt, pin(salt, body)


def lot_named(identifier: str) -> str:
    """The lot's own part of an identifier of a lot or a label of ours, without what stands behind it.

    >>> lot_named("https://id.gs1.org/01/09521410001018/10/A1/21/LAN")
    'https://id.gs1.org/01/09521410001018/10/A1'
    """
    before, mark, rest = identifier.partition("/10/")
    return before + mark + rest.partition("/")[0]


def ledger_payload(
    event_id: uuid.UUID,
    body: Mapping[str, Any],
    content_pin: str,
    identifiers: Iterable[str],
    took: Sequence[Mapping[str, str]] = (),
    apart: uuid.UUID | None = None,
) -> dict[str, Any]:
    """Names the event and the lots of ours that `identifiers` of it stand for; no word that somebody chose freely.

    `took` is what inputs took that nobody weighed, `apart` whose transformation it is a part of (EpcisEvent): the document doesn't say
    it, so the entry does.
    """
    payload: dict[str, Any] = {
        "eventID": urn(event_id),
        "type": body["type"] if body["type"] in EVENTS else "EPCISEvent",
        "eventTime": in_milliseconds(body["eventTime"]),
        "pieu:lots": sorted({lot_named(one) for one in identifiers if one}),
        "pieu:pin": content_pin,
    }
    if "errorDeclaration" in body:
        payload["pieu:isError"] = True
    if took:
        payload["pieu:took"] = list(took)
    if apart is not None:
        payload["pieu:apart"] = urn(apart)
    return payload
