"""Decide for each event of a document, in turn, whether it can be captured.

Each event can take only what stored events and the document's earlier events left of its lots.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from backend.common.bulk import BATCH, in_parts
from backend.common.errors import DomainError
from members.acting import Actor
from members.rules import NotAllowed
from traceability.capture import problems
from traceability.capture.batches import Batch, Batches
from traceability.capture.cartons import Cartons, Inside
from traceability.capture.identity import declared
from traceability.capture.meaning import ROLES, foreign_kilograms, parts_of
from traceability.capture.packs import Packs
from traceability.capture.resolving import Known, Rights
from traceability.epcis.faults import Fault
from traceability.epcis.kinds import kind_of
from traceability.epcis.moments import parse_moment
from traceability.epcis.reading import Candidate
from traceability.epcis.schema import moments
from traceability.events.actions.balance import check_excess, weigh_made
from traceability.events.actions.drafts import LotPart
from traceability.events.actions.errors import (
    EventIdTaken,
    TooMuchMade,
    UsedAlready,
    cycle,
    foreign_unweighed,
)
from traceability.events.actions.recording import CLOCK_TOLERANCE, EARLIEST, check_open
from traceability.events.actions.stock import Stock
from traceability.events.enums import EventKind
from traceability.genealogy.balance import usual_percents, yields_of
from traceability.genealogy.traversal import closes_cycle
from traceability.labels.history import COMES_BACK, MOVING_LISTS, Label, State, states_of
from traceability.lots.enums import LotRole
from traceability.models import Lot, LotEdge


@dataclass(slots=True)
class Taken:
    """An accepted event, with the lots of ours that it names (`parts`) and the labels of ours that it moves.

    `apart` has the meaning of EpcisEvent.apart.
    """

    candidate: Candidate
    kind: EventKind
    parts: list[LotPart]
    labels: set[Label]
    apart: uuid.UUID | None = None


@dataclass
class Taking:
    """Accepted and refused events of one document.

    `now` is the moment of capture. `stored` is the content of known events by (id, is_error); accepted events
    are added to it. `senders` are the senders of stored events, by event id.
    """

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
    declared: int = 0  # number of declarations that could be written

    def __post_init__(self) -> None:
        self.stock = Stock(self.known.lots)
        self.cartons = Cartons(self.known, self.rights)
        self.packs = Packs(self.known)
        self.batches = Batches(self.known, self.rights, self.stock, self.cartons)
        self.joined: set[int] = set()  # lots that these and earlier events make from one another
        self._open: set[int] = set()
        self._edges: list[LotEdge] = []
        self._percents: dict[int, int] = {}
        self.clear_cache()

    def clear_cache(self) -> None:
        """Clear what was read of stored events; needed after some were declared wrong."""
        self._labels = states_of(self.known.labels.values()) if self.known.labels else {}
        # Read once for all at the first transformation.
        self._sources: set[int] | None = None
        self.batches.clear_cache()
        self.cartons.clear_cache()
        self.stock.clear_cache()

    def take_all(self, candidates: Iterable[Candidate]) -> None:
        """Accept or refuse each of `candidates`, and write the edges of accepted ones to the database.

        Each refusal becomes one of `problems`.
        """
        for candidate in candidates:
            found = self._refusal(candidate)
            if found is None:
                try:
                    self._take(candidate)
                except DomainError as error:
                    found = problems.of_error(error, candidate.place)
            if found is not None:
                self.problems.append(found)
        self._write_edges()

    def _refusal(self, candidate: Candidate) -> dict[str, Any] | None:
        """Return the problem with the candidate's times, identifiers or rights, or None."""
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
            # PostgreSQL can write a moment before the year 1 in UTC, but nothing can read it again.
            return problems.problem(
                problems.VALIDATION,
                _("Ngày này xa quá. Chị xem lại năm."),
                place,
                code="event_early",
                path="/eventTime",
            )
        if candidate.is_false_hash and (candidate.event_id, False) not in self.stored:
            return problems.of_fault(Fault("/eventID", "hash"), place)
        for path, text in moments(candidate.event):
            moment = parse_moment(text) if path != "/eventTime" else None
            if moment is not None and moment > self.now + CLOCK_TOLERANCE:
                return problems.of_fault(Fault(path, "future"), place)
        for _name, value, _element in candidate.things:
            if value in self.known.elsewhere:
                return problems.problem(
                    problems.VALIDATION,
                    _("Tem này không phải của lô hay sản phẩm ghi trong mã: %(value)s") % {"value": value},
                    place,
                    code="label_elsewhere",
                )
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
        """Accept a new event or a declaration, or count a repetition.

        Raises DomainError if the event's ID has other content, or if the event can't be accepted.
        """
        key = (candidate.event_id, candidate.is_error)
        content = (candidate.hash_id, declared(candidate.event))
        if key in self.stored:
            if self.stored[key] != content:
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
            self._take_new(candidate)
        self.stored[key] = content

    def _may_take_back(self, candidate: Candidate) -> bool:
        """Return whether the sender may declare the event wrong.

        Senders may do so with their own events, and with all events of producers that they work for. So a
        partner can't declare other people's events wrong.
        """
        me = self.actor.member.ref
        if self.senders.get(candidate.event_id, me) == me:  # not stored: an earlier event of this document
            return True
        producers = {self.known.lots[pk].product.producer_id for pk in self.known.lots_in(candidate)}
        producers |= {carton.producer_id for carton in self.cartons.in_event(candidate)}
        return all(self.rights.runs(producer) for producer in producers)

    def _take_new(self, candidate: Candidate) -> None:
        """Check a new event, count the amounts that it uses, and add it to `taken`. Raises DomainError."""
        kind = kind_of(candidate.event)
        parts = parts_of(candidate, self.known, self.packs)
        if kind == EventKind.HARVESTING:
            if any(part.quantity is None for part in parts):
                kind = EventKind.OTHER
            for part in parts:
                if part.lot.pk not in self._open:
                    check_open(part.lot)
                    self._open.add(part.lot.pk)
        # Check all errors before counting anything, because the document's other events may be stored.
        sender, step = self.actor.member.ref, candidate.column("bizStep")
        labels = self._labels_of(candidate)
        self._check_labels(kind, labels)
        self.cartons.check_not_used(candidate)
        self.stock.received = self._received(candidate, kind, parts)
        parts, inside = self.stock.settled(kind, parts, sender), Inside()
        if self.known.containers and kind in (EventKind.PROCESSING, EventKind.LOSS):
            inside = self.cartons.inside(candidate, kind)
            self.stock.check_boxed(kind, inside.amounts, sender)
            parts, labels = [*parts, *inside.parts], labels | inside.labels
        transformation = self._transformed(candidate, parts, inside) if kind == EventKind.PROCESSING else None
        is_back = step in COMES_BACK
        self.cartons.check_shipped(candidate, kind, sender)
        if kind == EventKind.SHIPPING or is_back:
            self.stock.ship(sender, parts, back=is_back)
        if kind == EventKind.PACKING:
            self.stock.pack(sender, parts)
        if kind in (EventKind.BOXING, EventKind.UNBOXING):
            parts = self.cartons.move(candidate, kind, parts, self.stock, labels)
        else:
            self.stock.use(kind, parts, sender)
            self.stock.use_boxed(inside.amounts, sender)
        self.stock.make(candidate.event_id, kind, parts)
        self.cartons.count_event(candidate, kind, step, sender)
        parent = next((value for name, value, _one in candidate.things if name == "parentID"), "")
        if kind in (EventKind.BOXING, EventKind.UNBOXING) and parent in self.known.containers:
            self.stock.unpack(kind, parts, sender)
        for label in labels:
            self._labels.setdefault(label, State()).after(kind, step, parent, sender)
        apart = None
        if transformation is not None:
            batch, new = transformation
            edges = batch.edges_with(new)
            self.batches.go_on(candidate.column("transformationID"), batch, new)
            apart = batch.apart
            self._edges += edges
            self.joined.update(pk for edge in edges for pk in (edge.source_id, edge.target_id))
        if not parts:
            parts = [LotPart(lot) for lot in self.cartons.lots_inside(candidate)]
        self.taken.append(Taken(candidate, kind, parts, labels, apart))

    def _received(self, candidate: Candidate, kind: EventKind, parts: list[LotPart]) -> set[int]:
        """Return the ids of ingredient lots of which the sender can use only what was handed over.

        These are lots of producers that the sender doesn't work for, with two exceptions:
        - The event makes lots of the ingredient's producer only. Under a transformationID, all events name
          lots of that producer only. Then the sender is a partner whose software works for that producer.
        - The ingredient is a single pack that was shipped by its label. It can be used whatever it weighs.

        Goods in a carton used whole are not in `parts` yet, so they aren't limited. Out of the carton, they
        count by weight.
        """
        if kind != EventKind.PROCESSING:
            return set()
        # The producers that the sender makes something for.
        made = {part.lot.product.producer_id for part in parts if part.role == LotRole.OUTPUT}
        if name := candidate.column("transformationID"):
            made = {part.lot.product.producer_id for part in parts}
            made |= self.batches.under(name, Batch({candidate.event_id}, producers=made)).producers
        makes_only_our_lots = self._makes_only_our_lots(candidate)
        # Single packs that nobody shipped as such.
        unhanded = {
            self.known.lot_of[value]
            for name, value, _one in candidate.things
            if name == "inputEPCList"
            and value in self.known.lot_of
            and not ((label := self.known.labels.get(value)) and self._labels.get(label, State()).shipped_by)
        }
        return {
            part.lot.pk
            for part in parts
            if part.role == LotRole.INPUT
            and not self.rights.runs(producer := part.lot.product.producer_id)
            and not (makes_only_our_lots and made == {producer})
            and (part.pack is None or part.lot.pk in unhanded)
        }

    def _makes_only_our_lots(self, candidate: Candidate) -> bool:
        """Return whether all outputs of the event are lots stored here."""
        return all(
            value in self.known.lot_of
            for name, value, _one in candidate.things
            if ROLES.get(name) == LotRole.OUTPUT
        )

    def _check_widened(self, candidate: Candidate, batch: Batch, new: Batch) -> None:
        """Raise LotUsedUp if `new` makes goods of another producer from ingredients that nobody handed over.

        As long as a transformation names lots of one producer only, its ingredients need not be handed over.
        """
        if not batch.events or (
            len(batch.producers | new.producers) == 1 and self._makes_only_our_lots(candidate)
        ):
            return
        strange = Lot.objects.filter(pk__in=batch.sources).select_related("product")
        ours = {lot.pk: lot for lot in strange if not self.rights.runs(lot.product.producer_id)}
        stock = self.stock if ours.keys() <= self.stock.lots.keys() else Stock(ours)
        stock.check_handed_over(self.actor.member.ref, ours)

    def _labels_of(self, candidate: Candidate) -> set[Label]:
        """Return our labels that the event moves or uses."""
        if not self.known.labels:
            return set()
        return {
            label
            for name, value, _one in candidate.things
            if name in MOVING_LISTS and (label := self.known.labels.get(value)) is not None
        }

    def _check_labels(self, kind: EventKind, labels: set[Label]) -> None:
        """Raise UsedAlready if an event of `kind` can't use, pack or ship one of `labels`.

        A label is used once, and is in one carton at a time. A sender ships a label once; another sender may
        ship it on.
        """
        sender = self.actor.member.ref
        for label in sorted(labels):
            state = self._labels.get(label, State())
            if state.is_used and kind != EventKind.OTHER:
                words, code = _("Tem số %(n)d của đợt %(run)d đã dùng rồi."), "label_used"
            elif state.carton and kind in (EventKind.BOXING, EventKind.PROCESSING, EventKind.LOSS):
                words, code = (
                    _("Tem số %(n)d của đợt %(run)d đang nằm trong thùng. Chị lấy ra trước."),
                    "label_packed",
                )
            elif kind in (EventKind.SHIPPING, EventKind.PROCESSING) and sender in state.shipped_by:
                words, code = _("Tem số %(n)d của đợt %(run)d đã giao đi rồi."), "label_shipped"
            else:
                continue
            raise UsedAlready(words % {"n": label.counter, "run": label.run}, field="label", code=code)

    def _percents_of(
        self, made: Sequence[tuple[int, Decimal | None]], sources: Set[int]
    ) -> Mapping[int, int]:
        """Return {product id: kg}: the most that 100 kg of the lots `sources` (ids) usually give of each product in `made`."""
        lots = {lot.pk: lot for lot in self.known.lots.values()}
        if not sources <= lots.keys():
            return self._percents
        wanted = {product_id for product_id, _weight in made}
        products = {lot.product_id: lot.product for lot in lots.values() if lot.product_id in wanted}
        return usual_percents(products.values(), [lots[pk].product for pk in sources]) | self._percents

    def _write_edges(self) -> None:
        """Insert the edges of the accepted transformations that are not written yet."""
        LotEdge.objects.bulk_create(self._edges, batch_size=BATCH)
        self._edges = []

    def _closes_cycle(self, inputs: set[int], outputs: set[int]) -> bool:
        """Return whether making `outputs` from `inputs` would make a lot its own ingredient.

        Walks the genealogy only if something was made from one of the outputs.
        """
        if self._sources is None:
            self._percents = yields_of(lot.product_id for lot in self.known.lots.values())
            self._sources = {
                pk
                for part in in_parts(self.known.lots)
                for pk in LotEdge.objects.filter(source__in=part).values_list("source", flat=True).distinct()
            }
        if not inputs & outputs and self._sources.isdisjoint(outputs):
            self._sources |= inputs
            return False
        self._write_edges()
        self._sources |= inputs
        return closes_cycle(inputs, outputs)

    def _transformed(self, candidate: Candidate, parts: list[LotPart], inside: Inside) -> tuple[Batch, Batch]:
        """Check a processing together with the earlier events of its transformation.

        Returns the batch of those events, and the batch of this one. Raises NotAllowed, EventError,
        LotUsedUp, LotCycle or TooMuchMade.
        """
        foreign = foreign_kilograms(candidate, self.known)
        new = self.batches.of_event(candidate.event_id, parts, inside, foreign)
        batch = self.batches.under(candidate.column("transformationID"), new)
        batch.check_join(new)
        self._check_widened(candidate, batch, new)
        if self._closes_cycle(batch.sources | new.sources, batch.targets | new.targets):
            raise cycle()
        made = weigh_made([*batch.made, *new.made], self.stock, batch.events | new.events)
        try:
            check_excess([*batch.into, *new.into], made, self._percents_of(made, batch.sources | new.sources))
        except TooMuchMade:
            if unweighed := [*new.unweighed, *batch.unweighed]:
                raise foreign_unweighed(unweighed[0]) from None
            raise
        return batch, new


def taken_otherwise() -> EventIdTaken:
    """Return the error for an event ID that was captured with other content."""
    return EventIdTaken(_("Mã sự kiện này đã ghi với nội dung khác."), code="event_id_taken")
