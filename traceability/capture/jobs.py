"""Capture one document, whole or in part, with a report of every rejected event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.common.errors import DomainError
from members.acting import Actor
from traceability.capture import problems
from traceability.capture.acceptance import Taking
from traceability.capture.identity import Stored, identify
from traceability.capture.resolving import Rights, known_things
from traceability.capture.writing import write_events
from traceability.epcis.reading import Candidate, read_event, uuid_of
from traceability.events.actions.declarations import write_declaration
from traceability.events.actions.harvests import close_never_harvested, shrink_to_harvests
from traceability.events.actions.rows import lock_lots
from traceability.models import CaptureJob, Event

# Sent in the headers of every response (EPCIS 2.0 §12.7.4).
MAX_EVENTS = 10_000
MAX_BYTES = 16 * 1024 * 1024
# Per document; the sender also learns how many more there are.
MOST_PROBLEMS = 100
KEEP_REFUSED = dt.timedelta(days=30)
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Report:
    """Result of one capture: the stored job, and the eventIDs of the events that could be read."""

    job: CaptureJob
    uris: tuple[str, ...]


class _Refused(Exception):
    """Rolls back the transaction of an all-or-nothing capture."""


def capture_events(*, actor: Actor, events: Sequence[Any], context: Any, rollback: bool = True) -> Report:
    """Capture `events` of a document whose @context is `context`. Return a Report with the stored job.

    Events that are already stored with the same content count as repeated. The same eventID with other
    content is rejected. With `rollback`, one rejected event rejects all; otherwise the others are stored. A
    bad event raises nothing; it is in the job's `errors`. Rows, ledger entries and the job are written in one
    transaction.
    """
    begun = timezone.now()
    candidates, refused = [], []
    for place, event in enumerate(events):
        read = read_event(event, place, context)
        if isinstance(read, Candidate):
            candidates.append(read)
        else:
            refused += [problems.of_fault(fault, place) for fault in read]
    for left in range(_TRIES, 0, -1):
        try:
            return _captured(actor, events, candidates, refused, rollback, begun)
        except IntegrityError:
            # The same event arrived twice at one moment: the next turn finds it.
            if left == 1:
                raise
    raise AssertionError


def _captured(
    actor: Actor,
    events: Sequence[Any],
    candidates: Sequence[Candidate],
    refused: list[dict[str, Any]],
    rollback: bool,
    begun: dt.datetime,
) -> Report:
    taking: Taking | None = None
    captured = 0
    found = list(refused)
    try:
        with transaction.atomic():
            if not (rollback and refused):
                taking = _take(actor, candidates)
                found += taking.problems
                if rollback and taking.problems:
                    raise _Refused
                captured = len(taking.taken) + taking.declared
            return _report(actor, events, candidates, found, rollback, begun, captured, taking)
    except _Refused:
        return _report(actor, events, candidates, found, rollback, begun, 0, None)


def _take(actor: Actor, candidates: Sequence[Candidate]) -> Taking:
    now = timezone.now()
    rights = Rights(actor.member)
    known = known_things(candidates, rights)
    stored = identify(candidates)
    taking = Taking(actor, now, known, rights, stored.contents, stored.senders)
    # Declarations first: a correction may need what the wrong event took.
    early = [one for one in candidates if one.is_error and (one.event_id, False) in stored.contents]
    early_places = {one.place for one in early}
    taking.take_all(early)
    _declare_all(actor, taking, stored, taking.declarations)
    done = len(taking.declarations)
    taking.take_all(one for one in candidates if one.place not in early_places)
    taking.stock.save()
    write_events(actor=actor, taken=taking.taken, known=known, joined=taking.joined, now=now)
    _declare_all(actor, taking, stored, taking.declarations[done:])
    _shrink_lots(taking, taking.declarations[:done])
    if taking.declared:
        close_never_harvested(actor=actor, events=[each.event_id for each in taking.declarations])
    return taking


def _declare_all(actor: Actor, taking: Taking, stored: Stored, declarations: Sequence[Candidate]) -> None:
    for candidate in declarations:
        try:
            with transaction.atomic():
                _declare(actor, candidate, stored)
            taking.declared += 1
        except DomainError as error:
            taking.problems.append(problems.of_error(error, candidate.place))
    if declarations:
        for lot in taking.known.lots.values():
            lot.refresh_from_db(fields=["used", "packed", "quantity"])
        taking.clear_cache()


def _shrink_lots(taking: Taking, declarations: Sequence[Candidate]) -> None:
    """Reduce lots whose harvest was declared wrong before the document's correction of it was recorded."""
    try:
        shrink_to_harvests([one.event_id for one in declarations])
    except DomainError as error:
        taking.problems.append(problems.of_error(error, declarations[-1].place))


def _declare(actor: Actor, candidate: Candidate, stored: Stored) -> None:
    event = Event.objects.get(event_id=candidate.event_id, is_error=False)
    declaration = candidate.event["errorDeclaration"]
    links = event.lot_links.select_related("lot__product")
    write_declaration(
        actor=actor,
        event=event,
        reason=declaration.get("reason", ""),
        corrective=[stored.id_of(uri) or uuid_of(uri) for uri in declaration.get("correctiveEventIDs", ())],
        declaration=declaration,
        lots=lock_lots(link.lot for link in links),
    )


def _report(
    actor: Actor,
    events: Sequence[Any],
    candidates: Sequence[Candidate],
    found: list[dict[str, Any]],
    rollback: bool,
    begun: dt.datetime,
    captured: int,
    taking: Taking | None,
) -> Report:
    job = CaptureJob.objects.create(
        user=actor.member,
        created_at=begun,
        behaviour="rollback" if rollback else "proceed",
        success=not found,
        event_count=len(events),
        captured_count=captured,
        repeated_count=taking.repeated if taking else 0,
        errors=sorted(found, key=lambda one: int(one["instance"].split("/")[3]))[:MOST_PROBLEMS],
        error_count=len(found),
    )
    return Report(job, tuple(candidate.uri for candidate in candidates))


def drop_refused_jobs() -> int:
    """Delete the reports of captures that stored no new event, after KEEP_REFUSED. Return how many.

    Run by the clock. Software may send the same bad document repeatedly. Reports of stored events stay: the
    audit adds up their counts.
    """
    old = CaptureJob.objects.filter(captured_count=0, finished_at__lte=timezone.now() - KEEP_REFUSED)
    return old.delete()[0]
