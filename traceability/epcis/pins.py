"""Ledger payload of a captured event: what it is about, and a salted hash of all its text.

The ledger is public and can't delete. An eventID, a type or the end of an identifier may be any text, also a
person's name. The hash of an event, which is its id if it has none, confirms a guess of its content.
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

# Created once, because a capture writes thousands.
compact = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode


def pinned(body: str) -> tuple[bytes, str]:
    """Return a fresh salt, and the pin of `body` under it."""
    salt = new_salt()
    return salt, pin(salt, body)


def lot_named(identifier: str) -> str:
    """Return the part of an identifier that names the lot, without what follows.

    `identifier` is that of one of our lots or labels.

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
    """Return a payload with the event and our lots that `identifiers` name, without any freely chosen text.

    `took` are the amounts that unweighed inputs consumed. `apart` marks the event's transformation
    (EpcisEvent). The document has neither, so the entry records both.
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
