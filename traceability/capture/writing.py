"""Write all rows of the accepted events, in one statement for each table."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence, Set
from typing import Any

from django.conf import settings
from django.utils import timezone

from backend.common.bulk import insert_all
from backend.ledger.actions import Fact, append_entries
from members.acting import Actor
from members.models import Unit
from traceability.capture.acceptance import Taken
from traceability.capture.resolving import Known
from traceability.epcis import bodies as epcis
from traceability.epcis.identifiers import canonical
from traceability.epcis.pins import compact, ledger_payload, pinned
from traceability.epcis.vocabulary import BIZ_STEPS, DISPOSITIONS
from traceability.events.actions.harvests import add_harvest
from traceability.events.actions.rows import bump, month_of, took_of
from traceability.events.enums import EventKind
from traceability.labels.history import LABEL, lots_of
from traceability.models import EpcisEvent, EpcisThing, Event, EventLot, Lot
from traceability.recalls.actions.recall_reach import spread_recalls


def write_events(
    *, actor: Actor, taken: Sequence[Taken], known: Known, joined: Set[int], now: dt.datetime
) -> None:
    """Write the accepted events with their ledger entries.

    `joined` are the lots that these events made from one another, also those that only earlier events name.
    """
    if not taken:
        return
    month = month_of(now)
    places = _places(taken)
    facts, texts = [], []
    for one in taken:
        text = compact(one.candidate.event)
        salt, content_pin = pinned(text)
        texts.append((text, salt, content_pin))
        classes = [value for _name, value, _element in one.candidate.things if value in known.lot_of]
        payload = ledger_payload(
            one.candidate.event_id, one.candidate.event, content_pin, classes, took_of(one.parts), one.apart
        )
        facts.append(Fact("event", epcis.urn(one.candidate.event_id), payload, **actor.ledger_refs()))
    numbers = append_entries(facts)
    events: list[dict[str, Any]] = []
    links: list[dict[str, Any]] = []
    documents: list[dict[str, Any]] = []
    things: list[dict[str, Any]] = []
    lots = lots_of(label for one in taken for label in one.labels)
    by_ref, behalf_ref, sender = actor.by_ref, actor.on_behalf_ref, actor.member.ref
    for one, (text, salt, content_pin), entry_id in zip(taken, texts, numbers, strict=True):
        candidate, event = one.candidate, one.candidate.event
        event_id, action = candidate.event_id, event.get("action", "")
        read_point = event.get("readPoint", {}).get("id", "")
        step, disposition = event.get("bizStep", ""), event.get("disposition", "")
        events.append(
            {
                "recorded_month": month,
                "event_id": event_id,
                "kind": one.kind,
                "epcis_type": event["type"][:24],
                "action": action,
                # Only words of the standard: a custom word may name a person, and these rows can't be erased.
                "biz_step": step if step in BIZ_STEPS else "other",
                "disposition": disposition if disposition in DISPOSITIONS else "",
                "event_time": candidate.event_time,
                "zone_offset": event["eventTimeZoneOffset"],
                "recorded_at": now,
                "place_id": places.get(read_point),
                "by_ref": by_ref,
                "on_behalf_ref": behalf_ref,
                "entry_id": entry_id,
            }
        )
        links += [
            {
                "recorded_month": month,
                "event_id": event_id,
                "position": position,
                "lot_id": part.lot.pk,
                "role": part.role,
                "quantity": part.quantity,
                "unit": part.unit,
                "taken": part.taken,
            }
            for position, part in enumerate(one.parts)
        ]
        documents.append(
            {
                "recorded_month": month,
                "event_id": event_id,
                "uri": candidate.uri,
                "hash_id": candidate.hash_id,
                "event_type": event["type"][:60],
                "event_time": candidate.event_time,
                "recorded_at": now,
                "action": action,
                "biz_step": step[:200],
                "disposition": disposition[:200],
                "read_point": canonical(read_point),
                "biz_location": canonical(event.get("bizLocation", {}).get("id", "")),
                "transformation_id": event.get("transformationID", ""),
                "apart": one.apart,
                "body": text,
                "salt": salt,
                "pin": content_pin,
                "entry_id": entry_id,
                "captured_by_ref": sender,
            }
        )
        named = set()
        for name, value, _element in candidate.things:
            lot_id = known.lot_of.get(value)
            named.add(lot_id)
            things.append({"event_id": event_id, "field": name, "value": value, "lot_id": lot_id})
        things += [
            {"event_id": event_id, "field": LABEL, "value": label.value, "lot_id": lots[label]}
            for label in sorted(one.labels)
        ]
        # A pallet's event affects the lots in its cartons, which it doesn't name.
        things += [
            {"event_id": event_id, "field": "", "value": "", "lot_id": part.lot.pk}
            for part in one.parts
            if part.lot.pk not in named
        ]
    insert_all(Event, events)
    insert_all(EventLot, links)
    insert_all(EpcisEvent, documents)
    insert_all(EpcisThing, things)
    _after(taken, joined, now)


def _after(taken: Sequence[Taken], joined: Set[int], now: dt.datetime) -> None:
    """Update the lots of the events: harvest dates, page versions, and recalls that reach further lots."""
    lots: dict[int, Lot] = {}
    days: dict[int, dt.date] = {}
    for one in taken:
        for part in one.parts:
            lots[part.lot.pk] = part.lot
            if one.kind == EventKind.HARVESTING:
                zone = epcis.zone_of(one.candidate.event["eventTimeZoneOffset"])
                day = min(one.candidate.event_time.astimezone(zone).date(), timezone.localdate(now))
                days[part.lot.pk] = min(day, days.get(part.lot.pk, day))
    for pk, day in days.items():
        add_harvest(lots[pk], day)
    bump(lots.keys() | joined)
    spread_recalls(lots.keys() | joined)


def _places(taken: Sequence[Taken]) -> dict[str, int]:
    """Return {URI in readPoint: code of the commune} for the communes that are known here."""
    stem = re.compile(re.escape(f"{settings.PUBLIC_ORIGIN}/xa/") + r"(\d{1,9})")
    found = {}
    for one in taken:
        uri = one.candidate.event.get("readPoint", {}).get("id", "")
        if uri not in found and (match := stem.fullmatch(uri)):
            found[uri] = int(match[1])
    known = set(Unit.objects.filter(pk__in=found.values()).values_list("pk", flat=True))
    return {uri: code for uri, code in found.items() if code in known}
