"""Transformations that are told in parts: several events under one transformationID, in one document or in many."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from backend.common.bulk import in_parts
from members.rules import NotAllowed
from traceability.actions.capture.cartons import Cartons, Inside
from traceability.actions.capture.resolving import Known, Rights, told_under
from traceability.actions.events.drafts import LotPart
from traceability.actions.events.errors import EventError
from traceability.actions.events.stock import Stock, weighed
from traceability.enums import LotRole
from traceability.models import Container, EpcisThing, Event, EventLot, LotEdge

# Each event of a transformation is joined to all the others of it, so what they cost grows with the square of how many there are.
MOST_PARTS = 100


@dataclass(slots=True)
class Batch:
    """What was told of one transformation so far. `inputs` and `outputs` are lots with the event that named them; weights in kg."""

    events: set[uuid.UUID] = field(default_factory=set)
    inputs: list[tuple[int, uuid.UUID]] = field(default_factory=list)
    outputs: list[tuple[int, uuid.UUID]] = field(default_factory=list)
    into: list[Decimal | None] = field(default_factory=list)
    made: list[tuple[int, Decimal | None]] = field(default_factory=list)
    is_hers: bool = True  # who captures has the right to all of its lots

    @property
    def sources(self) -> set[int]:
        return {lot for lot, _event in self.inputs}

    @property
    def targets(self) -> set[int]:
        return {lot for lot, _event in self.outputs}

    def add(self, other: Batch) -> None:
        self.events |= other.events
        self.inputs += other.inputs
        self.outputs += other.outputs
        self.into += other.into
        self.made += other.made
        self.is_hers = self.is_hers and other.is_hers

    def edges_with(self, new: Batch) -> list[LotEdge]:
        """The edges that `new` makes, of its own and with what was told here before; unsaved."""
        pairs = [(one, other) for one in new.inputs for other in (*self.outputs, *new.outputs)]
        pairs += [(one, other) for one in self.inputs for other in new.outputs]
        return [
            LotEdge(source_id=source, target_id=target, input_event=in_event, output_event=out_event)
            for (source, in_event), (target, out_event) in pairs
        ]

    def check_join(self, new: Batch) -> None:
        """Raises NotAllowed or EventError where `new` can't be of this transformation.

        Whoever joins somebody's transformation says something of all its lots: what hers are made from, or what is made of
        them. So she needs the right to each.
        """
        if not (self.is_hers and new.is_hers):
            raise NotAllowed(
                _("Mã chế biến (transformationID) này là của người khác. Chị dùng mã của mình.")
            )
        if len(self.events) >= MOST_PARTS:
            raise EventError(
                _("Một mã chế biến (transformationID) nối nhiều nhất %(n)d sự kiện. Chị dùng mã khác.")
                % {"n": MOST_PARTS},
                field="transformationID",
                code="transformation_long",
            )


class Batches:
    """The transformations of one document by their transformationID; those that are stored are read once for all."""

    def __init__(self, known: Known, rights: Rights, stock: Stock, cartons: Cartons) -> None:
        self.known = known
        self.rights = rights
        self.stock = stock
        self.cartons = cartons
        self.look_anew()

    def look_anew(self) -> None:
        self._by_name: dict[str, Batch] | None = None

    def under(self, name: str) -> Batch:
        """What was told under the transformationID `name` so far; nothing of an event that has none."""
        if not name:
            return Batch()
        if self._by_name is None:
            self._by_name = {}
            self._read()
        return self._by_name.setdefault(name, Batch())

    def of_event(self, event_id: uuid.UUID, parts: Sequence[LotPart], inside: Inside) -> Batch:
        """One event by itself. `inside`: what of `parts` lies in cartons, and is weighed as it lies there."""
        into, made = weighed([part for part in parts if not inside.has(part)], self.stock)
        return Batch(
            {event_id},
            [(pk, event_id) for pk in sorted({part.lot.pk for part in parts if part.role == LotRole.INPUT})],
            [(pk, event_id) for pk in sorted({part.lot.pk for part in parts if part.role == LotRole.OUTPUT})],
            [*into, *inside.weights],
            made,
            all(self.rights.may_capture_for(part.lot) for part in parts),
        )

    def _read(self) -> None:
        assert self._by_name is not None
        named: dict[uuid.UUID, str] = {}
        for part in in_parts(self.known.transformations):
            named |= dict(told_under(part).values_list("event_id", "transformation_id"))
        told: dict[uuid.UUID, list[LotPart]] = {}
        for ids in in_parts(named):
            standing = Event.objects.standing().filter(event_id__in=ids).values("event_id")
            links = EventLot.objects.filter(event_id__in=standing, is_error=False)
            for link in links.select_related("lot__product"):
                lot = self.known.lots.get(link.lot_id, link.lot)
                told.setdefault(link.event_id, []).append(
                    LotPart(lot, link.role, link.quantity, link.unit, taken=link.taken)
                )
        boxed = self._boxed(told)
        for event_id, parts in told.items():
            batch = self._by_name.setdefault(named[event_id], Batch())
            batch.add(self.of_event(event_id, parts, boxed.get(event_id, Inside())))

    def _boxed(self, told: Mapping[uuid.UUID, list[LotPart]]) -> dict[uuid.UUID, Inside]:
        """What lies in the cartons that stored events used as a whole: it stands in none of their amounts."""
        unweighed = {
            event_id
            for event_id, parts in told.items()
            for part in parts
            if part.role == LotRole.INPUT and part.quantity is None and part.taken is None
        }
        if not unweighed:
            return {}
        things = EpcisThing.objects.filter(event_id__in=unweighed, is_error=False, field="inputEPCList")
        named: dict[uuid.UUID, set[str]] = {}
        for event_id, uri in things.values_list("event_id", "value"):
            named.setdefault(event_id, set()).add(uri)
        uris = {uri for some in named.values() for uri in some}
        cartons = {carton.uri: carton for carton in Container.objects.filter(uri__in=uris)}
        return {
            event_id: self.cartons.lying_in(own, LotRole.INPUT)
            for event_id, some in named.items()
            if (own := [cartons[uri] for uri in sorted(some) if uri in cartons])
        }
