"""The steps of a passport in readable form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from backend.common.dates import format_date
from traceability.epcis.reading import uuid_of
from traceability.events.enums import EventKind
from traceability.events.journey import with_source
from traceability.events.step_words import label_of, step_line
from traceability.legal.passport_standing import Ended
from traceability.models import Event, Passport


def steps_of(row: Passport, ended: Ended) -> list[tuple[str, str, str]]:
    """Return (what, day, place) of each step. Steps sent by a program or declared wrong since are marked.

    A passport stores the standard's name of a step. The database has the kind of work and who recorded it.
    Costs one query for some thousand steps.
    """
    events = (row.facts or {})["events"]
    lines = _lines_of(event["id"] for event in events)
    return [
        (
            # Events are never deleted; if one is missing all the same, its step still has a name.
            lines.get(event["id"], label_of(EventKind.OTHER, event["bizStep"]))
            + (_(" (đã khai là ghi nhầm)") if event["id"] in ended.events else ""),
            format_date(timezone.localdate(dt.datetime.fromisoformat(event["time"]))),
            event["place"],
        )
        for event in events
    ]


def _lines_of(ids: Iterable[str]) -> dict[str, str]:
    """Return {URN: line of text} of the events with these URNs."""
    return {
        event.urn: step_line(event.kind, event.biz_step, event.disposition, is_captured=event.is_captured)
        for part in in_parts([uuid_of(each) for each in ids])
        for event in with_source(Event.objects.filter(event_id__in=part, is_error=False))
    }
