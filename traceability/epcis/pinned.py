"""What the ledger says of an event that others wrote: what it is about, and a salted hash of every word of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from backend.ledger.pins import new_salt, pin


def compact(body: Mapping[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def pinned(body: str) -> tuple[bytes, str]:
    """A fresh salt, and the pin of `body` under it."""
    salt = new_salt()
    return salt, pin(salt, body)


def ledger_payload(body: Mapping[str, Any], content_pin: str, lot_classes: Iterable[str]) -> dict[str, Any]:
    """Names the event and the lots of ours that it is about; no word that somebody chose freely."""
    payload: dict[str, Any] = {
        "eventID": body["eventID"],
        "type": body["type"],
        "eventTime": body["eventTime"],
        "pieu:lots": list(lot_classes),
        "pieu:pin": content_pin,
    }
    if "errorDeclaration" in body:
        payload["pieu:isError"] = True
    return payload
