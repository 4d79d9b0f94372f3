"""Stored events as EPCIS documents."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from traceability.epcis.bodies import CONTEXT_URI, our_context
from traceability.models import EpcisEvent


def event_json(event: EpcisEvent, *, alone: bool = False) -> dict[str, Any]:
    """Return one stored event as EPCIS JSON with its recordTime.

    A captured event includes its own @context; with `alone`, every event has one.
    """
    # After erasure, only the columns remain.
    body: dict[str, Any] = (
        json.loads(event.body)
        if event.body
        else {
            "type": event.event_type,
            "eventID": event.uri,
            "eventTime": event.event_time.isoformat(timespec="milliseconds"),
            "eventTimeZoneOffset": "+00:00",
        }
        | ({"errorDeclaration": {"declarationTime": event.recorded_at.isoformat()}} if event.is_error else {})
    )
    body["recordTime"] = event.recorded_at.isoformat(timespec="milliseconds")
    if alone and "@context" not in body:
        body = {"@context": our_context()} | body
    return body


def query_document(events: Iterable[EpcisEvent], *, name: str = "SimpleEventQuery") -> dict[str, Any]:
    """Return an EPCISQueryDocument (EPCIS 2.0 §8.2), with the CBV hash IDs of its events under our prefix."""
    events = list(events)
    return {
        "@context": our_context(),
        "type": "EPCISQueryDocument",
        "schemaVersion": "2.0",
        "creationDate": timezone.now().isoformat(timespec="milliseconds"),
        "epcisBody": {
            "queryResults": {
                "queryName": name,
                "resultsBody": {"eventList": [event_json(event) for event in events]},
            }
        },
        "pieu:eventHashIDs": {event.uri: event.hash_id for event in events},
    }


def capture_document(events: Iterable[EpcisEvent]) -> dict[str, Any]:
    """Return an EPCISDocument that another repository can capture, for the inspector's bundle and exports."""
    return {
        "@context": our_context(),
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": timezone.now().isoformat(timespec="milliseconds"),
        "epcisBody": {"eventList": [event_json(event) for event in events]},
    }


def collection(members: Iterable[str]) -> dict[str, Any]:
    """Return a list of names in the form of the standard's top-level resources (§12.5)."""
    return {"@context": CONTEXT_URI, "type": "Collection", "member": list(members)}
