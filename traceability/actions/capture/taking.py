"""Decide event by event whether it can be taken in, against what is left of each lot when its turn comes."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backend.common.errors import DomainError
from members.acting import Actor
from members.rules import NotAllowed
from traceability.actions.capture import problems
from traceability.actions.capture.cartons import Cartons
from traceability.actions.capture.meaning import foreign_kilograms, kind_of, parts_of
from traceability.actions.capture.resolving import Known, Rights
from traceability.actions.events.drafts import LotPart
from traceability.actions.events.errors import EventIdTaken, cycle
from traceability.actions.events.recording import CLOCK_TOLERANCE, EARLIEST, check_open
from traceability.actions.events.stock import Stock, check_balance, taken_by
from traceability.enums import EventKind, LotRole
from traceability.epcis.reading import Candidate
from traceability.genealogy import closes_cycle
from traceability.models import EpcisEvent, Event, EventLot, Lot, LotEdge


@dataclass(slots=True)
class Taken:
    """An event that is taken in, with the parts that lots of ours have in it."""

    candidate: Candidate
    kind: EventKind
    parts: list[LotPart]


@dataclass
class Taking:
    """One document's way through the checks. `now` is the moment of capture, `senders` who sent the events that are stored."""

    actor: Actor
    now: dt.datetime
    known: Known
    rights: Rights
    stored: dict[tuple[uuid.UUID, bool], tuple[str, str]]
    senders: dict[uuid.UUID, uuid.UUID | None]
    taken: list[Taken] = field(default_factory=list)
    declarations: list[Candidate] = field(default_factory=list)
    problems: list[dict[str, Any]] = field(default_factory=list)
    repeated: int = 0

    def __post_init__(self) -> None:
        self.stock = Stock(self.known.lots)
        self.cartons = Cartons(self.known, self.rights)
        self._open: set[int] = set()

    def take_all(self, candidates: Iterable[Candidate]) -> None:
        for candidate in candidates:
            found = self._refusal(candidate)
            if found is None:
                try:
                    self._take(candidate)
                except DomainError as error:
                    found = problems.problem(
                        problems.VALIDATION,
                        error.message,
                        candidate.place,
                        code=error.code,
                        status=error.status_code,
                    )
            if found is not None:
                self.problems.append(found)

    def _refusal(self, candidate: Candidate) -> dict[str, Any] | None:
        place = candidate.place
        if candidate.event_time > self.now + CLOCK_TOLERANCE:
            return problems.problem(
                problems.VALIDATION,
                _("Sự kiện ở ngày giờ chưa đến."),
                place,
                code="event_future",
                path="/eventTime",
            )
        if candidate.event_time < EARLIEST:
            # Not only absurd: a moment before the year 1 in UTC can be written on PostgreSQL, and never read again.
            return problems.problem(
                problems.VALIDATION,
                _("Ngày này xa quá. Chị xem lại năm."),
                place,
                code="event_early",
                path="/eventTime",
            )
        for _name, value, _element in candidate.things:
            if value in self.known.unknown:
                return problems.problem(
                    problems.VALIDATION,
                    _("Không có lô nào mang mã này: %(value)s") % {"value": value},
                    place,
                    code="unknown_lot",
                )
        lots = [self.known.lots[pk] for pk in self.known.lots_in(candidate)]
        cartons = self.cartons.in_event(candidate)
        if not lots and not cartons:
            return problems.problem(
                problems.SECURITY,
                _("Sự kiện này không nói về lô hàng hay thùng hàng nào có ở đây."),
                place,
                code="nothing_of_ours",
                status=403,
            )
        for lot in lots:
            if not self.rights.may_capture_for(lot):
                return problems.no_right(place, lot.code)
        for carton in cartons:
            if not self.cartons.may_touch(carton):
                return problems.no_right(place, str(carton))
        return None

    def _take(self, candidate: Candidate) -> None:
        key = (candidate.event_id, candidate.is_error)
        said = (candidate.hash_id, str(candidate.event.get("errorDeclaration", "")))
        if key in self.stored:
            if self.stored[key] != said:
                raise taken_otherwise()
            self.repeated += 1
            return
        if candidate.is_error:
            original = self.stored.get((candidate.event_id, False))
            if original is None or original[0] != candidate.hash_id:
                raise DomainError(
                    _("Báo ghi sai phải nhắc lại đúng sự kiện đã ghi; ở đây không có sự kiện như vậy."),
                    code="unknown_event",
                )
            if not self._may_take_back(candidate):
                raise NotAllowed(_("Việc này không do chị gửi. Chị nhờ nơi sản xuất báo ghi sai."))
            self.declarations.append(candidate)
        else:
            self._take_first_saying(candidate)
        self.stored[key] = said

    def _may_take_back(self, candidate: Candidate) -> bool:
        """What she sent herself, and everything of producers that she is one of the people of: not a partner what others said."""
        me = self.actor.member.ref
        if self.senders.get(candidate.event_id, me) == me:  # not stored: told earlier in this very document
            return True
        producers = {self.known.lots[pk].product.producer_id for pk in self.known.lots_in(candidate)}
        producers |= {carton.producer_id for carton in self.cartons.in_event(candidate)}
        return all(self.rights.runs(producer) for producer in producers)

    def _take_first_saying(self, candidate: Candidate) -> None:
        kind = kind_of(candidate.event)
        parts = parts_of(candidate, self.known)
        if kind == EventKind.HARVESTING:
            if any(part.quantity is None for part in parts):
                kind = EventKind.OTHER
            for part in parts:
                if part.lot.pk not in self._open:
                    check_open(part.lot)
                    self._open.add(part.lot.pk)
        edges: list[LotEdge] = []
        if kind == EventKind.PROCESSING:
            edges = self._transformed(candidate, parts)
        if kind in (EventKind.BOXING, EventKind.UNBOXING):
            parts = self.cartons.move(candidate, kind, parts, self.stock)
        else:
            self.stock.take(*taken_by(kind, parts))
        if edges:
            LotEdge.objects.bulk_create(edges)
        if not parts:
            parts = [LotPart(lot) for lot in self.cartons.lots_inside(candidate)]
        self.taken.append(Taken(candidate, kind, parts))

    def _transformed(self, candidate: Candidate, parts: list[LotPart]) -> list[LotEdge]:
        """Check a transformation, together with what was told of it under the same transformationID; its edges, unsaved.

        Whoever joins somebody's transformation says something of all its lots: what hers are made from, or what is made of
        them. So she needs the right to each.
        """
        told = {candidate.event_id: parts} | self._told_before(candidate)
        for part in (part for some in told.values() for part in some):
            if not self.rights.may_capture_for(part.lot):
                raise NotAllowed(
                    _("Mã chế biến (transformationID) này là của người khác. Chị dùng mã của mình.")
                )
        together = [part for some in told.values() for part in some]
        inputs = {part.lot.pk for part in together if part.role == LotRole.INPUT}
        outputs = {part.lot.pk for part in together if part.role == LotRole.OUTPUT}
        if closes_cycle(inputs, outputs):
            raise cycle()
        check_balance(together, foreign_inputs=foreign_kilograms(candidate, self.known))
        return [
            LotEdge(source_id=source, target_id=target, input_event=in_event, output_event=out_event)
            for in_event, some in told.items()
            for source in {part.lot.pk for part in some if part.role == LotRole.INPUT}
            for out_event, others in told.items()
            for target in {part.lot.pk for part in others if part.role == LotRole.OUTPUT}
            if candidate.event_id in (in_event, out_event)
        ]

    def _told_before(self, candidate: Candidate) -> dict[uuid.UUID, list[LotPart]]:
        name = candidate.column("transformationID")
        if not name:
            return {}
        told = {
            one.candidate.event_id: one.parts
            for one in self.taken
            if one.candidate.column("transformationID") == name
        }
        ids = EpcisEvent.objects.filter(transformation_id=name, is_error=False).values("event_id")
        standing = Event.objects.standing().filter(event_id__in=ids).values("event_id")
        for link in EventLot.objects.filter(event_id__in=standing, is_error=False).select_related(
            "lot__product"
        ):
            lot: Lot = self.known.lots.get(link.lot_id, link.lot)
            told.setdefault(link.event_id, []).append(LotPart(lot, link.role, link.quantity, link.unit))
        return told


def taken_otherwise() -> EventIdTaken:
    return EventIdTaken(_("Mã sự kiện này đã ghi với nội dung khác."), code="event_id_taken")
