"""Destinations of lots according to their events: notes, recipients and papers.

A delivery in the diary has a note. Other software names destinations and papers: orders, delivery notes,
invoices. Every shipping event counts, and any other event that names a destination.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings

from backend.common.bulk import in_parts
from products.models import Producer
from traceability.epcis.identifiers import CANONICAL, canonical
from traceability.events.enums import DetailKind, EventKind
from traceability.models import CompanyPrefix, EpcisEvent, Event, EventDetail, EventLot


@dataclass(frozen=True, slots=True)
class Sent:
    """Goods of one lot that one event sent.

    `notes` are texts that were not erased, each with the salt of its pin if it has one. `parties` are the
    readable destinations and papers.
    """

    event_id: uuid.UUID
    event_time: dt.datetime
    lot_id: int
    notes: tuple[tuple[str, bytes | None], ...]
    parties: tuple[str, ...]


def sent_from(lots: Iterable[int]) -> list[Sent]:
    """Return every valid event that sent goods of `lots` (ids), by time, in a constant number of queries."""
    wanted = set(lots)
    ids: set[uuid.UUID] = set()
    for some in in_parts(wanted):
        ids |= set(EventLot.objects.filter(lot__in=some, is_error=False).values_list("event_id", flat=True))
    rows: list[tuple[uuid.UUID, dt.datetime, int]] = []
    for part in in_parts(ids):
        with_destination = EpcisEvent.objects.filter(
            event_id__in=part, is_error=False, body__contains='"destinationList"'
        )
        sent = set(with_destination.values_list("event_id", flat=True))
        found = Event.objects.standing().filter(event_id__in=part)
        rows += [
            (event_id, moment, lot_id)
            for event_id, moment, lot_id, kind in found.values_list(
                "event_id", "event_time", "lot_links__lot_id", "kind"
            ).distinct()
            if lot_id in wanted and (kind == EventKind.SHIPPING or event_id in sent)
        ]
    rows.sort(key=lambda row: (row[1], str(row[0]), row[2]))
    notes: dict[uuid.UUID, list[tuple[str, bytes | None]]] = defaultdict(list)
    named: dict[uuid.UUID, list[str]] = {}
    for part in in_parts({row[0] for row in rows}):
        details = EventDetail.objects.filter(event_id__in=part, kind__in=[DetailKind.NOTE, DetailKind.PERSON])
        for event_id, text, salt in (
            details.exclude(text="").order_by("pk").values_list("event_id", "text", "salt")
        ):
            notes[event_id].append((text, None if salt is None else bytes(salt)))
        documents = EpcisEvent.objects.filter(event_id__in=part, is_error=False).exclude(body="")
        for event_id, body in documents.values_list("event_id", "body"):
            event = json.loads(body)
            named[event_id] = [one["destination"] for one in event.get("destinationList", ())]
            named[event_id] += [one["bizTransaction"] for one in event.get("bizTransactionList", ())]
    known = _names({canonical(one) for some in named.values() for one in some})
    return [
        Sent(
            event_id,
            event_time,
            lot_id,
            tuple(notes[event_id]),
            tuple(
                dict.fromkeys(known.get(canonical(one), _readable(one)) for one in named.get(event_id, ()))
            ),
        )
        for event_id, event_time, lot_id in rows
    ]


def _names(identifiers: set[str]) -> dict[str, str]:
    """Return {identifier: producer's name} for identifiers that are a place or GLN of a producer on Piêu."""
    refs: dict[uuid.UUID, str] = {}
    glns: dict[str, list[str]] = {}
    for one in identifiers:
        stem, _mark, last = one.rpartition("/")
        if stem == f"{settings.PUBLIC_ORIGIN}/noi":
            with suppress(ValueError):
                refs[uuid.UUID(last)] = one
        elif stem in (f"{CANONICAL}/414", f"{CANONICAL}/417"):
            glns.setdefault(last, []).append(one)
    found = {
        refs[ref]: name for ref, name in Producer.objects.filter(ref__in=refs).values_list("ref", "name")
    }
    for gln, name in CompanyPrefix.objects.filter(gln__in=glns).values_list("gln", "producer__name"):
        found |= dict.fromkeys(glns[gln], name)
    return found


def _readable(identifier: str) -> str:
    """Return an identifier in readable form: "GLN …" for a GLN, the last part of a URN, else unchanged."""
    known = canonical(identifier)
    for key in ("414", "417"):
        if known.startswith(f"{CANONICAL}/{key}/"):
            return "GLN " + known.removeprefix(f"{CANONICAL}/{key}/").replace("/254/", " · ")
    return identifier.rpartition(":")[2] if identifier.startswith("urn:") else identifier
